"""The answers "no": one class per AWS fault, shaped as boto3's `ClientError` is.

`e.response["Error"]["Code"]` is the bare name and `e.type_` the name on the wire. The faults of the service model come
from `com.amazonaws.swf.base.model`; the others are those of the web service framework around it. A fault without a
text has none on the wire either.
"""

from collections.abc import Mapping
from typing import ClassVar

MODEL = "com.amazonaws.swf.base.model#"


class SwfstoreError(Exception):
    """Something is wrong with the store itself: its file, its version, its configuration."""


class Fault(Exception):
    """An operation was refused; nothing was changed.

    `response` has the shape of botocore's parsed error. `message` may be empty: some faults carry no text.
    """

    type_: ClassVar[str] = "com.amazon.coral.service#InternalFailure"
    status: ClassVar[int] = 400

    def __init__(self, message: str = "", operation_name: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.operation_name = operation_name

    def __str__(self) -> str:
        code = self.code
        return f"An error occurred ({code}) when calling the {self.operation_name} operation: {self.message}"

    @property
    def code(self) -> str:
        """The bare name, as `e.response["Error"]["Code"]` has it."""
        return self.type_.rpartition("#")[2]

    @property
    def response(self) -> Mapping[str, Mapping[str, object]]:
        """What botocore would have parsed from the answer."""
        return {
            "Error": {"Message": self.message, "Code": self.code},
            "ResponseMetadata": {"HTTPStatusCode": self.status},
        }


class DefaultUndefinedFault(Fault):
    """A start names no value for something that has no registered default either."""

    type_ = MODEL + "DefaultUndefinedFault"


class DomainAlreadyExistsFault(Fault):
    """The domain's name is taken, by a registered or a deprecated domain."""

    type_ = MODEL + "DomainAlreadyExistsFault"


class DomainDeprecatedFault(Fault):
    """The domain is deprecated."""

    type_ = MODEL + "DomainDeprecatedFault"


class LimitExceededFault(Fault):
    """A quota of the account, the domain or the task list is used up."""

    type_ = MODEL + "LimitExceededFault"


class OperationNotPermittedFault(Fault):
    """The caller's policies do not allow the call."""

    type_ = MODEL + "OperationNotPermittedFault"


class TooManyTagsFault(Fault):
    """A domain would have more tags than it may."""

    type_ = MODEL + "TooManyTagsFault"


class TypeAlreadyExistsFault(Fault):
    """The name and version are taken, by a registered or a deprecated type."""

    type_ = MODEL + "TypeAlreadyExistsFault"


class TypeDeprecatedFault(Fault):
    """The workflow or activity type is deprecated."""

    type_ = MODEL + "TypeDeprecatedFault"


class TypeNotDeprecatedFault(Fault):
    """Only a deprecated type can be deleted."""

    type_ = MODEL + "TypeNotDeprecatedFault"


class UnknownResourceFault(Fault):
    """There is no such domain, type, execution or task, or it is closed."""

    type_ = MODEL + "UnknownResourceFault"


class WorkflowExecutionAlreadyStartedFault(Fault):
    """An open execution has the workflow id already."""

    type_ = MODEL + "WorkflowExecutionAlreadyStartedFault"


class ValidationException(Fault):
    """The request breaks a constraint of the service model."""

    type_ = "com.amazon.coral.validate#ValidationException"


class SerializationException(Fault):
    """The request has another JSON type than the service model asks for."""

    type_ = "com.amazon.coral.service#SerializationException"


class AccessDeniedException(Fault):
    """The caller's policies do not allow the call, as the web service framework says it."""

    type_ = "com.amazon.coral.service#AccessDeniedException"


class MissingAuthenticationToken(Fault):
    """The request is not signed. The name is the one of SWF's API reference; the others of its kind answer 400."""

    type_ = "com.amazon.coral.service#MissingAuthenticationToken"


class IncompleteSignature(Fault):
    """The request's signature is not in AWS's form."""

    type_ = "com.amazon.coral.service#IncompleteSignature"


class InvalidSignatureException(Fault):
    """The signature is not that of this request, or is too old, or of the future."""

    type_ = "com.amazon.coral.service#InvalidSignatureException"


class UnrecognizedClientException(Fault):
    """Nobody has this access key, or the session token is not that of the key."""

    type_ = "com.amazon.coral.service#UnrecognizedClientException"


class ThrottlingException(Fault):
    """The account calls the operation more often than its rate allows."""

    type_ = "com.amazon.coral.availability#ThrottlingException"


class UnknownOperationException(Fault):
    """There is no such operation."""

    type_ = "com.amazon.coral.service#UnknownOperationException"


class RequestEntityTooLargeException(Fault):
    """The request has more bytes than the service takes."""

    type_ = "com.amazon.coral.service#RequestEntityTooLargeException"
    status = 413


class InternalFailure(Fault):
    """The store could not do its work: a full disk, a file that is locked or cannot be written."""

    status = 500


FAULTS: Mapping[str, type[Fault]] = {cls.__name__: cls for cls in Fault.__subclasses__()}
