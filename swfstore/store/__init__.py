"""All SQL of the store: its tables, its one way to a transaction, and a module of statements per topic."""
