"""Tables, times and JSON on standard output: plain in a pipe or a file, coloured by rich on a terminal that has it."""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from shutil import get_terminal_size
from typing import Any

import click


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; on a terminal a line is cut where it would not fit, elsewhere it is as long as it has to be."""
    cells = [[clean(cell) for cell in row] for row in rows]
    if not _rich_table(headings, cells):
        room = get_terminal_size().columns if sys.stdout.isatty() else None
        widths = [max(map(len, column)) for column in zip(headings, *cells, strict=True)]
        for line in [headings, *cells]:
            padded = [cell.ljust(width) for cell, width in zip(line, widths, strict=True)]
            text = "  ".join(padded).rstrip()
            click.echo(text if room is None or len(text) <= room else text[: room - 1] + "…")


def _rich_table(headings: Sequence[str], cells: list[list[str]]) -> bool:
    """Print with rich, where that is installed and a person is looking; whether it was."""
    if not sys.stdout.isatty():
        return False
    try:
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text
    except ImportError:
        return False
    pretty = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        pretty.add_column(heading, overflow="fold", no_wrap=heading == "id")
    for line in cells:
        pretty.add_row(*map(Text, line))
    Console().print(pretty)
    return True


def clean(value: object) -> str:
    """A value on one line: control characters, which could move a terminal's cursor, are written as escapes."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return when(value)
    text = value if isinstance(value, str) else str(value)
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def when(moment: datetime) -> str:
    """A moment as the views write it: 2030-01-01T00:00:00.000Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def as_json(value: Any, indent: int | None = 2) -> str:
    """A response as the API's JSON: instants are seconds since the epoch, with milliseconds."""
    return json.dumps(value, default=_seconds, indent=indent, ensure_ascii=False)


def _seconds(value: object) -> float:
    if isinstance(value, datetime):
        return round(value.timestamp(), 3)
    raise TypeError(f"not JSON: {value!r}")


def short(value: object) -> str:
    """A member of an event in few words: a task list by its name, a type as name/version, an execution by its ids."""
    if isinstance(value, dict):
        return "/".join(short(member) for member in value.values())
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else str(value)
