"""What no test can show, and why: the service model names it, and nothing that a caller can do brings it about."""

_TAGS = "the model lists the fault; the documentation knows no limit that {} could exceed, so nothing raises it"

UNREACHABLE: dict[str, str] = {
    "fault ListTagsForResource LimitExceededFault": _TAGS.format("a list of tags"),
    "fault TagResource LimitExceededFault": _TAGS.format("it, besides that of TooManyTagsFault,"),
    "fault UntagResource LimitExceededFault": _TAGS.format("taking tags away"),
}
"""The reason by item."""
