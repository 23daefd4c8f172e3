"""Nothing of the machine on which a file was written gets into it."""

import re

from tests.support.sources import TOP, place, text_files

_ROOTS = ("home", "ro" + "ot", "wo" + "rk", "Users")
MACHINE_PATH = re.compile(r"(?<![\w.~}\-])/(?:" + "|".join(_ROOTS) + r")(?:/\w|\b(?![\w/-]))")
PIN = re.compile(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*")


def test_no_file_names_a_path_of_somebodys_machine():
    """A path that starts in somebody's own directories helps nobody else."""
    found = [
        place(path, number)
        for path in text_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]
    assert found == []


def test_constraints_are_versions_only():
    """The constraints say which versions; no hashes, no addresses, no options of pip."""
    lines = (TOP / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#") and not PIN.fullmatch(line)] == []
