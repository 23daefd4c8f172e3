"""Instants in requests: whatever boto3 accepts as a timestamp becomes integer milliseconds since the epoch, UTC."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = -62_135_596_800_000
_LAST = 253_402_300_799_999


def milliseconds(value: object) -> int:
    """The instant of a datetime (without a zone: UTC), of epoch seconds, or of either as a text (ISO 8601).

    Numbers beyond the years 1 to 9999 become the first or the last millisecond of these. Anything else is refused.
    """
    if isinstance(value, str):
        value = _read(value)
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return (aware - _EPOCH) // timedelta(milliseconds=1)
    if isinstance(value, int | float) and not isinstance(value, bool) and value == value:
        return round(max(_FIRST / 1000, min(value, _LAST / 1000)) * 1000)
    raise PydanticCustomError("timestamp_type", "Input should be an instant")


def _read(text: str) -> float | datetime | str:
    for reader in (float, datetime.fromisoformat):
        try:
            return reader(text)
        except ValueError:
            continue
    return text


Instant = Annotated[int, BeforeValidator(milliseconds)]
