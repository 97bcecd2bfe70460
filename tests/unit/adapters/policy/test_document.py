"""The policy file: strict, every fault reported at once, and no key that withholds a person."""

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.adapters.policy.document import TABLES, parse
from tandem.assistant.policy_tests import Checked, run_tests
from tandem.core.errors import ConfigError
from tandem.core.turn.policy import Audience, Mode, Policy, PolicyTest, Rollout
from tandem.core.turn.product import Product
from tandem.core.turn.screen import Topic

WHOLE = """
[company]
name = " Bramblebrew "
[answers]
target_error = 0.1
suggest_from = 0.4
languages = ["en", "de"]
link_hosts = ["help.bramblebrew.example"]
categories = ["billing"]
[handoff]
signals_min = 1
turns_max = 5
waiting_minutes = 10
time_limit_minutes = 30
people_first_plans = ["enterprise"]
[[product]]
id = " ONE "
name = "the One"
words = [" one "]
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
KEYS = st.sampled_from([*TABLES, *(key for one in TABLES.values() for key in one.model_fields)])
SHIPPED = [("policy.toml",), ("demo", "policy.toml")]


def test_every_line_is_read() -> None:
    assert parse(tomllib.loads(WHOLE)) == Policy(
        company="Bramblebrew",
        target_error=0.1,
        suggest_from=0.4,
        languages=("en", "de"),
        link_hosts=("help.bramblebrew.example",),
        products=(Product("one", "the One", ("one",)),),
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
    assert run_tests(policy) == Checked((), ())


FAULTS = {
    "handoff.signals_min": "[handoff]\nsignals_min = 3",
    "handoff.signals_min ": "[handoff]\nsignals_min = 0",
    "handoff.turns_max": "[handoff]\nturns_max = true",
    "handoff.waiting_minutes": "[handoff]\nwaiting_minutes = 1.5",
    "handoff.time_limit_minutes": "[handoff]\ntime_limit_minutes = 0",
    "handoff.people_first_plans": "[handoff]\npeople_first_plans = 'all'",
    "answers.target_error": "[answers]\ntarget_error = 0.5",
    "answers.target_error ": "[answers]\ntarget_error = nan",
    "answers.suggest_from must be a number from 0.3 to 0.95": "[answers]\nsuggest_from = 0.96",
    "answers.suggest_from must": "[answers]\nsuggest_from = true",
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
    [[topic]]
    name = "press"
    phrases = ["x"]
    [[topic]]
    phrases = ["x"]
    frases = 1
    [[rollout]]
    mode = "on"
    """
    with pytest.raises(ConfigError) as caught:
        parse(tomllib.loads(text))
    assert caught.value.message == (
        "The policy can't be used: "
        "answers.target_error must be a share above 0 and below 0.5; "
        "handoff.signals_min must be a whole number from 1 to 2; "
        "topic 2.name is missing; "
        "there is no topic 2.frases (known: advice, name, phrases, urgent); "
        "rollout 1.mode must be one of off, shadow, draft, auto; "
        "there is no unknown"
        " (known: advice, answers, company, crisis_line, handoff, high_value, llm, product,"
        " rollout, test, tool, topic)."
    )


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
)


@given(st.dictionaries(KEYS, junk, max_size=4))
def test_any_table_is_a_policy_or_refused_in_our_own_words(table: dict[str, object]) -> None:
    said = ""
    try:
        parse(table)
    except ConfigError as error:
        said = error.message
    assert "nput should" not in said  # what pydantic says by itself
