"""Mock workers: activities, child workflows and Lambda functions that answer what a TOML file says.

docs/testing.md has the format. Mocks work as part of the engine: they take the tasks of their types before any poller
does, in whichever list they are. `run(..., mocks=...)` uses them for one run, `Mocks.attach` for as long as a store or
a server is open.
"""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from swfstore.engine.engine import Engine
from swfstore.store.open_tasks import ACTIVITY, DECISION, Wanted
from swfstore.testing.activities import Activity
from swfstore.testing.mock_entries import MocksError, Script, scripts_of
from swfstore.testing.mock_workers import MockActivity, MockChild, MockLambdas
from swfstore.testing.workers import Decider, Workers

IDENTITY = "swfstore mocks"
"""The identity of mock workers in histories."""


@dataclass(frozen=True, slots=True)
class Mocks:
    """What a file of mocks says, in its order."""

    activities: tuple[Script, ...] = ()
    children: tuple[Script, ...] = ()
    lambdas: tuple[Script, ...] = ()

    @classmethod
    def load(cls, path: str | Path) -> "Mocks":
        """Read a file; raises MocksError, with the file, the entry and what is wrong with it."""
        try:
            with Path(path).open("rb") as file:
                return cls.of(tomllib.load(file), str(path))
        except OSError as error:
            raise MocksError(f"{path} cannot be read: {error.strerror}") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise MocksError(f"{path} is not TOML: {error}") from None

    @classmethod
    def parse(cls, text: str) -> "Mocks":
        """Read the text of a file; raises MocksError."""
        try:
            return cls.of(tomllib.loads(text), "mocks")
        except tomllib.TOMLDecodeError as error:
            raise MocksError(f"mocks: this is not TOML: {error}") from None

    @classmethod
    def of(cls, tables: Mapping[str, object], label: str = "mocks") -> "Mocks":
        """Mocks of the tables of a file; raises MocksError."""
        unknown = [name for name in tables if name not in ("activity", "child", "lambda")]
        if unknown:
            raise MocksError(f"{label}: there is no [[{unknown[0]}]], only [[activity]], [[child]] and [[lambda]]")
        return cls(*(tuple(scripts_of(kind, tables.get(kind, []), label)) for kind in ("activity", "child", "lambda")))

    def workers(self) -> tuple[dict[Wanted, Decider], dict[Wanted, Activity]]:
        """Fresh deciders and activities that do what the file says, by the tasks that they want."""
        children = {
            Wanted(DECISION, script.name, script.version, children_only=True): MockChild(script)
            for script in reversed(self.children)  # of two entries for the same, the first counts
        }
        activities = {
            Wanted(ACTIVITY, script.name, script.version): MockActivity(script) for script in reversed(self.activities)
        }
        return dict(reversed(children.items())), dict(reversed(activities.items()))

    @contextmanager
    def lambdas_of(self, engine: Engine) -> Iterator[None]:
        """Answer for Lambda functions in the block; those that are not mocked are invoked as before."""
        before = engine.pump.invoker
        if self.lambdas:
            engine.pump.invoker = MockLambdas(self.lambdas, before)
        try:
            yield
        finally:
            engine.pump.invoker = before

    def attach(self, engine: Engine, *, lambdas: bool = True) -> None:
        """Let the mocks work in every domain of an open store, for as long as it is open.

        Without `lambdas` for activities and children only.
        """
        deciders, activities = self.workers()
        if deciders or activities:
            engine.pump.workers.append(Workers(engine, deciders, activities, identity=IDENTITY))
        if self.lambdas and lambdas:
            engine.pump.invoker = MockLambdas(self.lambdas, engine.pump.invoker)
        engine.pump.expect(0)


def loaded(mocks: Mocks | str | Path | None) -> Mocks:
    """Mocks, from their file if it is named; no mocks at all for None."""
    if isinstance(mocks, Mocks):
        return mocks
    return Mocks() if mocks is None else Mocks.load(mocks)


__all__ = ["Mocks", "MocksError", "loaded"]
