"""The table of the benchmarks."""

import pytest

from benchmarks import table
from benchmarks.measure import Effort, Result, at_least, at_most, turns


@pytest.mark.parametrize(
    ("result", "ratio", "ok"),
    [
        (Result("signal", 15, 10, "us", at_most(1.5)), 1.5, True),
        (Result("signal", 16, 10, "us", at_most(1.5)), 1.6, False),
        (Result("page", 2, 200, "ms", at_least(100)), 100, True),
        (Result("page", 2, 190, "ms", at_least(100)), 95, False),
        (Result("start", 30, 10, "us"), 3, True),
    ],
)
def test_a_target_is_met_or_missed(result, ratio, ok):
    """`at_most` is for measured by floor, `at_least` for floor by measured; what has no target is fine."""
    assert (result.ratio, result.ok) == (ratio, ok)


def test_a_row_says_what_was_missed():
    """A row has the two numbers, their ratio, the target and whether it was met."""
    cells = [cell.strip() for cell in table.row(Result("signal, full", 160, 100, "us", at_most(1.5))).split("|")]
    assert cells == ["", "signal, full", "160 us", "100 us", "1.60x", "<= 1.5x", "NO", ""]


def test_every_contestant_has_its_turn_in_every_round():
    """Rounds take turns, after one call of each that is not counted."""
    order = []
    turns(Effort(rounds=2, calls=1), lambda: order.append("A"), lambda: order.append("B"))
    assert order == ["A", "B", "A", "B", "A", "B"]
