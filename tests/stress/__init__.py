"""Several processes and threads on one database: nothing is lost, nothing is doubled, nobody waits for ever."""
