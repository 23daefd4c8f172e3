"""Writes docs/coverage.md: `python -m tests.coverage_page`; with `--check` it only says whether the page is stale.

The page sets what AWS's service model has beside what the tests show: the stories of tests/scenarios, and the Python
tests that are marked `@pytest.mark.covers("fault DescribeDomain UnknownResourceFault", evidence="documented")`.
"""

import difflib
import re
import sys
from collections import Counter
from collections.abc import Iterator

from tests.coverage.shown import Shown, recorded, shown
from tests.coverage.universe import SECTIONS
from tests.coverage.unreachable import UNREACHABLE
from tests.scenarios.language import EVIDENCE
from tests.support.sources import TOP

PAGE = TOP / "docs" / "coverage.md"
CHOSEN = TOP / "tests" / "coverage" / "chosen.md"

INTRODUCTION = """\
# What is covered, and how well it is known

This page is written by `python -m tests.coverage_page` from the tests; `python3 run.py test` fails where it is stale.
What there is to cover comes from AWS's service model. The evidence says how we know that the real Amazon SWF does what
the test shows:

- **recorded**: seen in captured traffic or in a history that the real service wrote;
- **documented**: in AWS's documentation, service model or samples;
- **claimed**: another project says so, usually as measured against the live service;
- **chosen**: nobody says; the choice is ours, see the end of this page.

Tests are named from `tests/` on. Where several show an item, the one with the best evidence is named.
"""


def page() -> str:
    """The text of the page."""
    known = shown()
    sections = {title: list(items()) for title, items in SECTIONS.items()}
    everything = [item for items in sections.values() for item in items]
    strangers = sorted((set(known) | recorded()) - set(everything))
    if strangers:
        raise SystemExit(f"what is covered or recorded is not in the model: {', '.join(strangers)}")
    parts = [INTRODUCTION, *_untested(everything, known), *_summary(sections, known)]
    for title, items in sections.items():
        parts += _section(title, items, known)
    return "\n".join([*parts, CHOSEN.read_text(encoding="utf-8")])


def _untested(everything: list[str], known: dict[str, Shown]) -> Iterator[str]:
    missing = [item for item in everything if item not in known]
    stale = sorted(set(UNREACHABLE) & set(known))
    if stale:
        raise SystemExit(f"these are said to be out of reach, and tested: {', '.join(stale)}")
    yield f"## Untested: {len(missing)} of {len(everything)}\n"
    if missing:
        yield from ["| item | why |", "|---|---|"]
        yield from (f"| {item} | {UNREACHABLE.get(item, 'nobody has written the test')} |" for item in missing)
        yield ""


def _summary(sections: dict[str, list[str]], known: dict[str, Shown]) -> Iterator[str]:
    yield "## Summary\n"
    yield f"| section | items | {' | '.join(EVIDENCE)} | untested |"
    yield f"|---|---{'|---' * len(EVIDENCE)}|---|"
    for title, items in sections.items():
        yield f"| [{title}](#{_anchor(title)}) | {_counts(items, known)} |"
    yield f"| **all** | {_counts([item for items in sections.values() for item in items], known)} |\n"


def _anchor(title: str) -> str:
    return re.sub(r"[^a-z ]", "", title.lower()).replace(" ", "-")


def _counts(items: list[str], known: dict[str, Shown]) -> str:
    grades = Counter(known[item].evidence if item in known else "untested" for item in items)
    return " | ".join(str(number) for number in (len(items), *(grades[grade] for grade in (*EVIDENCE, "untested"))))


def _section(title: str, items: list[str], known: dict[str, Shown]) -> Iterator[str]:
    yield f"## {title}\n"
    yield from ["| item | evidence | test |", "|---|---|---|"]
    for item in items:
        found = known.get(item)
        what = item.partition(" ")[2] or item
        yield f"| {what} | {found.evidence} | `{found.test}` |" if found else f"| {what} | **untested** | |"
    yield ""


def main(arguments: list[str]) -> int:
    """Write the page, or with `--check` compare it; the answer is the exit code."""
    text = page()
    if arguments == ["--check"]:
        old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        changes = difflib.unified_diff(
            old.splitlines(), text.splitlines(), "docs/coverage.md", "from the tests", lineterm=""
        )
        told = list(changes)
        if told:
            told.append("docs/coverage.md is stale: run python -m tests.coverage_page")
        sys.stdout.writelines(f"{line}\n" for line in told)
        return 1 if told else 0
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(TOP)} is written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
