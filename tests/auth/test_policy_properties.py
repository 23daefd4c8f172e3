"""What holds for whatever policies."""

import random

from hypothesis import given
from hypothesis import strategies as st

from swfstore.auth.operators import OPERATORS
from swfstore.auth.policies import Policies
from tests.properties.budget import budget

ACTIONS = ["swf:StartTimer", "swf:CancelTimer", "swf:RecordMarker", "swf:PollForActivityTask"]
RESOURCES = [f"arn:aws:swf:us-east-1:{account}:/domain/{name}" for account in "12" for name in ("a", "ab", "b")]
KEYS = ["swf:taskList.name", "swf:tagList.member.0", "aws:username"]
VALUES = {"Numeric": ["1", "2"], "Date": ["2030-01-01", "0"], "Bool": ["true", "false"], "IpAd": ["10.0.0.0/8"]}
TEXTS = ["a", "ab", "*", "a*", "${aws:username}"]


def values(operator):
    """Values that this operator takes."""
    for kind, known in {**VALUES, "NotIp": VALUES["IpAd"], "Arn": ["arn:aws:swf:*:1:/domain/a*", "*"]}.items():
        if operator.startswith(kind):
            return st.sampled_from(known)
    return st.sampled_from(TEXTS)


@st.composite
def conditions(draw):
    """A Condition with one operator, of any kind."""
    bare = draw(st.sampled_from(sorted(OPERATORS)))
    operator = (
        draw(st.sampled_from(["", "ForAllValues:", "ForAnyValue:"])) + bare + draw(st.sampled_from(["", "IfExists"]))
    )
    return {operator: {draw(st.sampled_from(KEYS)): draw(st.lists(values(bare), max_size=3))}}


@st.composite
def statements(draw, effects=("Allow", "Deny")):
    """A statement of any kind."""
    actions = st.lists(st.sampled_from([*ACTIONS, "*", "swf:*Timer", "swf:Start*"]), min_size=1, max_size=2)
    resources = st.lists(st.sampled_from([*RESOURCES, "*", "arn:aws:swf:*:1:/domain/a*"]), min_size=1, max_size=2)
    statement = {
        "Effect": draw(st.sampled_from(effects)),
        draw(st.sampled_from(["Action", "NotAction"])): draw(actions),
        draw(st.sampled_from(["Resource", "NotResource"])): draw(resources),
    }
    if draw(st.booleans()):
        statement["Condition"] = draw(conditions())
    return statement


requests = st.tuples(
    st.sampled_from(ACTIONS),
    st.sampled_from(RESOURCES),
    st.dictionaries(
        st.sampled_from(KEYS),
        st.one_of(st.sampled_from(["a", "ab", "1", ""]), st.lists(st.sampled_from(["a", "b", "10.0.0.1"]), max_size=2)),
    ),
)
many = st.lists(statements(), max_size=5)


def loaded(written):
    """The policies of one document with these statements."""
    return Policies.load({"Version": "2012-10-17", "Statement": written})


@budget(300)
@given(many, statements(effects=("Deny",)), requests)
def test_a_deny_more_never_allows_more(written, denying, request):
    """What is allowed with one more denying statement was allowed without it."""
    assert not loaded([*written, denying]).allows(*request) or loaded(written).allows(*request)


@budget(300)
@given(many, statements(effects=("Allow",)), requests)
def test_an_allow_more_never_denies_more(written, allowing, request):
    """What is allowed stays allowed with one more allowing statement."""
    assert not loaded(written).allows(*request) or loaded([*written, allowing]).allows(*request)


@budget(300)
@given(many, requests, st.randoms(use_true_random=False))
def test_the_order_of_statements_says_nothing(written, request, chance):
    """Statements may be shuffled, and may stand in documents of their own."""
    shuffled = list(written)
    random.Random(chance.random()).shuffle(shuffled)
    expected = loaded(written).allows(*request)
    assert loaded(shuffled).allows(*request) is expected
    assert Policies.load([{"Version": "2012-10-17", "Statement": one} for one in shuffled]).allows(*request) is expected


@budget(300)
@given(st.lists(statements(effects=("Deny",)), max_size=5), requests)
def test_denials_alone_allow_nothing(written, request):
    """Without an allowing statement nothing is allowed."""
    assert not loaded(written).allows(*request)


@budget(300)
@given(statements(effects=("Allow",)), requests)
def test_a_statement_and_its_denial_allow_nothing_together(statement, request):
    """A statement that applies is undone by the same statement with the other effect."""
    assert not loaded([statement, {**statement, "Effect": "Deny"}]).allows(*request)


@budget(300)
@given(st.text(alphabet="ab*?", max_size=8), st.text(alphabet="ab", max_size=10))
def test_wildcards_match_as_they_do_in_the_textbook(pattern, text):
    """A pattern matches what the recursive definition of wildcards says."""
    condition = {"StringLike": {"swf:k": pattern}}
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition}
    assert loaded([statement]).allows(ACTIONS[0], RESOURCES[0], {"swf:k": text}) is like(pattern, text)


def like(pattern, text):
    """The definition: `*` is nothing or one letter and `*` again."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return like(pattern[1:], text) or (bool(text) and like(pattern, text[1:]))
    return bool(text) and pattern[0] in ("?", text[0]) and like(pattern[1:], text[1:])
