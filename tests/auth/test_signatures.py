"""A signature is good for the request that was signed, as botocore signs it, and for no other."""

import hashlib
from datetime import UTC, datetime

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import assume, given
from hypothesis import strategies as st

from swfstore.auth.credentials import Credential
from swfstore.auth.signatures import SKEW_MS, SignedRequest, verify
from swfstore.errors import (
    FAULTS,
    IncompleteSignature,
    InvalidSignatureException,
    MissingAuthenticationToken,
    UnrecognizedClientException,
)
from tests.properties.budget import budget

KEY = Credential("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "123456789012", "worker")
TEMPORARY = Credential("ASIAEXAMPLE", "another/secret", "210987654321", "guest", session_token="a-token")
KEYS = {KEY.access_key: KEY, TEMPORARY.access_key: TEMPORARY}
HOST = "swf.us-east-1.amazonaws.com"
TARGET = "SimpleWorkflowService.ListDomains"


def signed(
    body=b"{}", path="/", query="", headers=None, credential=KEY, region="us-east-1", service="swf", method="POST"
):
    """A request as botocore signs it now, and the time of its signature."""
    url = f"http://{HOST}{path}" + (f"?{query}" if query else "")
    given = {"X-Amz-Target": TARGET, "Content-Type": "application/x-amz-json-1.0", **(headers or {})}
    request = AWSRequest(method=method, url=url, data=body, headers=given)
    keys = Credentials(credential.access_key, credential.secret, credential.session_token)
    SigV4Auth(keys, service, region).add_auth(request)
    sent = [("Host", HOST), *((name, str(value)) for name, value in request.headers.items())]
    moment = datetime.strptime(request.headers["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return SignedRequest(method, path, query, sent, body), int(moment.timestamp() * 1000)


def changed(request, **members):
    """The request with other members."""
    known = {name: getattr(request, name) for name in ("method", "path", "query", "headers", "body")}
    return SignedRequest(**{**known, **members})


def with_header(request, name, value):
    """The request with another value of a header, or without it."""
    others = [(known, text) for known, text in request.headers if known.lower() != name.lower()]
    return changed(request, headers=others if value is None else [*others, (name, value)])


def header(request, name):
    """The value of a header."""
    return next(value for known, value in request.headers if known.lower() == name.lower())


NAMES = st.from_regex(r"\A[A-Za-z][A-Za-z0-9-]{0,12}\Z").filter(
    lambda name: (
        name.lower() not in ("host", "expect", "authorization", "user-agent", "transfer-encoding", "date", "connection")
        and not name.lower().startswith("x-amz")
    )
)
HEADERS = st.dictionaries(NAMES, st.from_regex(r"\A[ -~]{0,20}\Z"), max_size=4).filter(
    lambda headers: len({name.lower() for name in headers} | {"content-type"}) == len(headers) + 1
)
PATHS = st.from_regex(r"\A(/[A-Za-z0-9._~%-]{0,6}){1,4}\Z").filter(lambda path: not path.startswith("//"))
ENCODED = st.text(alphabet="aZ0-_.~ /=&%+é", max_size=5).map(
    lambda text: "".join(c if c.isascii() and (c.isalnum() or c in "-_.~") else quoted(c) for c in text)
)
QUERIES = st.lists(st.tuples(ENCODED, ENCODED), max_size=3).map(lambda pairs: "&".join(f"{k}={v}" for k, v in pairs))


def quoted(letter):
    """The letter percent-encoded."""
    return "".join(f"%{byte:02X}" for byte in letter.encode())


@budget(200)
@given(
    st.binary(max_size=200),
    PATHS,
    QUERIES,
    HEADERS,
    st.sampled_from([KEY, TEMPORARY]),
    st.sampled_from(["POST", "GET"]),
)
def test_what_botocore_signs_is_accepted(body, path, query, headers, credential, method):
    """Any body, path, query and headers: the signer is known by the key, and the region by the scope."""
    request, now = signed(body, path, query, headers, credential, "eu-west-1", method=method)
    identity = verify(request, KEYS, now)
    assert (identity.credential, identity.region) == (credential, "eu-west-1")
    assert (identity.account, identity.user) == (credential.account, credential.user)


@budget(200)
@given(st.binary(min_size=1, max_size=100), st.integers(0), st.integers(1, 255))
def test_a_body_with_another_byte_is_refused(body, place, change):
    """One byte of the body changed, and the signature is not its own any more."""
    request, now = signed(body)
    other = bytearray(body)
    other[place % len(body)] ^= change
    with pytest.raises(InvalidSignatureException):
        verify(changed(request, body=bytes(other)), KEYS, now)


@budget(300)
@given(st.data())
def test_a_signed_header_with_another_byte_is_refused(data):
    """One byte of a signed header, of the signature or of the scope changed: refused, and by a fault of AWS's."""
    request, now = signed(b'{"registrationStatus":"REGISTERED"}', query="a=b")
    number = data.draw(st.sampled_from([n for n, (_, value) in enumerate(request.headers) if value]))
    name, value = request.headers[number]
    place = data.draw(st.integers(0, len(value) - 1))
    letter = data.draw(st.characters(min_codepoint=33, max_codepoint=255))
    other = value[:place] + letter + value[place + 1 :]
    assume(other != value and not (name == "Authorization" and letter in ", /" and value[place] in ", /"))
    headers = [*request.headers[:number], (name, other), *request.headers[number + 1 :]]
    with pytest.raises(tuple(FAULTS.values())):
        verify(changed(request, headers=headers), KEYS, now)


@pytest.mark.parametrize(
    "members",
    [{"method": "GET"}, {"path": "/x"}, {"query": "a=b"}, {"body": b""}],
    ids=lambda members: next(iter(members)),
)
def test_another_request_is_refused(members):
    """Method, path, query and body are signed."""
    request, now = signed()
    with pytest.raises(InvalidSignatureException, match="does not match the signature you provided"):
        verify(changed(request, **members), KEYS, now)


@pytest.mark.parametrize("off", [0, SKEW_MS, -SKEW_MS])
def test_a_clock_may_be_a_quarter_of_an_hour_off(off):
    """Fifteen minutes before and after the signature it is good."""
    request, now = signed()
    assert verify(request, KEYS, now + off).user == "worker"


@pytest.mark.parametrize(
    ("off", "told"), [(SKEW_MS + 1, "Signature expired: "), (-SKEW_MS - 1, "Signature not yet current: ")]
)
def test_an_old_signature_is_refused(off, told):
    """A signature is good for no longer, in either direction."""
    request, now = signed()
    with pytest.raises(InvalidSignatureException, match=told):
        verify(request, KEYS, now + off)


def test_an_old_signature_says_by_how_much():
    """The text is the one that AWS's clients find the skew of their clock in."""
    request, now = signed()
    later = datetime.fromtimestamp(now / 1000 + 1000, UTC).strftime("%Y%m%dT%H%M%SZ")
    limit = datetime.fromtimestamp(now / 1000 + 100, UTC).strftime("%Y%m%dT%H%M%SZ")
    with pytest.raises(InvalidSignatureException) as refused:
        verify(request, KEYS, now + 1000_000)
    date = header(request, "X-Amz-Date")
    assert refused.value.message == f"Signature expired: {date} is now earlier than {limit} ({later} - 15 min.)"


def test_without_a_signature_the_token_is_missing():
    """No Authorization, or one of another scheme."""
    request, now = signed()
    for value in (None, "", "Basic abc", "AWS3 abc"):
        with pytest.raises(MissingAuthenticationToken, match="Request is missing Authentication Token"):
            verify(with_header(request, "Authorization", value), KEYS, now)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1", IncompleteSignature),
        ("Signature=", "Signatur=", IncompleteSignature),
        ("Credential=", "Credential", IncompleteSignature),
        ("SignedHeaders=", "Signature=x, SignedHeaders=", IncompleteSignature),
        ("/aws4_request", "", IncompleteSignature),
        ("/aws4_request", "/aws4", InvalidSignatureException),
        ("/swf/", "/s3/", InvalidSignatureException),
        ("/us-east-1/", "//", InvalidSignatureException),
        ("/us-east-1/", "/us-west-1/", InvalidSignatureException),
        ("host;", "", InvalidSignatureException),
        (";x-amz-target", "", InvalidSignatureException),
        (";x-amz-date", "", InvalidSignatureException),
        ("AKIDEXAMPLE", "AKIDUNKNOWN", UnrecognizedClientException),
    ],
)
def test_a_header_that_is_not_right_is_refused(old, new, fault):
    """Each part of the Authorization header is looked at."""
    request, now = signed()
    value = header(request, "Authorization")
    assert old in value
    with pytest.raises(fault):
        verify(with_header(request, "Authorization", value.replace(old, new)), KEYS, now)


@pytest.mark.parametrize("date", [None, "", "20300101", "2030-01-01T00:00:00Z", "20300101T0000Z", "20309901T000000Z"])
def test_a_date_that_is_not_right_is_refused(date):
    """The date has to be there, in ISO 8601's basic form."""
    request, now = signed()
    with pytest.raises(IncompleteSignature):
        verify(with_header(request, "X-Amz-Date", date), KEYS, now)


def test_the_scope_is_of_the_day_of_the_date():
    """A key derived for another day signs nothing today."""
    request, now = signed()
    day = header(request, "X-Amz-Date")[:8]
    other = with_header(request, "Authorization", header(request, "Authorization").replace(f"/{day}/", "/20200101/"))
    with pytest.raises(InvalidSignatureException, match="Date in Credential scope does not match YYYYMMDD"):
        verify(other, KEYS, now)


def test_the_hash_of_the_body_may_be_said_and_must_be_right():
    """x-amz-content-sha256 is the body's hash; an unsigned payload is refused."""
    right = hashlib.sha256(b"{}").hexdigest()
    request, now = signed(headers={"X-Amz-Content-SHA256": right})
    assert verify(request, KEYS, now).user == "worker"
    for said in ("UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", hashlib.sha256(b"").hexdigest()):
        request, now = signed(headers={"X-Amz-Content-SHA256": said})
        with pytest.raises(InvalidSignatureException, match="x-amz-content-sha256"):
            verify(request, KEYS, now)


def test_a_session_token_belongs_to_its_key():
    """A temporary key is good with its token only, a lasting one without any."""
    request, now = signed(credential=TEMPORARY)
    assert verify(request, KEYS, now).user == "guest"
    lasting = Credential(KEY.access_key, KEY.secret, KEY.account, KEY.user, session_token="a-token")
    forged = Credential(TEMPORARY.access_key, TEMPORARY.secret, "", "", session_token="another")
    without = Credential(TEMPORARY.access_key, TEMPORARY.secret, "", "")
    for credential in (lasting, forged, without):
        request, now = signed(credential=credential)
        with pytest.raises(UnrecognizedClientException, match="The security token included in the request is invalid"):
            verify(request, KEYS, now)


def test_the_faults_are_in_the_frameworks_form():
    """They answer 400, with the names of the web service framework."""
    for name in (
        "MissingAuthenticationToken",
        "IncompleteSignature",
        "InvalidSignatureException",
        "UnrecognizedClientException",
    ):
        fault = FAULTS[name]
        assert (fault.status, fault.type_) == (400, f"com.amazon.coral.service#{name}")


def test_no_secret_is_printed():
    """A key, who it belongs to, and a refusal can be logged."""
    request, now = signed(credential=TEMPORARY)
    printed = repr([KEYS, verify(request, KEYS, now)])
    with pytest.raises(InvalidSignatureException) as refused:
        verify(changed(request, body=b"x"), KEYS, now)
    printed += repr(refused.value) + str(refused.value)
    assert not any(secret in printed for secret in (KEY.secret, TEMPORARY.secret, "a-token"))
