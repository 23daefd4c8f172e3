"""Faults on purpose: what goes wrong, when, and the one hook at which it does; nothing of it is loaded by default."""
