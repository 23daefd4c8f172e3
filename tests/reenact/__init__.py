"""Re-enactment of recorded histories: derive the calls, make them on a store, compare what it records."""
