"""Tests that go through AWS's service model item by item: each operation, fault, filter, limit, length and rate."""
