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
from tandem.core.desk import option
from tandem.core.desk.conversation import Priority
from tandem.core.desk.customer import CustomerContext
from tandem.core.desk.message import Author, Message
from tandem.core.desk.option import Option
from tandem.core.turn.candidate import Candidate, Finding
from tandem.core.turn.crisis import CrisisLine
from tandem.core.turn.decide import (
    Answer,
    Ask,
    Decision,
    Greet,
    HandOff,
    Inform,
    OfferHuman,
    StaySilent,
    Suggest,
    decide,
)
from tandem.core.turn.evidence import Context, Evidence, Versions
from tandem.core.turn.incident import Incident
from tandem.core.turn.policy import Policy
from tandem.core.turn.product import Product
from tandem.core.turn.screen import Found, screen
from tandem.core.turn.signals import Reason
from tandem.core.turn.texts import ENGLISH, LANGUAGES, texts_in
from tandem.core.turn.threshold import Threshold
from tandem.core.turn.wording import (
    A_MACHINE,
    DECLINED,
    DID_IT_HELP,
    FOUND,
    GOODBYE,
    GREETING,
    HELPED,
    NO_HELP,
    NO_RECORD,
    OFFER,
    OFFER_TOO,
    PERHAPS,
    SAYS,
    THEY_CAN,
    WELCOME,
    content,
    draft,
    options,
)
from tests.unit.turns import NOTHING_FOUND, citing, finding, meaning

Heard = Callable[[str], tuple[Decision, Evidence]]
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
    *(Answer("answer", offer_person=offer) for offer in (True, False)),
    Greet("courtesy"),
    *(Suggest(rule) for rule in ("suggest", "next", "chosen")),
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
    further=st.just(()),
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
    told = replace(evidence, context=replace(evidence.context, introduced=False))
    first = content(decision, spoken(told), POLICY)
    later = content(decision, spoken(told, SPOKEN), POLICY)
    between = "\n\n" if isinstance(decision, Answer) else " "
    assert first == f"I'm the AI assistant of Bramblebrew.{between}{later}"
    assert not later.startswith("I'm the AI assistant")
    unnamed = content(decision, spoken(told), Policy(""))
    assert unnamed.startswith(f"I'm the AI assistant.{between}")
    by_channel = replace(told, context=replace(told.context, introduced=True))
    assert content(decision, spoken(by_channel), POLICY) == later


def in_calm(evidence: Evidence) -> Evidence:
    """The evidence later in a conversation, about no order or account of the customer's own."""
    calm = replace(evidence, screen=replace(evidence.screen, own_record=None), votes=())
    return spoken(calm, SPOKEN)


@given(composed, st.booleans())
def test_an_answer_is_its_claims_and_each_source_and_nothing_else(
    evidence: Evidence, offer: bool
) -> None:
    assert evidence.candidate is not None
    text = content(Answer("answer", offer_person=offer), in_calm(evidence), POLICY)
    said = "\n".join(claim.text for claim in evidence.candidate.claims)
    assert text == "\n\n".join([f"{said} [1]", *[OFFER_TOO] * offer])


@given(composed, st.sampled_from([("suggest", FOUND), ("chosen", FOUND), ("next", PERHAPS)]))
def test_a_suggestion_is_a_quote_and_the_question_whether_it_helped(
    evidence: Evidence, worded: tuple[str, str]
) -> None:
    assert evidence.candidate is not None
    rule, before = worded
    said = "\n".join(claim.text for claim in evidence.candidate.claims)
    text = content(Suggest(rule), in_calm(evidence), POLICY)
    assert text == f"{before}\n\n{said} [1]\n\n{DID_IT_HELP}"


@given(composed)
def test_a_suggestion_never_stands_beside_an_offer_to_say_yes(evidence: Evidence) -> None:
    """A yes would mean two things."""
    assert OFFER not in content(Suggest("suggest"), evidence, POLICY)
    assert OFFER not in content(Answer("answer", offer_person=True), evidence, POLICY)


