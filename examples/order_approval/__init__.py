"""An order waits 30 days for its approval, and is charged then: a decider and a worker for Amazon SWF."""
