"""Signature Version 4, as a service checks it: who has sent this request, and is it the one that was signed?

The checks come in the order of AWS's services of this protocol, with their texts. Only headers carry a signature, not
the query. Never told: the canonical request, which may hold a session token. Source: the IAM User Guide, "Signature
Version 4 for API requests"; the order and the texts as recorded for other services of the same framework.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from swfstore.auth.canonical import canonical_request, collected
from swfstore.auth.credentials import Credential, Identity
from swfstore.errors import (
    IncompleteSignature,
    InvalidSignatureException,
    MissingAuthenticationToken,
    UnrecognizedClientException,
)

ALGORITHM = "AWS4-HMAC-SHA256"
SERVICE = "swf"
TERMINATOR = "aws4_request"
SKEW_MS = 15 * 60 * 1000

UNKNOWN_CLIENT = "The security token included in the request is invalid."
MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details."
)
_MUST_BE_SIGNED = ("x-amz-target", "x-amz-date", "x-amz-content-sha256")
"""Headers that have to be signed where they are there: they say what the request does. So does the host, always."""


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request as it came: path and query still percent-encoded, headers in order, decoded as Latin-1."""

    method: str
    path: str
    query: str
    headers: Sequence[tuple[str, str]]
    body: bytes


@dataclass(frozen=True, slots=True)
class _Scope:
    access_key: str
    date: str
    region: str
    text: str


def verify(request: SignedRequest, credentials: Mapping[str, Credential], now_ms: int) -> Identity:
    """Who has signed this request, by the access keys known; `now_ms` is the real time, 15 minutes off at the most.

    Raises MissingAuthenticationToken, IncompleteSignature, InvalidSignatureException, UnrecognizedClientException.
    """
    headers = collected(request.headers)
    given = _authorization(headers)
    signed_at = _signed_at(headers, now_ms)
    signed = given["SignedHeaders"].split(";")
    _check_signed(headers, signed)
    scope = _scope(given["Credential"], signed_at)
    credential = credentials.get(scope.access_key)
    if credential is None:
        raise UnrecognizedClientException(UNKNOWN_CLIENT)
    payload = _payload(headers, request.body)
    canonical = canonical_request(request.method, request.path, request.query, headers, signed, payload)
    expected = _signature(credential.secret, scope, signed_at, canonical)
    if not hmac.compare_digest(expected.encode(), given["Signature"].encode()):
        raise InvalidSignatureException(MISMATCH)
    _check_token(credential, headers.get("x-amz-security-token"))
    return Identity(credential, scope.region)


def _authorization(headers: Mapping[str, str]) -> Mapping[str, str]:
    header = headers.get("authorization", "")
    if not header.startswith("AWS4-"):
        raise MissingAuthenticationToken("Request is missing Authentication Token")
    algorithm, _, rest = header.partition(" ")
    if algorithm != ALGORITHM:
        raise IncompleteSignature(f"Unsupported AWS 'algorithm': '{algorithm}' (only {ALGORITHM} for now).")
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in rest.replace(",", " ").split(" "))):
        name, equals, value = part.partition("=")
        if not equals:
            raise IncompleteSignature("A part of the Authorization header is not a key=value pair (missing equal-sign)")
        if name in found:
            raise IncompleteSignature(f"Authorization header has '{name}' twice.")
        found[name] = value
    missing = [name for name in ("Credential", "Signature", "SignedHeaders") if not found.get(name)]
    told = [f"Authorization header requires '{name}' parameter." for name in missing]
    if "x-amz-date" not in headers and "date" not in headers:
        told.append("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
    if told:
        raise IncompleteSignature(" ".join(told))
    return found


def _signed_at(headers: Mapping[str, str], now_ms: int) -> str:
    """The time of the signature, in ISO 8601's basic form; raises where it is not near enough."""
    text = headers.get("x-amz-date", headers.get("date", ""))
    try:
        moment = datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        if _iso(moment.timestamp() * 1000) != text:
            raise ValueError("strptime reads more than the basic form")
    except ValueError:
        told = f"Date must be in ISO-8601 'basic format'. Got '{text}'. See http://en.wikipedia.org/wiki/ISO_8601"
        raise IncompleteSignature(told) from None
    off = now_ms - moment.timestamp() * 1000
    now, earliest, latest = _iso(now_ms), _iso(now_ms - SKEW_MS), _iso(now_ms + SKEW_MS)
    if off > SKEW_MS:
        told = f"Signature expired: {text} is now earlier than {earliest} ({now} - 15 min.)"
        raise InvalidSignatureException(told)
    if off < -SKEW_MS:
        told = f"Signature not yet current: {text} is still later than {latest} ({now} + 15 min.)"
        raise InvalidSignatureException(told)
    return text


def _iso(milliseconds: float) -> str:
    return datetime.fromtimestamp(milliseconds // 1000, UTC).strftime("%Y%m%dT%H%M%SZ")


def _check_signed(headers: Mapping[str, str], signed: Sequence[str]) -> None:
    if "host" not in signed:
        raise InvalidSignatureException("'Host' must be a 'SignedHeader' in the AWS Authorization.")
    loose = [name for name in _MUST_BE_SIGNED if name in headers and name not in signed]
    if loose:
        raise InvalidSignatureException(f"'{loose[0]}' must be a 'SignedHeader' in the AWS Authorization.")


def _scope(credential: str, signed_at: str) -> _Scope:
    parts = credential.rstrip("/").split("/")
    if len(parts) != 5:
        shape = "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term"
        raise IncompleteSignature(f"{shape}, got '{credential}'")
    access_key, date, region, service, term = parts
    told: list[str] = []
    if not region.replace("-", "").isalnum() or not region.isascii():
        told.append(f"Credential should be scoped to a valid region, not '{region}'.")
    if service != SERVICE:
        told.append(f"Credential should be scoped to correct service: '{SERVICE}'.")
    if term != TERMINATOR:
        told.append(f"Credential should be scoped with a valid terminator: '{TERMINATOR}', not '{term}'.")
    if date != signed_at[:8]:
        told.append(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
            f"'{date}' != '{signed_at[:8]}', from '{signed_at}'."
        )
    if told:
        raise InvalidSignatureException(" ".join(told))
    return _Scope(access_key, date, region, "/".join(parts[1:]))


def _payload(headers: Mapping[str, str], body: bytes) -> str:
    """The hash of the body, which a header may say too; a body that is not signed is refused."""
    payload = hashlib.sha256(body).hexdigest()
    said = headers.get("x-amz-content-sha256", payload)
    if said != payload:
        raise InvalidSignatureException("The value of 'x-amz-content-sha256' is not the hash of the request's body.")
    return payload


def _signature(secret: str, scope: _Scope, signed_at: str, canonical: str) -> str:
    key = f"AWS4{secret}".encode()
    for part in (scope.date, scope.region, SERVICE, TERMINATOR):
        key = hmac.digest(key, part.encode(), "sha256")
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = "\n".join((ALGORITHM, signed_at, scope.text, hashed))
    return hmac.digest(key, to_sign.encode(), "sha256").hex()


def _check_token(credential: Credential, token: str | None) -> None:
    """The session token is the key's own, and is there where the key has one."""
    known = credential.session_token
    if token is None and known is None:
        return
    if not hmac.compare_digest((token or "").encode(), (known or "").encode()):
        raise UnrecognizedClientException(UNKNOWN_CLIENT)
