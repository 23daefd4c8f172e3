"""What every request is: a frozen value with AWS's members under our names, read by the names of the wire."""

from pydantic import BaseModel, ConfigDict

from swfstore.core.values import camel


class Request(BaseModel):
    """The input of an operation. An unknown member or another JSON type than the model's is refused.

    The members stand in the order of AWS's service model, which is the order in which violations are told. The checks
    are built at the first use of an operation.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", alias_generator=camel, defer_build=True)
