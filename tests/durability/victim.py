"""A process that is going to be killed: `python -m tests.durability.victim URL SEED HANDS DURABILITY`.

It opens the store, makes sure of the domain, and works for ever; every answer that it gets it writes to standard output
at once, a line of JSON each. The first line says that the store is open.
"""

import json
import os
import sys
import threading
from typing import Any

from tests.stress.crew import Hand, open_for_stress
from tests.support.stories import register


class Talker(Hand):
    """A hand that says at once what it was told."""

    def tell(self, kind: str, fact: Any) -> None:
        """Write a line; the operating system has it when this returns."""
        os.write(1, json.dumps([kind, fact]).encode() + b"\n")


def main() -> None:
    """Work until the end."""
    url, seed, hands, durability = sys.argv[1:]
    store = open_for_stress(url, durability)
    os.write(1, b'["open", null]\n')
    try:
        register(store.client())
    except store.client().exceptions.DomainAlreadyExistsFault:
        pass  # an earlier victim has registered it
    begin = threading.Barrier(int(hands))
    crew = [Talker(store, int(seed) + number, 10**9, begin) for number in range(int(hands))]
    for hand in crew:
        hand.start()
    for hand in crew:
        hand.join()
        if hand.failed is not None:
            raise hand.failed


if __name__ == "__main__":
    main()
