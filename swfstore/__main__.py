"""`python -m swfstore` is the command line."""

from swfstore.cli import main

main(prog_name="swfstore")
