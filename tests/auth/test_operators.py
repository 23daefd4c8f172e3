"""Every condition operator, with keys that are there, that are absent and that have several values."""

import pytest

from swfstore.auth.policies import Policies

ARN = "arn:aws:swf:us-east-1:123456789012:/domain/orders"


def holds(operator, wanted, *given, version="2012-10-17", **keys):
    """Whether a statement with this condition on the key `swf:k` allows a request whose key has these values."""
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {operator: {"swf:k": wanted}}}
    context = {"swf:k": given} if given else {}
    return Policies.load({"Version": version, "Statement": statement}).allows("swf:X", ARN, {**context, **keys})


def _first(wanted):
    return wanted[0] if isinstance(wanted, list) else wanted


TABLE = [
    ("StringEquals", "a", "a", "b"),
    ("StringEquals", ["a", "b"], "b", "c"),
    ("StringEquals", "a", "a", "A"),
    ("StringEquals", "a*", "a*", "ab"),
    ("StringNotEquals", "a", "b", "a"),
    ("StringNotEquals", ["a", "b"], "c", "b"),
    ("StringEqualsIgnoreCase", "aB", "Ab", "b"),
    ("StringNotEqualsIgnoreCase", "a", "b", "A"),
    ("StringLike", "a*d", "abcd", "abc"),
    ("StringLike", "a?c", "abc", "ac"),
    ("StringLike", "*b*b*", "abcb", "abc"),
    ("StringLike", "*", "anything\n at all", None),
    ("StringLike", "a${*}", "a*", "ab"),
    ("StringLike", "a${?}${$}", "a?$", "ab$"),
    ("StringLike", "a.c", "a.c", "abc"),
    ("StringNotLike", "a*", "b", "ab"),
    ("NumericEquals", "10", "10.0", "11"),
    ("NumericEquals", 10, "10", "ten"),
    ("NumericNotEquals", "10", "11", "10"),
    ("NumericLessThan", "10", "9", "10"),
    ("NumericLessThanEquals", "10", "10", "10.1"),
    ("NumericGreaterThan", "-1", "0", "-1"),
    ("NumericGreaterThanEquals", "10", "10", "9"),
    ("DateEquals", "2030-01-01T00:00:00Z", "2030-01-01T01:00:00+01:00", "2030-01-01T00:00:01Z"),
    ("DateEquals", "2030-01-01", "1893456000", "1893456001"),
    ("DateNotEquals", "2030-01-01T00:00:00Z", "2030-01-02T00:00:00Z", "2030-01-01T00:00:00Z"),
    ("DateLessThan", "2030-01-01T00:00:00Z", "2029-12-31T23:59:59Z", "2030-01-01T00:00:00Z"),
    ("DateLessThanEquals", "2030-01-01T00:00:00Z", "2030-01-01T00:00:00Z", "2030-01-01T00:00:01Z"),
    ("DateGreaterThan", "2030-01-01T00:00:00Z", "2030-01-01T00:00:00.5Z", "2030-01-01T00:00:00Z"),
    ("DateGreaterThanEquals", "2030-01-01T00:00:00Z", "2030-01-01T00:00:00Z", "tomorrow"),
    ("Bool", "true", "true", "false"),
    ("Bool", False, "FALSE", "no"),
    ("IpAddress", "203.0.113.0/24", "203.0.113.7", "203.0.114.7"),
    ("IpAddress", "203.0.113.7", "::ffff:203.0.113.7", "203.0.113.8"),
    ("IpAddress", ["10.0.0.0/8", "2001:db8::/32"], "2001:db8::1", "2001:db9::1"),
    ("IpAddress", "10.0.0.0/8", "10.1.2.3", "somewhere"),
    ("NotIpAddress", "10.0.0.0/8", "11.0.0.1", "10.0.0.1"),
    ("ArnEquals", "arn:aws:swf:*:1:/domain/a", "arn:aws:swf:eu-west-1:1:/domain/a", "arn:aws:swf:x:2:/domain/a"),
    ("ArnLike", "arn:aws:swf:*:*:/domain/a*", "arn:aws:swf:x:1:/domain/ab:c", "arn:aws:swf:x:1:y:/domain/a"),
    ("ArnLike", "arn:aws:iam", "arn:aws:iam::1:user/a", "not an arn"),
    ("ArnNotEquals", "arn:aws:swf:*:1:/domain/a", "arn:aws:swf:x:1:/domain/b", "arn:aws:swf:x:1:/domain/a"),
    ("ArnNotLike", "arn:aws:swf:*:1:*", "arn:aws:swf:x:2:a", "arn:aws:swf:x:1:a"),
]


