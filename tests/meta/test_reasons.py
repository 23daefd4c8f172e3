"""Whoever switches a check off says why, on the same line; and in the core nobody does it with `Any`."""

import ast
import re
import tokenize

import pytest

from tests.support.sources import place, python_files

FOLDERS = ("swfstore", "migrations", "tests", "benchmarks")
DIRECTIVE = re.compile(r"#\s*(?:type:\s*ignore(?:\[[^\]]*\])?|noqa(?::\s*[A-Z]+[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*)?)")
SKIPS = {"skip", "skipif", "xfail"}
BROAD = {"Exception", "BaseException"}


def _comments(path):
    with path.open("rb") as file:
        found = tokenize.tokenize(file.readline)
        return {token.start[0]: token.string for token in found if token.type == tokenize.COMMENT}


def _has_reason(comment):
    return re.search(r"[A-Za-z]{2,}", DIRECTIVE.sub("", comment)) is not None


def _caught(handler):
    if handler.type is None:
        return BROAD
    names = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return {name.id for name in names if isinstance(name, ast.Name)}


def _without_reason(path):
    comments = _comments(path)
    for line, comment in comments.items():
        if DIRECTIVE.search(comment) and not _has_reason(comment):
            yield place(path, line)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ExceptHandler | ast.Attribute) and (_is_broad(node) or _is_skip(node)):
            if not _has_reason(comments.get(node.lineno, "")):
                yield place(path, node.lineno)


def _is_broad(node):
    return isinstance(node, ast.ExceptHandler) and bool(_caught(node) & BROAD)


def _is_skip(node):
    return (
        isinstance(node, ast.Attribute) and node.attr in SKIPS and ast.unparse(node.value) in ("pytest", "pytest.mark")
    )


def test_every_suppression_has_its_reason_beside_it():
    """`type: ignore`, `noqa`, skips and broad `except` clauses carry a comment with the reason on their line."""
    paths = python_files(*FOLDERS)
    assert [found for path in paths for found in _without_reason(path)] == []


@pytest.mark.parametrize(
    ("source", "complaints"),
    [
        ("x = 1  # type: " + "ignore[misc]\n", 1),
        ("x = 1  # type: " + "ignore[misc]  # the library has no types\n", 0),
        ("x = 1  # no" + "qa: E501\n", 1),
        ("x = 1  # no" + "qa: E501 - a long address\n", 0),
        ("try:\n    f()\nexcept Exception:\n    raise\n", 1),
        ("try:\n    f()\nexcept (ValueError, BaseException):  # raised again\n    raise\n", 0),
        ("@pytest.mark.skip\ndef f(): ...\n", 1),
        ("def f():\n    pytest.skip('why')  # needs a full disk\n", 0),
    ],
)
def test_the_search_finds_what_it_should(source, complaints, tmp_path, monkeypatch):
    """The test above is itself tested: each kind of suppression, with and without a reason."""
    monkeypatch.setattr("tests.support.sources.TOP", tmp_path)
    path = tmp_path / "example.py"
    path.write_text(source)
    assert len(list(_without_reason(path))) == complaints


def test_the_core_names_no_any():
    """The rules are typed throughout: no module of the core imports `Any`."""
    found = [
        place(path, node.lineno)
        for path in python_files("swfstore/core")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "typing" and "Any" in [name.name for name in node.names]
    ]
    assert found == []
