"""The rules of SWF: pure. No SQL, no clock, no random numbers, no threads, no logging."""
