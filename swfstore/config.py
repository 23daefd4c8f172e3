"""What a store is opened with, and which version of the program opens it."""

VERSION = "0.1.0"
"""The version of swfstore; a database remembers which one wrote it."""

DURABILITY = "full"
"""What a commit survives by default: `full` a power failure, `normal` the death of the process, `off` nothing."""

LONG_POLL_SECONDS = 60
"""How long a poll waits for a task."""
