"""What customers read: complete, honest about the AI, and without promises."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk.conversation import Priority
from tandem.core.desk.message import Author, Message
from tandem.core.knowledge.rank import Hit
from tandem.core.turn.candidate import Candidate
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
from tandem.core.turn.evidence import Context, Evidence
from tandem.core.turn.policy import Policy
from tandem.core.turn.product import Product
from tandem.core.turn.signals import Reason
from tandem.core.turn.wording import HANDED_OFF, OFFER, PROBABLE, content, options

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
    tail = [PROBABLE] * (certainty is Certainty.PROBABLE) + [OFFER] * offer
    assert text == "\n\n".join(["From our help articles:", f"{said} [1]", *tail])


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
    assert text.endswith(
        "I'm not sure about this. The closest articles I found, which may not fit:"
        f" Descaling; Steam wand. {OFFER}"
    )


@given(st.sampled_from(Reason), composed)
def test_every_handoff_says_that_a_person_was_asked(reason: Reason, evidence: Evidence) -> None:
    text = content(HandOff("rule", reason, Priority.NORMAL), evidence, POLICY)
    assert text.endswith(HANDED_OFF)