@pytest.mark.parametrize(("operator", "wanted", "passes", "fails"), TABLE)
def test_an_operator_looks_at_the_value(operator, wanted, passes, fails):
    """A value as the policy wants it passes, another does not."""
    assert holds(operator, wanted, passes)
    assert fails is None or not holds(operator, wanted, fails)


@pytest.mark.parametrize(("operator", "wanted"), sorted({(row[0], str(_first(row[1]))) for row in TABLE}))
def test_an_absent_key_is_not_like_anything(operator, wanted):
    """Operators of likeness fail where the key is absent, negated ones hold; with IfExists all of them hold."""
    assert holds(operator, wanted) is ("Not" in operator)
    assert holds(f"{operator}IfExists", wanted)


@pytest.mark.parametrize(("operator", "wanted", "passes", "fails"), TABLE)
def test_if_exists_changes_nothing_where_the_key_is_there(operator, wanted, passes, fails):
    """An operator with IfExists looks at the value as the operator without it does."""
    assert holds(f"{operator}IfExists", wanted, passes)
    assert fails is None or not holds(f"{operator}IfExists", wanted, fails)


@pytest.mark.parametrize(
    ("operator", "given", "result"),
    [
        ("ForAllValues:StringEquals", ("a", "b"), True),
        ("ForAllValues:StringEquals", ("a", "c"), False),
        ("ForAllValues:StringEquals", (), True),
        ("ForAllValues:StringEquals", ("",), True),
        ("ForAllValues:StringNotEquals", ("c", "d"), True),
        ("ForAllValues:StringNotEquals", ("c", "a"), False),
        ("ForAllValues:StringNotEquals", (), True),
        ("ForAllValues:StringEqualsIfExists", (), True),
        ("ForAnyValue:StringEquals", ("c", "b"), True),
        ("ForAnyValue:StringEquals", ("c", "d"), False),
        ("ForAnyValue:StringEquals", (), False),
        ("ForAnyValue:StringNotEquals", ("a", "c"), True),
        ("ForAnyValue:StringNotEquals", ("a", "b"), False),
        ("ForAnyValue:StringNotEquals", (), False),
        ("ForAnyValue:StringEqualsIfExists", (), True),
        ("StringEquals", ("c", "b"), True),
        ("StringNotEquals", ("c", "b"), False),
    ],
)
def test_several_values_are_judged_one_by_one(operator, given, result):
    """ForAllValues wants all values of the request to pass, and holds of none; ForAnyValue wants one."""
    assert holds(operator, ["a", "b"], *given) is result


@pytest.mark.parametrize(
    ("wanted", "given", "result"),
    [("true", (), True), ("true", ("a",), False), ("false", (), False), ("false", ("a",), True), (True, (), True)],
)
def test_null_asks_whether_a_key_is_there(wanted, given, result):
    """Null with true wants the key to be absent, with false to be there."""
    assert holds("Null", wanted, *given) is result


def test_keys_are_compared_without_case():
    """The name of a condition key may be written in any case."""
    statement = {
        "Effect": "Allow",
        "Action": "*",
        "Resource": "*",
        "Condition": {"Bool": {"AWS:securetransport": True}},
    }
    assert Policies.load({"Statement": statement}).allows("swf:X", ARN, {"aws:SecureTransport": "true"})


def test_a_variable_stands_for_the_callers_value():
    """A variable is the value of the key; its wildcards are letters; without a value nothing matches it."""
    name = {"aws:username": "a*"}
    assert holds("StringEquals", "of-${aws:username}", "of-a*", **name)
    assert holds("StringLike", "${AWS:UserName}-?", "a*-1", **name)
    assert not holds("StringLike", "${aws:username}", "abc", **name)
    assert not holds("StringEquals", "${aws:username}", "")
    assert holds("StringEquals", "${aws:username, 'nobody'}", "nobody")


def test_the_old_version_has_no_variables():
    """In a document of the version 2008-10-17 a variable is only text."""
    assert holds("StringEquals", "${aws:username}", "${aws:username}", version="2008-10-17", **{"aws:username": "a"})


def test_a_pattern_with_many_wildcards_takes_no_time():
    """However many wildcards a policy has, a long value is judged at once."""
    assert not holds("StringLike", "*a" * 60 + "b", "a" * 5000)
