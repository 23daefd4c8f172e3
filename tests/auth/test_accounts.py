"""The file of access keys: what it says, and what is refused in it."""

import logging

import pytest

from swfstore.auth.accounts import load_accounts
from swfstore.errors import SwfstoreError

ORDERS = "arn:aws:swf:us-east-1:123456789012:/domain/orders"
SECRET = "wJalrXUtnFEMI"
KEY = f"""
[[keys]]
access_key = "AKIDEXAMPLE"
secret = "{SECRET}"
account = "123456789012"
user = "worker"
"""
ALLOW = '{"Statement": {"Effect": "Allow", "Action": "swf:%s", "Resource": "*"}}'
NAMED = """
[policies.timers]
Version = "2012-10-17"
[[policies.timers.Statement]]
Sid = "Timers"
Effect = "Allow"
Action = ["swf:StartTimer", "swf:CancelTimer"]
Resource = "arn:aws:swf:*:123456789012:/domain/orders"
Condition = { Null = { "swf:taskList.name" = true }, NumericLessThan = { "swf:n" = 3.5 } }
"""


@pytest.fixture
def load(tmp_path):
    """Write these texts as a file of access keys, and load it."""

    def loaded(*texts):
        (tmp_path / "keys.toml").write_text("".join(texts), encoding="utf-8")
        return load_accounts(tmp_path / "keys.toml")

    return loaded


def test_a_key_belongs_to_a_user_of_an_account(load):
    """A key has a secret, an account, a user, and perhaps a session token; without policies it may do nothing."""
    other = KEY.replace("AKIDEXAMPLE", "ASIAEXAMPLE").replace("worker", "guest") + 'session_token = "t"\n'
    found = load(KEY, other)
    assert list(found) == ["AKIDEXAMPLE", "ASIAEXAMPLE"]
    key = found["AKIDEXAMPLE"]
    assert (key.secret, key.account, key.user, key.session_token) == (SECRET, "123456789012", "worker", None)
    assert not key.policies.allows("swf:StartTimer", ORDERS, {})
    assert (found["ASIAEXAMPLE"].user, found["ASIAEXAMPLE"].session_token) == ("guest", "t")


def test_policies_are_named_written_out_or_in_a_file(load, tmp_path):
    """A policy of a key is a name, JSON, a table, or the path of a JSON file beside the file of keys."""
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "markers.json").write_text(ALLOW % "RecordMarker", encoding="utf-8")
    table = '{ Statement = { Effect = "Allow", Action = "swf:ListDomains", Resource = "*" } }'
    written = f"policies = ['timers', 'more/markers.json', '{ALLOW % 'ScheduleActivityTask'}', {table}]\n"
    policies = load(KEY, written, NAMED)["AKIDEXAMPLE"].policies
    for action in ("StartTimer", "CancelTimer", "RecordMarker", "ScheduleActivityTask", "ListDomains"):
        assert policies.allows(f"swf:{action}", ORDERS, {"swf:n": "3"})
    assert not policies.allows("swf:StartTimer", ORDERS, {"swf:n": "4"})
    assert not policies.allows("swf:StartTimer", ORDERS, {"swf:n": "3", "swf:taskList.name": "a"})
    assert not policies.allows("swf:StartWorkflowExecution", ORDERS, {})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "it has no [[keys]]"),
        ("keys = 3", "it has no [[keys]]"),
        ("keys = [3]", "key 1 is not a table"),
        (KEY + KEY, "key 2: another key has this access_key"),
        (KEY + "secrets = 'x'", "key 1: there is no setting 'secrets'"),
        (KEY + "[users]", "there is no setting 'users', only keys, policies"),
        (KEY.replace("secret =", "# "), "key 1 has no secret"),
        (KEY.replace(f'"{SECRET}"', "3"), "key 1: secret is not a text"),
        (KEY.replace("123456789012", "12345"), "key 1: account is not 12 digits"),
        (KEY.replace("AKIDEXAMPLE", "A/B"), "key 1: access_key is not 3 to 128 letters and digits"),
        (KEY.replace("worker", "a worker"), "key 1: user is not 1 to 64 letters"),
        (KEY + "policies = 'timers'", "key 1: policies is not a list"),
        (KEY + "policies = ['timers']", "key 1, policy 1: 'timers' is no policy of this file"),
        (KEY + "policies = ['{}']", "key 1, policy 1: it has no Statement"),
        (KEY + "policies = [3]", "key 1, policy 1 is not a document"),
        (KEY + NAMED.replace("Allow", "Permit"), "policy 'timers', statement 1 (Timers): Effect is 'Permit'"),
        (KEY + "policies = []\npolicies = []\n", "is not TOML"),
        (KEY.replace(f'"{SECRET}"', SECRET), "is not TOML: it cannot be parsed (at line 4, column"),
    ],
)
def test_a_bad_file_is_refused_in_a_sentence(load, text, told, tmp_path):
    """What is wrong is said with the file and the key, and without any secret."""
    with pytest.raises(SwfstoreError) as refused:
        load(text)
    message = str(refused.value)
    assert told in message
    assert message.startswith(str(tmp_path))
    assert SECRET not in message


def test_a_file_that_is_not_there_is_refused(tmp_path):
    """The error names the file."""
    with pytest.raises(SwfstoreError, match=r"nowhere\.toml cannot be read: No such file"):
        load_accounts(tmp_path / "nowhere.toml")
    (tmp_path / "keys.toml").write_bytes(b"\xff")
    with pytest.raises(SwfstoreError, match=r"keys\.toml is not TOML: byte 0 is not UTF-8"):
        load_accounts(tmp_path / "keys.toml")


def test_no_secret_is_printed(load, caplog):
    """The loaded keys can be logged."""
    with caplog.at_level(logging.DEBUG):
        found = load(KEY, 'session_token = "token-of-it"\n')
    printed = repr(found) + str(found) + repr(found["AKIDEXAMPLE"]) + caplog.text
    assert "AKIDEXAMPLE" in printed
    assert SECRET not in printed
    assert "token-of-it" not in printed
