"""Histories in and out: read from files, checked, imported, exported, compared, replayed and forked.

Library functions; the command line and the test kit are made of them. A name is imported when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from swfstore.histories.comparing import Difference, diff
    from swfstore.histories.exporting import export_domain, export_run, runs_of
    from swfstore.histories.importing import import_history
    from swfstore.histories.model import History, ImpossibleHistory
    from swfstore.histories.reading import read
    from swfstore.histories.replaying import ReplayReport, replay

__all__ = [
    "Difference",
    "History",
    "ImpossibleHistory",
    "ReplayReport",
    "diff",
    "export_domain",
    "export_run",
    "import_history",
    "read",
    "replay",
    "runs_of",
]

_HOMES = {
    "Difference": "comparing",
    "History": "model",
    "ImpossibleHistory": "model",
    "ReplayReport": "replaying",
    "diff": "comparing",
    "export_domain": "exporting",
    "export_run": "exporting",
    "import_history": "importing",
    "read": "reading",
    "replay": "replaying",
    "runs_of": "exporting",
}


def __getattr__(name: str) -> object:
    """The function of that name, from the module that has it."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'swfstore.histories' has no attribute {name!r}")
    found: object = getattr(import_module(f"swfstore.histories.{home}"), name)
    return found
