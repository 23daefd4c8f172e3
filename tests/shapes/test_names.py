"""Which characters names, ids and times may have."""

import re
from typing import Annotated

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from swfstore.core.metadata import NAME, PRIORITY, SECONDS, TIMEOUT, TRIMMED_NAME

FORBIDDEN = re.compile(r"[:/|\x00-\x1f\x7f-\x9f]")
TEXTS = st.text(alphabet="arn :/|x\u00a0\u2003\x1f\x7f\x9f\nÄ𝄞", max_size=6) | st.text(max_size=8)
NUMBERS = st.text(alphabet="+-0123489", max_size=12) | st.integers(-(2**33), 2**33).map(str)


def is_name(text):
    """AWS's rule in Python."""
    return text != "arn" and FORBIDDEN.search(text) is None


def is_trimmed_name(text):
    """AWS's rule for domains in Python."""
    return is_name(text) and text == text.strip()


def is_priority(text):
    """A 32-bit integer in Python."""
    return re.fullmatch(r"[+-]?[0-9]{1,10}", text) is not None and -(2**31) <= int(text) < 2**31


def accepts(pattern):
    """The pattern as a function, as the requests apply it."""
    adapter: TypeAdapter[str] = TypeAdapter(Annotated[str, pattern])

    def accepted(text):
        try:
            adapter.validate_python(text)
        except ValidationError:
            return False
        return True

    return accepted


name, trimmed_name, priority = accepts(NAME), accepts(TRIMMED_NAME), accepts(PRIORITY)


@given(TEXTS)
@example("arn")
@example("arn ")
@example("a\n")
def test_a_name_has_no_colon_slash_bar_or_control_character_and_is_not_arn(text):
    """The pattern for pydantic's engine accepts what the rule in words does."""
    assert name(text) == is_name(text)
    assert trimmed_name(text) == is_trimmed_name(text)


@given(NUMBERS)
@example("2147483647")
@example("2147483648")
@example("-2147483648")
@example("-2147483649")
@example("+2147483648")
def test_a_priority_is_a_32_bit_integer(text):
    """The pattern accepts exactly the texts of integers from Integer.MIN_VALUE to Integer.MAX_VALUE."""
    assert priority(text) == is_priority(text)


@pytest.mark.parametrize(
    ("text", "timeout", "number"),
    [
        ("0", True, True),
        ("00300", True, True),
        ("NONE", True, False),
        *((text, False, False) for text in ("", "-1", "1.5", "none", "1\n", "\u0663")),
    ],
)
def test_a_timeout_is_a_number_of_seconds_or_none(text, timeout, number):
    """Only timers and retention ask for a number without the way out of `NONE`."""
    assert accepts(TIMEOUT)(text) is timeout
    assert accepts(SECONDS)(text) is number
