"""What a turn measures besides its confidence, and from where each measure counts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk.message import Author, Message
from tandem.core.turn import measure
from tandem.core.turn.candidate import Finding, Meaning
from tandem.core.turn.evidence import Ambiguity, Context, Vote
from tandem.core.turn.matter import Matter
from tandem.core.turn.policy import UNCATEGORISED, Policy
from tandem.core.turn.screen import Found, Screen, Topic, screen
from tandem.core.turn.signals import SignalName
from tests.unit.turns import CONTEXT, FAILED, NOW, finding, hit, meaning

POLICY = Policy("Bramblebrew", turns_max=3, waiting_minutes=15, time_limit_minutes=60)
CALM = screen("Does the lid come off?")
DOUBT = Ambiguity("product", ("one", "club"))
HEARD = Found("x", "their words")
UPSET = Vote("frustration", 0.8, 0.7, 2.0, "their words", topic=False, urgent=False)


def context(*earlier: Message, question: str = "Does the lid come off?") -> Context:
    return replace(CONTEXT, question=question, matter=Matter(question), earlier=earlier)


def said(text: str, minutes_ago: float | None = None) -> Message:
    at = None if minutes_ago is None else NOW - timedelta(minutes=minutes_ago)
    return Message(Author.CUSTOMER, text, at)


def replied(minutes_ago: float | None = None, decision: str = "answer") -> Message:
    at = None if minutes_ago is None else NOW - timedelta(minutes=minutes_ago)
    return Message(Author.ASSISTANT, "From our articles: …", at, decision)


def asked(minutes_ago: float, *earlier: Message) -> Context:
    return replace(context(*earlier), asked_at=NOW - timedelta(minutes=minutes_ago))


def named(heard: Screen, asked: Context, votes: Sequence[Vote] = ()) -> list[SignalName]:
    return [signal.name for signal in measure.signals(heard, votes, asked, POLICY)]


def test_a_calm_question_gives_no_signal() -> None:
    assert named(CALM, context()) == []


@pytest.mark.parametrize(
    ("heard", "asked", "name"),
    [
        (replace(CALM, cancel=HEARD), context(), "cancel"),
        (replace(CALM, frustrated=HEARD), context(), "frustrated"),
        (replace(CALM, complex=HEARD), context(), "complex"),
        (CALM, replace(context(), high_value=True), "high_value"),
        (CALM, asked(15), "waiting"),
    ],
)
def test_each_signal_has_its_own_source(heard: Screen, asked: Context, name: str) -> None:
    assert named(heard, asked) == [SignalName(name)]


def test_a_signal_repeats_the_words_that_gave_it() -> None:
    (signal,) = measure.signals(replace(CALM, cancel=HEARD), (), context(), POLICY)
    assert signal.says == "their words"


def test_the_frustration_head_counts_once_the_assistant_has_replied() -> None:
    assert named(CALM, context(), [UPSET]) == []
    assert named(CALM, context(replied()), [UPSET]) == [SignalName.FRUSTRATED]
    assert named(CALM, context(replied()), [replace(UPSET, probability=0.69)]) == []
    assert named(CALM, context(replied()), [replace(UPSET, head="human_request")]) == []


def test_rules_and_head_are_one_signal() -> None:
    heard = replace(CALM, frustrated=HEARD)
    assert named(heard, context(replied()), [UPSET]) == [SignalName.FRUSTRATED]


@pytest.mark.parametrize(
    "calm",
    [
        asked(14.9),
        asked(1, said("Hello?", 60), replied(30)),  # that one was answered
        context(),  # the time is unknown
    ],
)
def test_nobody_waits_who_was_answered_or_wrote_just_now(calm: Context) -> None:
    assert named(CALM, calm) == []


probabilities = st.lists(st.none() | st.floats(0, 1), min_size=1, max_size=3)


@given(probabilities, st.none() | st.floats(0.3, 0.95), st.booleans())
def test_doubt_is_a_signal_where_no_part_may_be_shown_and_no_question_settles_it(
    values: list[float | None], least: float | None, is_ambiguous: bool
) -> None:
    found = [
        Finding("Why?") if value is None else finding(str(place), value)
        for place, value in enumerate(values)
    ]
    signals = measure.doubt(found, DOUBT if is_ambiguous else None, least)
    is_shown = least is not None and any(value is not None and value >= least for value in values)
    expected = [] if is_shown or is_ambiguous else [SignalName.LOW_CONFIDENCE]
    assert [signal.name for signal in signals] == expected


def test_what_failed_a_check_is_as_good_as_nothing() -> None:
    (signal,) = measure.doubt([finding("pause", 1.0, checks=FAILED)], None, 0.4)
    assert signal.says == "nothing verified to show; suggests from 0.40"


def test_doubt_tells_its_numbers() -> None:
    (signal,) = measure.doubt([finding("pause", 0.25), finding("skip", 0.125)], None, 0.4)
    assert signal.says == "0.25; suggests from 0.40"
    (signal,) = measure.doubt([finding("pause", 0.25)], None, None)
    assert signal.says == "0.25; nothing is suggested"


LID = "Does the lid come off?"


@pytest.mark.parametrize(
    ("earlier", "is_circling"),
    [
        ((), False),
        ((said(LID), said(LID)), False),  # not answered yet
        ((said(LID), replied()), False),
        ((said(LID), replied(), said("does the lid come OFF"), replied()), True),
        ((said("Is it blue?"), replied(), said("Is it large?"), replied()), False),
        ((replied(),) * 3, True),
        ((replied(),) * 2, False),
        ((replied(decision="greet"),) * 3, False),
        ((Message(Author.ASSISTANT, "Hm."),) * 3, False),  # another assistant's
    ],
)
def test_a_conversation_goes_round(earlier: tuple[Message, ...], is_circling: bool) -> None:
    assert measure.circling(context(*earlier, question=LID), POLICY) is is_circling


@pytest.mark.parametrize("text", ["yes", "no, that's all", "None of these", "thanks a lot!"])
def test_what_only_replies_and_is_said_again_is_no_circle(text: str) -> None:
    earlier = (said(text), replied(), said(text), replied())
    assert not measure.circling(context(*earlier, question=text), POLICY)


@pytest.mark.parametrize(
    ("earlier", "is_out"),
    [
        ((said(LID, 61), replied(60)), True),
        ((said(LID, 60), replied(59)), False),
        ((said(LID, 61),), False),  # the assistant doesn't own it yet
        ((said(LID), replied()), False),
        ((said(LID, 200), replied(199)), False),  # after such a long pause the time starts again
        ((said(LID, 100), replied(99), said(LID, 50), replied(49)), True),
    ],
)
def test_the_time_is_up(earlier: tuple[Message, ...], is_out: bool) -> None:
    assert measure.out_of_time(context(*earlier), POLICY) is is_out


@pytest.mark.parametrize(
    ("scores", "category"),
    [
        ({}, UNCATEGORISED),
        ({"billing": 1.0}, "billing"),
        ({"billing": 0.6, "machine": 0.5}, "billing"),
        ({"billing": 0.5, "machine": 0.5}, UNCATEGORISED),
        ({"gossip": 1.0}, UNCATEGORISED),  # not on the firm's list
        ({"billing": 0.5, "gossip": 0.6}, UNCATEGORISED),
        ({"billing": -0.5}, UNCATEGORISED),
    ],
)
def test_a_clear_majority_gives_the_category(scores: dict[str, float], category: str) -> None:
    hits = tuple(hit(name, score) for name, score in scores.items())
    assert measure.category(hits, list(scores), ["billing", "machine"]) == category


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.floats(-1, 2))), st.sets(st.sampled_from("ab"))
)
def test_a_category_is_always_on_the_list(
    found: list[tuple[str, float]], allowed: set[str]
) -> None:
    hits = tuple(hit(name, score) for name, score in found)
    names = [name for name, _ in found]
    assert measure.category(hits, names, sorted(allowed)) in {*allowed, UNCATEGORISED}


def ambiguity(
    first: float, *others: Meaning, least: float | None = 0.4, product: str = ""
) -> Ambiguity | None:
    """Of an article "a" with this P(right), and of others that may be meant."""
    return measure.ambiguity(finding("a", first), others, [hit("a", product=product)], least)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (ambiguity(0.3), None),
        (ambiguity(0.3, meaning("b", 0.1)), Ambiguity("article", ("a", "b"))),
        (ambiguity(0.3, meaning("b", 0.09)), None),  # together too unlikely
        (ambiguity(0.4, meaning("b", 0.3)), None),  # the first may be suggested as it is
        (
            ambiguity(0.2, meaning("b", 0.1), meaning("c", 0.1)),
            Ambiguity("article", ("a", "b", "c")),
        ),
        (ambiguity(0.3, meaning("b", 0.2), least=None), None),
        (
            ambiguity(0.3, meaning("b", 0.2, title="A", product="club"), product="one"),
            Ambiguity("product", ("one", "club")),
        ),
        (
            ambiguity(0.3, meaning("b", 0.2, title="a", product="one"), product="one"),
            Ambiguity("article", ("a", "b")),
        ),
        (
            ambiguity(0.3, meaning("b", 0.2, title="A"), product="one"),
            Ambiguity("article", ("a", "b")),  # the other is about all products
        ),
        (
            ambiguity(0.3, meaning("b", 0.2, product="club"), product="one"),
            Ambiguity("article", ("a", "b")),  # their titles tell them apart
        ),
    ],
)
def test_a_question_settles_it(found: Ambiguity | None, expected: Ambiguity | None) -> None:
    assert found == expected


def test_what_failed_a_check_is_not_asked_about() -> None:
    failed = finding("a", 0.3, checks=FAILED)
    assert measure.ambiguity(failed, [meaning("b", 0.2)], [], 0.4) is None
    assert measure.ambiguity(Finding("Why?"), [meaning("b", 0.2)], [], 0.4) is None


@given(
    st.floats(0, 1),
    st.lists(
        st.builds(
            meaning,
            st.sampled_from("bcde"),
            st.floats(0, 1),
            title=st.sampled_from(["", "A"]),
            product=st.sampled_from(["", "one", "club"]),
        ),
        max_size=2,
        unique_by=lambda one: one.article_id,
    ),
    st.floats(0.3, 0.95),
)
def test_who_is_asked_chooses_between_two_or_three_different_things(
    first: float, others: list[Meaning], least: float
) -> None:
    doubt = ambiguity(first, *others, least=least, product="one")
    if doubt is not None:
        assert 2 <= len(doubt.options) <= measure.OPTIONS_MAX
        assert len(set(doubt.options)) == len(doubt.options)
        assert all(doubt.options)
        assert first < least


@pytest.mark.parametrize(
    ("text", "is_upset"),
    [
        ("Does the lid come off?", False),
        ("I smell gas", True),
        ("This is disgusting, you are all liars", True),
        ("I want my lawyer to read this", True),
    ],
)
def test_anger_danger_and_topics_for_people_are_remembered(text: str, is_upset: bool) -> None:
    policy = replace(POLICY, topics=(Topic("legal", ("lawyer",), urgent=False),))
    assert measure.upset(context(said(text), replied()), policy) is is_upset
    assert not measure.upset(context(question=text), policy), "the present message has rows"
    calm = (said("Is it blue?"), replied()) * measure.RECENT
    assert not measure.upset(context(said(text), replied(), *calm), policy), "long ago"
    assert not measure.upset(context(Message(Author.AGENT, text)), policy), "an agent's own words"
