"""What the tests share: a PostgreSQL server, an opened store with a domain, and histories as text."""
