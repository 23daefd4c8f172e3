"""A change of a decider's code, guarded by the histories that it has written before."""
