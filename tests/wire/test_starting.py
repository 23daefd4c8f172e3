"""How a server is started: its banner, its options, what it refuses, and what a shell is told."""

import os
import shutil
import socket
import ssl
import subprocess
import sys
import urllib.request

import pytest
from click.testing import CliRunner

from swfstore.cli import main
from swfstore.core.limits import Limits
from swfstore.errors import SwfstoreError
from swfstore.server.settings import Settings, is_loopback, limits_of
from tests.support.stories import register
from tests.wire.process import environment, exchange, request_bytes


def _refused(*options, env=None):
    """The one sentence with which a server that is started like this gives up."""
    command = [sys.executable, "-m", "swfstore", "serve", *options]
    ended = subprocess.run(
        command, capture_output=True, text=True, timeout=60, env=environment(**(env or {})), check=False
    )
    assert ended.returncode in (1, 2), ended
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1, ended.stderr
    return ended.stderr


def test_the_banner_says_where_the_data_is_and_what_to_export(server):
    """On standard output, when calls are answered; nothing on standard error."""
    one = server()
    assert one.db in one.banner[1]
    assert "durability normal, system clock" in one.banner[1]
    assert one.banner[-1] == f"export AWS_ENDPOINT_URL_SWF=http://127.0.0.1:{one.port}"
    assert one.errors() == ""


def test_every_option_is_a_variable_too(server):
    """SWFSTORE_POLL_SECONDS is --poll-seconds, and so on; what the command line says wins."""
    one = server(env={"SWFSTORE_CLOCK": "virtual", "SWFSTORE_LIMITS": "domains=1", "SWFSTORE_DURABILITY": "off"})
    assert "durability normal, virtual clock" in one.banner[1]
    register(one.client())
    with pytest.raises(one.client().exceptions.LimitExceededFault):
        one.client().register_domain(name="second", workflowExecutionRetentionPeriodInDays="1")
    text = CliRunner().invoke(main, ["serve", "--help"]).output
    options = {word.rstrip(",") for word in text.split() if word.startswith("--")} - {"--help", "--auth."}
    for option in options & {f"--{name}" for name in ("host", "port", "db", "limits", "tls-key", "allow-reset")}:
        assert f"SWFSTORE_{option[2:].upper().replace('-', '_')}" in text


def test_an_info_log_has_one_line_per_request_and_no_payload(server):
    """With the request id that the client got; the payload is there at debug only."""
    one = server("--log-level", "info")
    with pytest.raises(one.client().exceptions.UnknownResourceFault) as failed:
        one.client().describe_domain(name="very-private")
    (line,) = one.errors().splitlines()
    for part in (
        f"request={failed.value.response['ResponseMetadata']['RequestId']}",
        "operation=DescribeDomain",
        "status=400",
        "fault=UnknownResourceFault",
        "level=INFO",
    ):
        assert part in line.split()
    assert "very-private" not in line


def test_a_debug_log_has_the_payload(server):
    """Both ways."""
    one = server("--log-level", "debug")
    exchange(one, request_bytes({"registrationStatus": "REGISTERED"}))
    assert '{"registrationStatus": "REGISTERED"}' in one.errors()
    assert '{"domainInfos":[]}' in one.errors()


def test_other_machines_are_let_in_only_with_keys_or_when_it_is_said(tmp_path, server):
    """Listening to everybody without --auth is refused; --insecure says that it is meant."""
    db = str(tmp_path / "x.db")
    for host in ("0.0.0.0", "::", ""):
        assert "--insecure" in _refused("--db", db, "--host", host, "--port", "0")
    assert not (tmp_path / "x.db").exists()
    one = server("--host", "0.0.0.0", "--insecure")
    assert one.admin("/_swfstore/health")[0] == 200


@pytest.mark.parametrize(("host", "loopback"), [("127.0.0.1", True), ("localhost", True), ("0.0.0.0", False)])
def test_loopback_is_what_only_this_machine_reaches(host, loopback):
    """By its address, whatever its name."""
    assert is_loopback(host) == loopback


def test_what_cannot_be_is_said_in_one_sentence(tmp_path):
    """A port that is taken, a database that is none, keys that are missing, a limit that is none, half of TLS."""
    db = str(tmp_path / "x.db")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert "in use" in _refused("--db", db, "--port", str(taken.getsockname()[1]))
    (tmp_path / "text.db").write_text("this is not a database" * 100)
    assert "not a SQLite database" in _refused("--db", str(tmp_path / "text.db"), "--port", "0")
    assert "cannot be read" in _refused("--db", db, "--auth", str(tmp_path / "none.toml"), "--port", "0")
    assert "there is no limit 'pets'" in _refused("--db", db, "--limits", "pets=1", "--port", "0")
    assert "belong together" in _refused("--db", db, "--tls-cert", "x.pem", "--port", "0")
    assert "--db" in _refused("--port", "0")


def test_limits_are_names_and_numbers_or_a_file(tmp_path):
    """`events=100,domains=1`, or a TOML file with the names at its top or in [limits]."""
    assert limits_of("events=100, domains=1") == Limits(events=100, domains=1)
    path = tmp_path / "limits.toml"
    for text in ("events = 5", "[limits]\nevents = 5"):
        path.write_text(text)
        assert limits_of(str(path)) == Limits(events=5)
    path.write_text("limits = 3")
    for wrong in ("events=many", "events=-1", str(path), str(tmp_path / "none.toml")):
        with pytest.raises(SwfstoreError):
            limits_of(wrong)
    Settings(db="x", tls_cert=path, tls_key=path).check()


def test_a_shell_is_told_where_the_server_is():
    """`eval $(swfstore env)`: endpoint, region and credentials that are not secret, quoted for the shell."""
    lines = CliRunner().invoke(main, ["env", "--port", "5000", "--region", "eu west"]).output.splitlines()
    assert lines == [
        "export AWS_ENDPOINT_URL_SWF=http://127.0.0.1:5000",
        "export AWS_DEFAULT_REGION='eu west'",
        "export AWS_ACCESS_KEY_ID=123456789012",
        "export AWS_SECRET_ACCESS_KEY=swfstore",
    ]
    with_keys = CliRunner().invoke(main, ["env", "--auth", "keys.toml"]).output
    assert "AWS_ACCESS_KEY_ID" not in with_keys


def test_a_server_speaks_https(server, tmp_path):
    """With a certificate and its key; plain HTTP is not answered then."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs openssl to make a certificate")  # nothing else of ours can make one
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    subprocess.run(
        [*command, "-keyout", str(key), "-out", str(cert), "-days", "2", *subject], check=True, capture_output=True
    )
    one = server("--tls-cert", str(cert), "--tls-key", str(key))
    assert one.url.startswith("https://127.0.0.1:")
    trusting = ssl.create_default_context(cafile=cert)
    with urllib.request.urlopen(f"{one.url}/_swfstore/ready", context=trusting, timeout=10) as response:
        assert response.status == 200
    os.environ["AWS_CA_BUNDLE"] = str(cert)
    try:
        register(one.client())
    finally:
        del os.environ["AWS_CA_BUNDLE"]
