"""What docs/coverage.md is made of: all that there is to cover, and the tests that show it."""
