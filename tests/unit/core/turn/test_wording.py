"""What customers read: complete, honest about the AI, and without promises."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.assistant.consider import from_words
from tandem.assistant.gather import Asked, freeze
from tandem.core.desk.conversation import Priority
from tandem.core.desk.customer import CustomerContext
from tandem.core.desk.message import Author, Message
from tandem.core.knowledge.rank import Hit
from tandem.core.turn.candidate import Candidate
from tandem.core.turn.crisis import CrisisLine
from tandem.core.turn.decide import (
    Answer,
    Ask,
    Certainty,
    Decision,
    Greet,
    HandOff,
    OfferHuman,
    StaySilent,
    Suggest,
    decide,
)
from tandem.core.turn.evidence import Context, Evidence, Versions
from tandem.core.turn.policy import Policy
from tandem.core.turn.product import Product
from tandem.core.turn.screen import screen
from tandem.core.turn.signals import Reason
from tandem.core.turn.texts import ENGLISH, texts_in
from tandem.core.turn.threshold import Threshold
from tandem.core.turn.wording import (
    A_MACHINE,
    DECLINED,
    GOODBYE,
    GREETING,
    NO_HELP,
    NO_RECORD,
    OFFER,
    OFFER_TOO,
    PROBABLE,
    WELCOME,
    content,
    options,
)

Heard = Callable[[str], tuple[Decision, Evidence]]
ARTICLES_SAY = "From our help articles:"
POLICY = Policy("Bramblebrew", products=(Product("one", "the Bramble One", ()),))
SPOKEN = Message(Author.ASSISTANT, "Hello.", decision="greet")
# The desk doesn't know when people answer, or what they decide.
PROMISE = re.compile(
    r"\b(?:will|shall|'ll|promise\w*|guarantee\w*|ensure\w*|certain\w*|always|soon|shortly|within"
    r"|immediate\w*|minutes?|hours?|days?|today|tomorrow|refund\w*|credit\w*|free|solve\w*|fix\w*"
    r"|resolve\w*)\b",
    re.IGNORECASE,
)

DECISIONS: list[Decision] = [
    *(Answer("answer", certainty, offer) for certainty in Certainty for offer in (True, False)),
    Greet("courtesy"),
    Suggest("suggest"),
    Ask("unreadable", "words"),
    Ask("ask", "product", ("one", "club")),
    Ask("ask", "article", ("§1", "§2", "§3")),
    OfferHuman("unsure"),
    *(HandOff("rule", reason, Priority.NORMAL) for reason in Reason),
    StaySilent("automatic"),
]

composed = st.builds(
    Evidence,
    context=st.from_type(Context),
    candidate=st.from_type(Candidate),
)
decided = st.sampled_from(DECISIONS)


@given(decided, composed)
def test_only_silence_is_empty(decision: Decision, evidence: Evidence) -> None:
    assert (content(decision, evidence, POLICY) == "") is isinstance(decision, StaySilent)


@given(decided, composed)
def test_no_word_of_our_own_promises_anything(decision: Decision, evidence: Evidence) -> None:
    """The words of articles and of the firm are left out: those promises are theirs."""
    assert evidence.candidate is not None
    mute = replace(
        evidence,
        nearest=tuple(replace(hit, title="§") for hit in evidence.nearest),
        candidate=replace(
            evidence.candidate,
            claims=tuple(replace(claim, text="§") for claim in evidence.candidate.claims),
        ),
    )
    assert PROMISE.findall(content(decision, mute, Policy("§"))) == []


@given(st.from_type(Evidence), st.from_type(Policy))
def test_whatever_is_decided_can_be_said(evidence: Evidence, policy: Policy) -> None:
    decision = decide(evidence, policy)
    assert bool(content(decision, evidence, policy)) is not isinstance(decision, StaySilent)


def spoken(evidence: Evidence, *earlier: Message) -> Evidence:
    return replace(evidence, context=replace(evidence.context, earlier=earlier))


@given(decided.filter(lambda one: not isinstance(one, StaySilent)), composed)
def test_the_first_reply_says_that_an_ai_speaks_and_no_later_one_does(
    decision: Decision, evidence: Evidence
) -> None:
    evidence = replace(evidence, language="en")
    first = content(decision, spoken(evidence), POLICY)
    later = content(decision, spoken(evidence, SPOKEN), POLICY)
    assert first == f"I'm the AI assistant of Bramblebrew. {later}"
    assert not later.startswith("I'm the AI assistant")
    unnamed = content(decision, spoken(evidence), Policy(""))
    assert unnamed.startswith("I'm the AI assistant. ")


@given(composed, st.sampled_from(Certainty), st.booleans())
def test_an_answer_is_its_claims_each_source_and_how_sure_it_is(
    evidence: Evidence, certainty: Certainty, offer: bool
) -> None:
    assert evidence.candidate is not None
    text = content(Answer("answer", certainty, offer), spoken(evidence, SPOKEN), POLICY)
    said = "\n".join(claim.text for claim in evidence.candidate.claims)
    tail = [PROBABLE] * (certainty is Certainty.PROBABLE) + [OFFER_TOO] * offer
    head = f"{NO_RECORD} Our help articles say:" if evidence.is_own_record else ARTICLES_SAY
    assert text == "\n\n".join([head, f"{said} [1]", *tail])


def test_a_question_names_its_options_as_customers_know_them() -> None:
    ask = Ask("ask", "product", ("one", "club"))
    assert options(ask, POLICY) == ("the Bramble One", "club")
    assert options(Ask("ask", "article", ("one", "club")), POLICY) == ("one", "club")
    assert options(OfferHuman("unsure"), POLICY) == ()


@given(composed)
def test_a_question_shows_all_its_options(evidence: Evidence) -> None:
    text = content(Ask("ask", "article", ("A", "B", "C")), evidence, POLICY)
    assert text.endswith("is it about “A”, “B” or “C”?")


@given(composed, st.from_type(Hit))
def test_the_nearest_articles_are_named_once_each_as_what_may_not_fit(
    evidence: Evidence, hit: Hit
) -> None:
    titles = {"a": "Descaling", "b": "", "c": "Steam wand"}
    nearest = tuple(replace(hit, document=name, title=titles[name]) for name in "aabc")
    text = content(OfferHuman("unsure"), replace(evidence, nearest=nearest), POLICY)
    said = NO_RECORD if evidence.is_own_record else "I'm not sure about this."
    assert text.endswith(
        f"{said} The closest articles I found, which may not fit: Descaling; Steam wand. {OFFER}"
    )


@given(st.sampled_from(Reason), composed)
def test_every_handoff_says_that_a_person_was_asked(reason: Reason, evidence: Evidence) -> None:
    text = content(HandOff("rule", reason, Priority.NORMAL), evidence, POLICY)
    texts = texts_in(evidence.language)
    called = texts.called if evidence.topic and evidence.is_urgent else texts.handed_off
    assert text.endswith(called)


def test_danger_is_met_with_what_to_do_now_before_the_person(evidence_of: Heard) -> None:
    text = content(*evidence_of("I drank the descaling liquid by mistake"), POLICY)
    assert "Call a poison centre or your local emergency number now" in text
    assert text.endswith(ENGLISH.called)


def test_a_firms_own_text_and_lines_replace_the_shipped_ones(evidence_of: Heard) -> None:
    mine = Policy(
        "Bramblebrew",
        country="GB",
        advice=(("gas", "Leave the house."),),
        crisis_lines=(CrisisLine("GB", "Our line", "0800 1", ""),),
    )
    assert "Leave the house. I've called" in content(*evidence_of("I smell gas"), mine)
    text = content(*evidence_of("I want to kill myself"), mine)
    assert "Emergency number: 999" in text
    assert "Our line: 0800 1." in text
    assert "Samaritans" not in text


def test_the_lines_are_those_of_the_customers_country_and_else_a_directory(
    evidence_of: Heard,
) -> None:
    decision, evidence = evidence_of("I want to kill myself")
    assert "findahelpline.com" in content(decision, evidence, POLICY)
    at_home = replace(evidence, context=replace(evidence.context, country="IT"))
    assert "Telefono Amico Italia (9:00-24:00): 02 2327 2327." in content(decision, at_home, POLICY)


def test_a_wish_in_another_language_is_met_in_it(evidence_of: Heard) -> None:
    text = content(*evidence_of("Ich möchte mit einem Mitarbeiter sprechen"), POLICY)
    assert text.startswith("Ich bin der KI-Assistent von Bramblebrew. Ich habe einen Menschen")


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("thank you", WELCOME),
        ("are you a robot?", A_MACHINE),
        ("stupid bot", NO_HELP),
        ("goodbye", GOODBYE),
        ("hello", GREETING),
        ("no", DECLINED),
    ],
)
def test_a_courtesy_gets_the_text_that_fits(said: str, reply: str, evidence_of: Heard) -> None:
    decision, evidence = evidence_of(said)
    assert content(decision, spoken(evidence, SPOKEN), POLICY) == reply


@pytest.fixture
def evidence_of() -> Heard:
    """What the words alone of a first message give, and what is decided then."""

    def heard(message: str) -> tuple[Decision, Evidence]:
        now = datetime(2026, 1, 5, tzinfo=UTC)
        asked = Asked(Message(Author.CUSTOMER, message), (), CustomerContext(), now)
        context = freeze(asked, POLICY)
        nothing = Threshold(None, 0.05, 0, 0, 0, 1.0, "shipped")
        evidence = from_words(
            context, screen(context.question), nothing, POLICY, Versions("", "", "", "", 0)
        )
        return decide(evidence, POLICY), evidence

    return heard
