"""The policy file: strict, every fault at once, and no line that keeps a customer from a person."""

import tomllib
from dataclasses import replace
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.actions.lab.check_policy import Checked, check_policy
from tandem.core.errors import ConfigError
from tandem.core.turn.policy import (
    UNCATEGORISED,
    Audience,
    Mode,
    Policy,
    PolicyTest,
    Rollout,
    parse,
)
from tandem.core.turn.screen import Topic

WHOLE = """
[company]
name = " Bramblebrew "
[answers]
target_error = 0.1
languages = ["en", "de"]
link_hosts = ["help.bramblebrew.example"]
categories = ["billing"]
[handoff]
signals_min = 1
turns_max = 5
waiting_minutes = 10
time_limit_minutes = 30
people_first_plans = ["enterprise"]
[[topic]]
name = "press"
phrases = ["i am a journalist"]
urgent = true
[[rollout]]
mode = "auto"
audience = "everyone"
product = "one"
[[test]]
message = "Hello"
decision = "ask"
"""
SHIPPED = [("policy.toml",), ("demo", "policy.toml")]


def test_every_line_is_read() -> None:
    assert parse(tomllib.loads(WHOLE)) == Policy(
        company="Bramblebrew",
        target_error=0.1,
        languages=("en", "de"),
        link_hosts=("help.bramblebrew.example",),
        topics=(Topic("press", ("i am a journalist",), urgent=True),),
        people_first_plans=("enterprise",),
        categories=("billing",),
        rollout=(
            Rollout(Mode.DRAFT, Audience.INTERNAL),
            Rollout(Mode.AUTO, Audience.EVERYONE, product="one"),
        ),
        signals_min=1,
        turns_max=5,
        waiting_minutes=10,
        time_limit_minutes=30,
        tests=(PolicyTest("Hello", "ask", ""),),
    )


def test_an_empty_file_is_the_most_careful_policy() -> None:
    policy = parse({})
    assert policy == Policy(company="")
    assert policy.rollout_of("any", "any") == Rollout(Mode.DRAFT, Audience.INTERNAL)


@pytest.mark.parametrize("path", SHIPPED)
def test_the_shipped_policies_pass_their_own_tests(path: tuple[str, ...]) -> None:
    text = files("tandem").joinpath("resources", *path).read_text("utf-8")
    policy = parse(tomllib.loads(text))
    assert policy.tests
    assert check_policy(policy) == Checked((), ())


def test_a_test_that_fails_tells_what_came_instead() -> None:
    policy = Policy(company="", tests=(PolicyTest("I want a human", "ask", ""),))
    (failed,) = check_policy(policy).failed
    assert (failed.decision, failed.rule) == ("hand_off", "person")


def test_a_test_of_0_1_0_that_wants_ask_for_a_greeting_passes_with_a_warning() -> None:
    policy = Policy(company="", tests=(PolicyTest("Hello", "ask", "courtesy"),))
    checked = check_policy(policy)
    assert checked.failed == ()
    assert checked.warnings == ("'Hello': a greeting is decided `greet` now; change `ask` to it",)


FAULTS = {
    "handoff.signals_min": "[handoff]\nsignals_min = 3",
    "handoff.signals_min ": "[handoff]\nsignals_min = 0",
    "handoff.turns_max": "[handoff]\nturns_max = true",
    "handoff.waiting_minutes": "[handoff]\nwaiting_minutes = 1.5",
    "handoff.time_limit_minutes": "[handoff]\ntime_limit_minutes = 0",
    "handoff.people_first_plans": "[handoff]\npeople_first_plans = 'all'",
    "answers.target_error": "[answers]\ntarget_error = 0.5",
    "answers.target_error ": "[answers]\ntarget_error = nan",
    "answers.languages": "[answers]\nlanguages = [1]",
    "answers.link_hosts": "[answers]\nlink_hosts = ['']",
    "company.name": "[company]\nname = 5",
    "company.nmae": "[company]\nnmae = 'x'",
    "company must": "company = 'x'",
    "topic must": "topic = ['press']",
    "topic must ": "[topic]\nname = 'press'",
    "topic 1.phrases": "[[topic]]\nname = 'press'\nphrases = []",
    "topic 1.name": "[[topic]]\nphrases = ['x']",
    "topic 1.urgent": "[[topic]]\nname = 'x'\nphrases = ['x']\nurgent = 'yes'",
    "rollout 1.mode": "[[rollout]]\nmode = 'on'",
    "rollout 1.audience": "[[rollout]]\nmode = 'auto'\naudience = 'all'",
    "rollout 1.prodcut": "[[rollout]]\nmode = 'auto'\nprodcut = 'x'",
    "test 1.message": "[[test]]\ndecision = 'ask'",
    "persons_allowed": "persons_allowed = false",
}


