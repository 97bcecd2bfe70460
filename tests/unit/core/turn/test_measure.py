"""What a turn measures besides its confidence, and from where each measure counts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk.message import Author, Message
from tandem.core.knowledge.rank import Hit
from tandem.core.turn import measure
from tandem.core.turn.confidence import Confidence
from tandem.core.turn.evidence import Ambiguity, Context, Vote
from tandem.core.turn.policy import UNCATEGORISED, Policy
from tandem.core.turn.screen import Found, Screen, screen
from tandem.core.turn.signals import SignalName
from tandem.core.turn.threshold import Threshold

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
POLICY = Policy("Bramblebrew", turns_max=3, waiting_minutes=15, time_limit_minutes=60)
CALM = screen("Does the lid come off?")
CUT = Threshold(0.9, 0.1, 300, 60, 1, 0.08, "shipped")
DOUBT = Ambiguity("product", ("one", "club"))
HEARD = Found("x", "their words")
UPSET = Vote("frustration", 0.8, 0.7, 2.0, "their words", topic=False, urgent=False)


def context(*earlier: Message, question: str = "Does the lid come off?") -> Context:
    return Context(
        *(question, question, (), earlier, None, False, False, "", "team", "en", ""),
        *(False, False, False, (), (), NOW),
    )


def said(text: str, minutes_ago: float | None = None) -> Message:
    at = None if minutes_ago is None else NOW - timedelta(minutes=minutes_ago)
    return Message(Author.CUSTOMER, text, at)


def replied(minutes_ago: float | None = None, decision: str = "answer") -> Message:
    at = None if minutes_ago is None else NOW - timedelta(minutes=minutes_ago)
    return Message(Author.ASSISTANT, "From our articles: …", at, decision)


def hit(document: str, score: float, product: str = "") -> Hit:
    title = document.upper()
    return Hit(1, document, 1, title, "", (), "text", product, 0.5, 0.5, score, None, None)


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
        (CALM, context(said("Hello?", 15)), "waiting"),
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
    "earlier",
    [
        (said("Hello?", 14.9),),
        (said("Hello?", 60), replied(1)),  # it was answered
        (said("Hello?"),),  # the time is unknown
    ],
)
def test_nobody_waits_who_was_answered_or_wrote_just_now(earlier: tuple[Message, ...]) -> None:
    assert named(CALM, context(*earlier)) == []


@given(st.none() | st.floats(0, 1), st.none() | st.floats(0, 1), st.booleans())
def test_doubt_is_a_signal_where_neither_the_cut_nor_a_question_settles_it(
    value: float | None, cut: float | None, is_ambiguous: bool
) -> None:
    confidence = None if value is None else Confidence(value, ())
    ambiguity = DOUBT if is_ambiguous else None
    found = measure.doubt(confidence, replace(CUT, value=cut), ambiguity)
    is_sure = value is not None and cut is not None and value >= cut
    expected = [] if is_sure or is_ambiguous else [SignalName.LOW_CONFIDENCE]
    assert [signal.name for signal in found] == expected


def test_doubt_tells_its_numbers() -> None:
    (signal,) = measure.doubt(Confidence(0.5, ()), CUT, None)
    assert signal.says == "0.50; answers from 0.90"


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
    ],
)
def test_a_conversation_goes_round(earlier: tuple[Message, ...], is_circling: bool) -> None:
    assert measure.circling(context(*earlier, question=LID), POLICY) is is_circling


def test_a_short_word_said_again_is_no_circle() -> None:
    earlier = (said("yes"), replied(), said("yes"), replied())
    assert not measure.circling(context(*earlier, question="yes"), POLICY)


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


ONE, CLUB = hit("a", 0.8, "one"), hit("b", 0.75, "club")


@pytest.mark.parametrize(
    ("hits", "lexemes", "product", "expected"),
    [
        ((), 2, "", None),
        ((ONE,), 1, "", None),
        ((ONE, CLUB), 9, "", DOUBT),
        ((ONE, CLUB), 9, "one", None),  # the product is known, and the words are many
        ((ONE, CLUB), 3, "one", Ambiguity("article", ("A", "B"))),
        ((ONE, replace(CLUB, score=0.71)), 9, "", None),
        ((ONE, replace(CLUB, score=0.53)), 3, "", DOUBT),
        ((ONE, replace(CLUB, score=0.41)), 1, "", DOUBT),
        ((replace(ONE, score=0.39), replace(CLUB, score=0.39)), 1, "", None),
        ((ONE, replace(ONE, text="another passage")), 1, "", None),  # only one article
        ((hit("a", 0.8), hit("b", 0.8)), 9, "", None),
        ((hit("a", 0.8), hit("b", 0.7)), 2, "", Ambiguity("article", ("A", "B"))),
    ],
)
def test_a_question_settles_it(
    hits: tuple[Hit, ...], lexemes: int, product: str, expected: Ambiguity | None
) -> None:
    assert measure.ambiguity(hits, lexemes, product) == expected


found_hits = st.lists(
    st.builds(hit, st.sampled_from("abcdef"), st.floats(0, 1), st.sampled_from(["", "one", "club"]))
).map(lambda found: tuple(sorted(found, key=lambda one: -one.score)))


@given(found_hits, st.integers(0, 9), st.sampled_from(["", "one"]))
def test_who_is_asked_chooses_between_two_or_three_different_things(
    hits: tuple[Hit, ...], lexemes: int, product: str
) -> None:
    doubt = measure.ambiguity(hits, lexemes, product)
    if doubt is not None:
        assert 2 <= len(doubt.options) <= measure.OPTIONS_MAX
        assert len(set(doubt.options)) == len(doubt.options)
        assert all(doubt.options)
        assert not (product and doubt.about == "product")


@given(found_hits, st.integers(1, 8), st.sampled_from(["", "one"]))
def test_more_words_never_make_a_question_more_ambiguous(
    hits: tuple[Hit, ...], lexemes: int, product: str
) -> None:
    more = measure.ambiguity(hits, lexemes + 1, product)
    assert more is None or measure.ambiguity(hits, lexemes, product) is not None
