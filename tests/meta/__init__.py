"""Tests of the repository itself: sizes, reasons, paths."""
