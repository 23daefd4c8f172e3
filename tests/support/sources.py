"""The files of this repository, for the tests that read them."""

import ast
from collections.abc import Iterator
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
PACKAGE = TOP / "swfstore"

_FOLDERS = ("swfstore", "migrations", "tests", "benchmarks", "docs", ".ci")
_KINDS = {"", ".py", ".md", ".toml", ".txt", ".ini", ".sql", ".json", ".mako", ".cfg", ".yml", ".yaml"}


def python_files(*folders: str) -> list[Path]:
    """The Python files below these folders of the repository, by name."""
    return sorted(path for folder in folders for path in (TOP / folder).rglob("*.py"))


def text_files() -> list[Path]:
    """Every text file of the repository, by name; not environments, caches or databases."""
    files = [path for path in TOP.iterdir() if path.is_file()]
    files += [path for folder in _FOLDERS for path in (TOP / folder).rglob("*") if path.is_file()]
    return sorted(path for path in files if path.suffix in _KINDS and "__pycache__" not in path.parts)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a module, nested ones too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def place(path: Path, line: int) -> str:
    """How a line is named in a report: `swfstore/clock.py:12`."""
    return f"{path.relative_to(TOP)}:{line}"
