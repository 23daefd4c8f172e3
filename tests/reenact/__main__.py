"""Command line: `python -m tests.reenact FILE.json [--name SUBSTRING] [-v]`."""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.reenact.actor import Actor
from tests.reenact.compare import Runs, Verdict, compare, compare_describe
from tests.reenact.drive import Play
from tests.reenact.model import History, read


def main(arguments: Sequence[str]) -> int:
    """Re-enact the histories of a file, one line each; 0 where none differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.reenact", description=__doc__)
    parser.add_argument("file", type=Path, help="histories in the uniform form")
    parser.add_argument("--name", default="", help="only stories with this in the name of a history")
    parser.add_argument("-v", "--verbose", action="store_true", help="also say what merely came in another order")
    options = parser.parse_args(arguments)
    counts: Counter[str] = Counter()
    for story in stories(read(options.file), options.name):
        for history, verdict in enact(story):
            counts[verdict.word] += 1
            say(f"{verdict.word:10}{history.name}")
            if verdict.detail and (options.verbose or verdict.word != "ORDER"):
                say(f"      {verdict.detail}")
    summary = ", ".join(f"{n} {word}" for word, n in sorted(counts.items()))
    say(f"{summary} ({counts.total()} histories)")
    return 1 if counts["DIFFERENT"] else 0


def say(line: str) -> None:
    """Write one line of the report."""
    sys.stdout.write(line + "\n")


def stories(histories: Sequence[History], name: str) -> list[list[History]]:
    """The histories by story, in the order of the file."""
    found: dict[str, list[History]] = {}
    for history in histories:
        found.setdefault(history.story, []).append(history)
    return [story for story in found.values() if any(name in h.name for h in story)]


def enact(story: Sequence[History]) -> list[tuple[History, Verdict]]:
    """Act one story and judge each of its executions."""
    play = Play(story)
    play.run()
    runs = Runs()
    return [(actor.history, judge(play, actor, runs)) for actor in play.actors]


def judge(play: Play, actor: Actor, runs: Runs) -> Verdict:
    """Compare the events and the Describe answers of one actor."""
    ours = play.written(actor)
    verdict = compare(actor.history, ours, runs)
    if verdict.word == "DIFFERENT" or actor.stuck:
        stuck = f"\n      stuck {actor.stuck}" if actor.stuck else ""
        return Verdict("DIFFERENT", verdict.detail + stuck)
    final = actor.history.raw.get("describe")
    answers = [(final, play.describe(actor))] if final else []
    midway = {each["afterEventId"]: each["response"] for each in actor.history.raw.get("describesMidway", [])}
    answers += [(midway[event_id], answer) for event_id, answer in actor.describes.items()]
    for recorded, mine in answers:
        if difference := compare_describe(recorded, mine, actor.history, ours, runs):
            return Verdict("DIFFERENT", difference)
    return verdict


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