OWN = replace(
    NOTHING_FOUND,
    screen=replace(NOTHING_FOUND.screen, own_record=Found("own", "my order")),
    candidate=citing("pause"),
)


@pytest.mark.parametrize(
    ("decision", "text"),
    [
        (
            Suggest("suggest"),
            f"{NO_RECORD} {SAYS}\n\nPause it in the app. [1]\n\n{THEY_CAN} {DID_IT_HELP}",
        ),
        (
            Answer("answer", offer_person=True),
            f"{NO_RECORD} {SAYS}\n\nPause it in the app. [1]\n\n{OFFER_TOO}",
        ),
        (OfferHuman("unsure"), f"{NO_RECORD} {OFFER}"),
    ],
)
def test_of_an_order_it_says_what_it_cannot_see_and_who_can(decision: Decision, text: str) -> None:
    assert content(decision, spoken(OWN, SPOKEN), POLICY) == text


@pytest.mark.parametrize(
    ("missing", "named"),
    [(("E9",), "E9"), (("E9", "Mac"), "E9 and Mac"), (("E9", "Mac", "£"), "E9, Mac and £")],
)
def test_what_no_article_has_is_named(missing: tuple[str, ...], named: str) -> None:
    evidence = spoken(replace(NOTHING_FOUND, missing=missing), SPOKEN)
    text = content(OfferHuman("unsure"), evidence, POLICY)
    assert text == f"I have nothing about {named} in our help articles. {OFFER}"


def test_of_several_questions_those_without_an_answer_are_named() -> None:
    further = (finding("price", 0.6, question="How much?", text="It is 9."), UNKNOWN)
    evidence = spoken(
        replace(NOTHING_FOUND, part="How?", candidate=citing("pause"), further=further), SPOKEN
    )
    text = content(Suggest("suggest", (), (0, 1)), evidence, POLICY)
    assert text == "\n\n".join(
        [
            FOUND,
            "Pause it in the app. [1]",
            "It is 9. [2]",
            "I found nothing that I'm sure of about this: And why?",
            DID_IT_HELP,
        ]
    )
    later = content(Suggest("suggest", (), (1,)), evidence, POLICY)
    assert "It is 9. [1]" in later
    assert "about this: How? And why?" in later


UNKNOWN = Finding("And why?")


def test_a_draft_is_what_an_agent_would_send() -> None:
    evidence = replace(NOTHING_FOUND, candidate=citing("pause"))
    assert draft(Suggest("suggest"), evidence, POLICY) == "Pause it in the app."
    assert draft(Answer("answer", offer_person=True), OWN, POLICY) == "Pause it in the app."
    ask = Ask("ask", "product", ("one", "club"))
    assert draft(ask, evidence, POLICY) == content(ask, spoken(evidence, SPOKEN), POLICY)
    for decision in (Greet("helped"), OfferHuman("unsure"), StaySilent("automatic")):
        assert draft(decision, evidence, POLICY) == ""


CHECKOUT = Incident("7", "Checkout is down", "Checkout is down, we're on it.")
KNOWN = replace(NOTHING_FOUND, incident=CHECKOUT)
INFORM = Inform("incident")


def with_matter(evidence: Evidence, **values: object) -> Evidence:
    matter = replace(evidence.context.matter, **values)
    return replace(evidence, context=replace(evidence.context, matter=matter))


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_an_incident_they_read_the_firms_text_and_an_offer_in_their_language(
    language: str,
) -> None:
    texts, asked = texts_in(language), replace(KNOWN, language=language)
    text = content(INFORM, spoken(asked, SPOKEN), POLICY)
    assert text == f"{CHECKOUT.text}\n\n{texts.tell}"
    assert content(INFORM, asked, POLICY).endswith(f"Bramblebrew.\n\n{text}")
    notify, person = options(INFORM, asked, POLICY)
    assert (notify.incident, notify.label) == ("7", texts.notify)
    assert (person.id, person.label) == ("person", texts.person)
    assert draft(INFORM, asked, POLICY) == CHECKOUT.text, "an agent offers nothing in our name"
    assert len({texts.tell, texts.notify, texts.will_tell, texts.all_right}) == 4


