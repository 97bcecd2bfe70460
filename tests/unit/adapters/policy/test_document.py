"""The policy file: strict, every fault reported at once, and no key that withholds a person."""

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.adapters.policy.document import TABLES, parse
from tandem.assistant.policy_tests import Checked, run_tests
from tandem.core.errors import ConfigError
from tandem.core.turn.policy import Audience, Mode, Policy, PolicyTest, Rollout, Segment
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


def test_who_is_let_in_is_read_and_the_rest_is_always_lower() -> None:
    text = """
    [[rollout]]
    mode = "auto"
    audience = "everyone"
    percent = 0.5
    segments = [{plan = "team"}, {attribute = "seats", at_least = 10}]
    rest = "draft"
    [[rollout]]
    mode = "shadow"
    percent = 10
    [[rollout]]
    mode = "auto"
    audience = "everyone"
    percent = 10
    """
    rules = parse(tomllib.loads(text)).rollout[1:]
    assert rules[0] == Rollout(
        Mode.AUTO,
        Audience.EVERYONE,
        percent=0.5,
        segments=(Segment(plan="team"), Segment(attribute="seats", at_least=10)),
        rest=Mode.DRAFT,
    )
    assert [rule.rest for rule in rules[1:]] == [Mode.OFF, Mode.SHADOW]


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


def tool(pattern: str) -> str:
    return (
        "[[tool]]\nname = 'order'\nsays = 'x'\nurl = 'https://shop.example/{a}'\n"
        f"show = {{state = 'State'}}\nreply = ['x']\n[tool.arguments.a]\npattern = '{pattern}'\n"
    )


FAULTS = {
    "survey.mail_after_hours must be a number of hours from 0": "[survey]\nmail_after_hours = 169",
    "survey.mail_after_hours ": "[survey]\nmail_after_hours = 1.5",
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
    "rollout 1.percent must be a number above 0 and up to 100": (
        "[[rollout]]\nmode = 'auto'\npercent = 0"
    ),
    "rollout 1.percent": "[[rollout]]\nmode = 'auto'\npercent = 100.5",
    "rollout 1.rest must be one of off": "[[rollout]]\nmode = 'auto'\nrest = 'none'",
    "rollout 1 has the rest draft, which must be below draft": (
        "[[rollout]]\nmode = 'draft'\npercent = 5\nrest = 'draft'"
    ),
    "rollout 1 has a percent with the mode off": "[[rollout]]\nmode = 'off'\npercent = 5",
    "rollout 1.segments 1 must have either plan or attribute": (
        "[[rollout]]\nmode = 'auto'\nsegments = [{}]"
    ),
    "there is no rollout 1.segments 1.paln": (
        "[[rollout]]\nmode = 'auto'\nsegments = [{paln = 'team'}]"
    ),
    "test 1.place must be a number from 0": "[[test]]\nmessage = 'x'\nrule = 'x'\nplace = 100",
    "rollout 1.prodcut": "[[rollout]]\nmode = 'auto'\nprodcut = 'x'",
    "test 1.message": "[[test]]\ndecision = 'ask'",
    "persons_allowed": "persons_allowed = false",
    "test 1 expects nothing: it must have one of decision": "[[test]]\nmessage = 'x'",
    "test 1.decision must be one of answer": "[[test]]\nmessage = 'x'\ndecision = 'no'",
    "test 1.reason must be one of customer_request": "[[test]]\nmessage = 'x'\nreason = 'no'",
    "test 1.priority must be one of normal": "[[test]]\nmessage = 'x'\npriority = 'low'",
    "test 1.effect must be one of sent": "[[test]]\nmessage = 'x'\neffect = 'send'",
    "test 1.mode_is must be one of off": "[[test]]\nmessage = 'x'\nmode_is = 'on'",
    "test 1 has mode, which replaces the rollout": (
        "[[test]]\nmessage = 'x'\nmode = 'off'\nmode_is = 'off'"
    ),
    "test 1 expects greet with a reason": (
        "[[test]]\nmessage = 'x'\ndecision = 'greet'\nreason = 'time'"
    ),
    "test 1.time must be a date and time such as 2026": (
        "[[test]]\nmessage = 'x'\nrule = 'x'\ntime = '2026-12-24'"
    ),
    "test 1.time must be a date and time such as": (
        "[[test]]\nmessage = 'x'\nrule = 'x'\ntime = 1066-10-14T09:00:00"
    ),
    "test 1.attributes must be a table of texts": (
        "[[test]]\nmessage = 'x'\nrule = 'x'\nattributes = {seats = 200}"
    ),
    "test 1.internal must be true or false": ("[[test]]\nmessage = 'x'\nrule = 'x'\ninternal = 1"),
    "test 1.earlier must be a table or a list of them": (
        "[[test]]\nmessage = 'x'\nrule = 'x'\nearlier = 'Hello'"
    ),
    "there is no test 1.earlier 1.form": (
        "[[test]]\nmessage = 'x'\nrule = 'x'\nearlier = [{form = 'agent', text = 'y'}]"
    ),
    "test 1.earlier 2.from must be one of customer, assistant, agent": (
        "[[test]]\nmessage = 'x'\nrule = 'x'\nearlier = ["
        "{from = 'agent', text = 'y'}, {from = 'system', text = 'y'}]"
    ),
    "test 1.earlier 1 must have a decision only from the assistant": (
        "[[test]]\nmessage = 'x'\nrule = 'x'\nearlier = ["
        "{from = 'agent', text = 'y', decision = 'ask'}]"
    ),
    "test 1.earlier 1.minutes_before must be minutes from 0": (
        "[[test]]\nmessage = 'x'\nrule = 'x'\nearlier = ["
        "{from = 'agent', text = 'y', minutes_before = nan}]"
    ),
    "test 1 has earlier messages out of order": (
        "[[test]]\nmessage = 'x'\nrule = 'x'\nearlier = ["
        "{from = 'agent', text = 'y', minutes_before = 1},"
        " {from = 'agent', text = 'y', minutes_before = 2}]"
    ),
    "tool 1.arguments.a.pattern is no regular expression: global flags": tool("(?i)a"),
    "tool 1.arguments.a.pattern is no regular expression: the repetition": tool(r"\d{99999999999}"),
    "tool 1.arguments.a.pattern is no regular expression: maximum recursion": tool(
        "(" * 5000 + "a" + ")" * 5000
    ),
    "high_value 1.at_least must be a finite number": (
        "[[high_value]]\nattribute = 'spend'\nat_least = nan"
    ),
    "tool 1.arguments.a.pattern matches an empty text": tool("a*"),
    "tool 1.arguments.a must be a table": tool("a").partition("[tool.")[0] + "arguments = {a = 1}",
    "tool 1.arguments must be a table": tool("a").partition("[tool.")[0] + "arguments = 1",
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
        " (known: advice, answers, clock, company, crisis_line, handoff, high_value, hours, llm,"
        " metrics, people, product, rollout, survey, test, tool, topic)."
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
