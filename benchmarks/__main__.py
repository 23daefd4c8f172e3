"""`python -m benchmarks [NAME ...] [--quick] [--check]` prints the table of what was measured, row by row."""

import argparse
import sys

from benchmarks import table
from benchmarks.catalogue import BENCHMARKS
from benchmarks.measure import Effort

_EPILOG = "\n".join(
    [
        "names:",
        *(f"  {name:<12} {(benchmark.__doc__ or '').splitlines()[0]}" for name, benchmark in BENCHMARKS.items()),
        "",
        "measured and floor are medians of one call, of rounds that take turns. A target `<= 1.5x` is for measured by",
        "floor, a target `>= 3x` for floor by measured: so many times faster.",
    ]
)


def main(arguments: list[str]) -> int:
    """Run the benchmarks that are named, or all; the answer is the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure swfstore against hand-written floors and against its peers.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which ones; all of them if none is named")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and smaller crowds: for a first look")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a target is missed")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]!r}; there are {', '.join(BENCHMARKS)}")
    effort = Effort(rounds=15, calls=10) if options.quick else Effort()
    missed = 0
    print(table.head(), flush=True)
    for name, benchmark in BENCHMARKS.items():
        if options.names and name not in options.names:
            continue
        for result in benchmark(effort, options.quick):
            missed += not result.ok
            print(table.row(result), flush=True)
    if missed:
        print(f"\n{missed} missed", file=sys.stderr)
    return 1 if missed and options.check else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
