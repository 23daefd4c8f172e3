"""The tests of swfstore; `tests.support` holds what they share."""