@pytest.mark.parametrize(
    "evidence",
    [
        with_matter(KNOWN, notify_answered=("7",)),
        replace(KNOWN, incident=replace(CHECKOUT, tells_end=False)),
    ],
)
def test_nothing_is_offered_twice_or_that_nobody_could_keep(evidence: Evidence) -> None:
    assert content(INFORM, spoken(evidence, SPOKEN), POLICY) == CHECKOUT.text
    assert options(INFORM, evidence, POLICY) == (option.PERSON,)


def test_a_yes_and_a_no_to_being_told_get_one_line() -> None:
    wants = with_matter(NOTHING_FOUND, notify="7", wants_notice=True)
    assert content(Greet("follow"), spoken(wants, SPOKEN), POLICY) == ENGLISH.will_tell
    no = with_matter(NOTHING_FOUND, notify="7", wants_notice=False)
    no = replace(no, context=replace(no.context, last_decision="inform"))
    assert content(Greet("courtesy"), spoken(no, SPOKEN), POLICY) == ENGLISH.all_right


OTHERS = replace(
    NOTHING_FOUND,
    candidate=citing("pause"),
    others=(meaning("skip", 0.3, title="Skip a box"), meaning("stop", 0.2, title="Stop it")),
)
SKIP = option.of_article("skip", "Skip a box")
STOP = option.of_article("stop", "Stop it")


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (Answer("answer", offer_person=False), (option.YES, option.NO)),
        (Answer("answer", offer_person=True), (option.YES, option.NO, option.PERSON)),
        (Suggest("next", ("skip",)), (option.YES, option.NO, option.PERSON, SKIP)),
        (
            Suggest("suggest", ("skip", "stop")),
            (option.YES, option.NO, option.PERSON, SKIP, STOP),
        ),
        (Suggest("chosen"), (option.YES, option.NO, option.PERSON)),
        (
            Ask("ask", "article", ("pause", "skip")),
            (option.of_article("pause", "PAUSE"), SKIP, option.NONE_OF_THESE),
        ),
        (
            Ask("ask", "product", ("one", "club")),
            (
                option.of_product("one", "the Bramble One"),
                option.of_product("club", "club"),
                option.NONE_OF_THESE,
            ),
        ),
        (Ask("unreadable", "words"), ()),
        (OfferHuman("unsure"), (option.PERSON,)),
        (Greet("courtesy"), ()),
        (HandOff("person", Reason.CUSTOMER_REQUEST, Priority.NORMAL), ()),
        (StaySilent("automatic"), ()),
    ],
)
def test_a_reply_has_the_buttons_that_fit(decision: Decision, expected: tuple[Option, ...]) -> None:
    assert options(decision, OTHERS, POLICY) == expected


def test_a_question_names_its_options_as_customers_know_them() -> None:
    ask = Ask("ask", "article", ("pause", "skip", "stop"))
    text = content(ask, spoken(OTHERS, SPOKEN), POLICY)
    assert text.endswith("is it about “PAUSE”, “Skip a box” or “Stop it”?")
    of_product = Ask("ask", "product", ("one", "club"))
    assert content(of_product, OTHERS, POLICY).endswith("about “the Bramble One” or “club”?")


@given(composed)
def test_a_question_shows_all_its_options(evidence: Evidence) -> None:
    """Records of older releases have titles where ids are today."""
    plain = replace(evidence, others=(), candidate=None)
    text = content(Ask("ask", "article", ("A", "B", "C")), plain, POLICY)
    assert text.endswith("is it about “A”, “B” or “C”?")


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
        ("no, thank you", DECLINED),
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


def test_a_yes_is_thanked_for() -> None:
    assert content(Greet("helped"), spoken(NOTHING_FOUND, SPOKEN), POLICY) == HELPED
