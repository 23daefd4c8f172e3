"""docs/testing.md: the files that it shows are written as they stand there, and their tests pass."""

import re

import pytest

from tests.support.sources import TOP

PAGE = (TOP / "docs" / "testing.md").read_text(encoding="utf-8")
FILES = re.findall(r"^```python\n# (\w+\.py)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_tests_of_the_page_pass(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every block whose first line is the name of a file, in one directory, with nothing else."""
    monkeypatch.setenv("PYTHONPATH", str(TOP))
    for name, text in FILES:
        (pytester.path / name).write_text(text, encoding="utf-8")
    result = pytester.runpytest_subprocess("-p", "swfstore.testing.plugin", "-W", "error")
    result.assert_outcomes(passed=sum(len(re.findall(r"^ *def test_", text, re.MULTILINE)) for _, text in FILES))


def test_the_lines_of_the_page_fit() -> None:
    """120 characters, but for rows of tables."""
    assert [line for line in PAGE.splitlines() if len(line) > 120 and not line.startswith("|")] == []