@pytest.mark.parametrize("named", FAULTS)
def test_a_fault_is_refused_by_its_name(named: str) -> None:
    with pytest.raises(ConfigError, match=named.strip()):
        parse(tomllib.loads(FAULTS[named]))


def test_all_faults_are_told_at_once() -> None:
    text = """
    unknown = 1
    [answers]
    target_error = 5
    [handoff]
    signals_min = 3
    [[rollout]]
    mode = "on"
    """
    with pytest.raises(ConfigError) as caught:
        parse(tomllib.loads(text))
    for named in ("unknown", "answers.target_error", "handoff.signals_min", "rollout 1.mode"):
        assert named in caught.value.message


@pytest.mark.parametrize(
    ("product", "category", "mode"),
    [
        ("", "", "shadow"),
        ("other", "other", "shadow"),
        ("one", "other", "draft"),
        ("other", "billing", "off"),
        ("one", "billing", "auto"),
    ],
)
def test_the_most_particular_rollout_holds(product: str, category: str, mode: str) -> None:
    rules = (
        Rollout(Mode.AUTO, Audience.EVERYONE, "one", "billing"),
        Rollout(Mode.SHADOW, Audience.EVERYONE),
        Rollout(Mode.DRAFT, Audience.EVERYONE, product="one"),
        Rollout(Mode.OFF, Audience.EVERYONE, category="billing"),
    )
    policy = Policy(company="", rollout=rules)
    # Of product and category alone the later line holds: the last of equals.
    assert policy.rollout_of(product, category).mode == mode


@given(st.from_type(Policy))
def test_the_version_is_the_contents(policy: Policy) -> None:
    assert replace(policy).version == policy.version
    assert replace(policy, turns_max=policy.turns_max + 1).version != policy.version


rollouts = st.lists(
    st.builds(
        Rollout,
        mode=st.sampled_from(Mode),
        audience=st.sampled_from(Audience),
        product=st.sampled_from(["", "one"]),
        category=st.sampled_from(["", UNCATEGORISED, "billing", "press"]),
    ),
    max_size=5,
)
# As `parse` makes them: the first line is the shipped one, which holds where no other does.
rolled_out = rollouts.map(
    lambda rules: Policy(
        company="",
        categories=("billing", "press"),
        rollout=(Rollout(Mode.DRAFT, Audience.INTERNAL), *rules),
    )
)
products = st.sampled_from(["", "one", "other"])


@given(rolled_out, products, st.sampled_from(["billing", "press"]))
def test_a_mode_holds_for_those_whom_it_has_reached(
    policy: Policy, product: str, category: str
) -> None:
    rule = policy.rollout_of(product, category)
    assert policy.mode_for(product, category, is_internal=True) is rule.mode
    everyone = rule.audience is Audience.EVERYONE
    outside = policy.mode_for(product, category, is_internal=False)
    assert outside is (rule.mode if everyone else Mode.OFF)


@given(rolled_out, products, st.booleans(), st.sampled_from([UNCATEGORISED, "", "no longer known"]))
def test_what_is_in_no_category_has_the_strictest_mode(
    policy: Policy, product: str, is_internal: bool, category: str
) -> None:
    modes = [
        policy.mode_for(product, one, is_internal=is_internal)
        for one in ("billing", "press", category)
    ]
    assert modes[-1] is min(modes, key=list(Mode).index)


@given(rolled_out, products, st.booleans())
def test_a_conversation_is_begun_by_the_assistant_only_where_some_answer_may_be_sent(
    policy: Policy, product: str, is_internal: bool
) -> None:
    modes = [
        policy.mode_for(product, one, is_internal=is_internal)
        for one in (UNCATEGORISED, *policy.categories)
    ]
    if Mode.AUTO in modes:
        assert policy.may_answer(product, is_internal=is_internal)
    if set(modes) != {Mode.OFF}:
        assert policy.may_draft(product, is_internal=is_internal)
    if not policy.may_draft(product, is_internal=is_internal):
        assert set(modes) == {Mode.OFF}
    if policy.may_answer(product, is_internal=is_internal):
        assert policy.may_draft(product, is_internal=is_internal)
