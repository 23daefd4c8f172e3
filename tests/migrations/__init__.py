"""Tests of the schema, its migrations, and how a database is opened."""
