"""Writes docs/modules.md, the map of the modules, from their docstrings: `python -m tests.modules_page`."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.support.sources import TOP

PAGE = TOP / "docs" / "modules.md"
PACKAGE = TOP / "swfstore"

INTRODUCTION = """\
# Where things are

The modules by package, each with the first sentence of its docstring. `python -m tests.modules_page` writes this page;
a test fails where it is stale. How they work together is in [architecture.md](architecture.md).

Imports point one way only, and `lint-imports` checks it:

    cli -> server -> testing -> client -> histories -> operations -> engine -> store | shapes | auth
        -> core -> config | clock | ids -> errors
"""


def page() -> str:
    """The text of the page."""
    folders = sorted({path.parent for path in PACKAGE.rglob("*.py")})
    return "\n".join([INTRODUCTION, *(line for folder in folders for line in _section(folder))])


def _section(folder: Path) -> Iterator[str]:
    name = folder.relative_to(TOP).as_posix()
    modules = [path for path in sorted(folder.glob("*.py")) if path.name != "__init__.py"]
    yield f"## {name}\n"
    yield f"{_first_sentence(folder / '__init__.py')}\n"
    if modules:
        yield from ("| module | |", "|---|---|")
        yield from (f"| `{path.stem}` | {_first_sentence(path)} |" for path in modules)
        yield ""


def _first_sentence(path: Path) -> str:
    """The first paragraph of a docstring up to the end of its first sentence, in one line."""
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    paragraph = " ".join(docstring.partition("\n\n")[0].split())
    sentence, end, _ = paragraph.partition(". ")
    return (sentence + end.strip()).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
