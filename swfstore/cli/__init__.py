"""The command line: `swfstore --help`.

A command's module is imported when that command runs. Errors are one sentence on standard error; the exit code is 1
where something failed or is wrong, 2 where the command was not understood.
"""

from swfstore.cli.group import main

__all__ = ["main"]
