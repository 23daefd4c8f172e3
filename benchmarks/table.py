"""The table, as it is printed and as it stands in the README."""

from benchmarks.measure import Result

_HEAD = ("what", "measured", "floor", "ratio", "target", "ok")
_WIDTHS = (66, 12, 12, 8, 9, 4)


def head() -> str:
    """The first two lines of the table."""
    rule = "|".join("-" * (width + 1) + (":" if 0 < column < 4 else "-") for column, width in enumerate(_WIDTHS))
    return f"{_line(_HEAD)}\n|{rule}|"


def row(result: Result) -> str:
    """One line of the table."""
    target = "" if result.target is None else str(result.target)
    ok = "" if result.target is None else "yes" if result.ok else "NO"
    measured, floor = (_amount(value, result.unit) for value in (result.measured, result.floor))
    return _line((result.what, measured, floor, _short(result.ratio) + "x", target, ok))


def _line(cells: tuple[str, ...]) -> str:
    padded = (
        f"{cell:>{width}}" if 0 < column < 4 else f"{cell:<{width}}"
        for column, (cell, width) in enumerate(zip(cells, _WIDTHS, strict=True))
    )
    return f"| {' | '.join(padded)} |"


def _amount(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"


def _short(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.1f}" if ratio >= 10 else f"{ratio:.2f}"
