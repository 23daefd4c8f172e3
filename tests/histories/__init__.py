"""Histories in and out: imported, exported, compared, replayed, forked; and snapshots of whole stores."""
