"""Each operation as its callers see it."""
