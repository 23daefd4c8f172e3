"""Killed, out of space, read only, locked: what was acknowledged is kept, what was not is whole or not there."""
