"""How much chance a property gets: little and always the same in CI, as much as one likes when looking for trouble.

SWFSTORE_EXAMPLES=20 pytest tests/properties     20 times as many examples, other ones in each run
"""

import os

from hypothesis import HealthCheck, Phase, settings

FACTOR = int(os.environ.get("SWFSTORE_EXAMPLES", "1"))

_FIXTURES_AND_TIME = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


def budget(examples: int, steps: int = 50) -> settings:
    """Settings for so many examples, of so many steps where an example is a trace."""
    return settings(
        max_examples=examples * FACTOR,
        stateful_step_count=steps,
        derandomize=FACTOR == 1,
        deadline=None,
        print_blob=True,
        database=None,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=_FIXTURES_AND_TIME,
    )
