"""The handoff brief: quoted or counted, never composed; account facts only if verified."""

from dataclasses import asdict, replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk.contact import Contact
from tandem.core.desk.message import Author, Kind, StoredMessage, written
from tandem.core.knowledge.sentence import sentences
from tandem.core.turn import brief as briefs
from tandem.core.turn.brief import FACTS_MAX, QUESTIONS_MAX, TRIED_MAX, WANTS_MAX, Brief
from tandem.core.turn.screen import plain
from tandem.core.turn.signals import Reason

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
WISH = "I want to talk to a human"
PROBLEM = "My boiler leaks since Monday. Order A-4711 cost 89.50 EUR."
CONTACT = Contact(
    id=UUID(int=1),
    external_id=None,
    external_realm=None,
    name="Rosa",
    email="rosa@home.example",
    left_email="",
    is_verified=True,
    is_internal=False,
    is_high_value=False,
    people_first=False,
    is_blocked=False,
    product="one",
    plan="team",
    locale="en",
    attributes={"seats": "12"},
    created_at=NOW,
    seen_at=None,
    version=1,
)
MADE_BY_US = {
    *briefs.NEXT_STEPS.values(),
    "A person will see everything; the customer won't have to repeat it.",
}

words = st.text(max_size=60) | st.sampled_from(
    [WISH, PROBLEM, "Hello", "Why does it leak?", "I AM FURIOUS ABOUT ALL OF THIS!!", "#12 5 %"]
)


def one(
    by: tuple[Author, Kind], text: str, decision: str | None, title: str, helpful: bool | None
) -> StoredMessage:
    """A message as stored: only the assistant's has a decision, sources and feedback."""
    author, kind = by
    message = written(UUID(int=2), UUID(int=3), author, text, kind=kind, now=NOW)
    if author is not Author.ASSISTANT:
        return message
    return replace(message, decision=decision, sources=({"title": title},), was_helpful=helpful)


said = st.builds(
    one,
    st.sampled_from(
        [
            (Author.CUSTOMER, Kind.REPLY),
            (Author.ASSISTANT, Kind.REPLY),
            (Author.AGENT, Kind.REPLY),
            (Author.AGENT, Kind.NOTE),
            (Author.SYSTEM, Kind.NOTE),
            (Author.SYSTEM, Kind.ACTIVITY),
        ]
    ),
    words,
    st.sampled_from(["answer", "suggest", "ask", "offer_human", "greet", "hand_off"]),
    words,
    st.none() | st.booleans(),
)
threads = st.lists(said, max_size=8)
contacts = st.builds(
    replace,
    st.just(CONTACT),
    name=words,
    email=words,
    left_email=words,
    is_verified=st.booleans(),
    product=words,
    plan=words,
    attributes=st.dictionaries(words, words, max_size=3),
)
earlier = st.lists(words, max_size=2)


def made(
    thread: list[StoredMessage], contact: Contact = CONTACT, before: list[str] | None = None
) -> Brief:
    return briefs.brief(
        thread, contact, before or [], reason=Reason.CUSTOMER_REQUEST, rule="person"
    )


def one_line(*texts: str) -> str:
    """The words without line breaks, because a quote has none."""
    return " ".join(" ".join(texts).split())


def customer(*texts: str) -> list[StoredMessage]:
    return [written(UUID(int=2), UUID(int=3), Author.CUSTOMER, text, now=NOW) for text in texts]


@given(threads, contacts, earlier)
def test_every_line_is_quoted_from_the_thread_or_the_account(
    thread: list[StoredMessage], contact: Contact, before: list[str]
) -> None:
    brief = made(thread, contact, before)
    theirs = [message.text for message in thread if message.author is Author.CUSTOMER]
    account = {
        ", ".join(filter(None, (contact.name, contact.email))),
        f"product: {contact.product}",
        f"plan: {contact.plan}",
        *(f"{name}: {value}" for name, value in contact.attributes.items()),
    }
    places = {
        "account": account,
        "not verified": account | {contact.left_email},
        "earlier conversation": set(before),
    }
    assert all(
        one_line(sentence.removesuffix("…")) in one_line(*theirs)
        for sentence in sentences(brief.wants)
    )
    for fact in brief.known:
        if fact.origin == "thread":
            stated = fact.says.partition(": ")[2] or fact.says
            assert any(stated in one_line(text) or fact.says in text for text in theirs)
        else:
            assert fact.says in places[fact.origin]
    titles = {str(source["title"]) for message in thread for source in message.sources}
    assert {title for tried in brief.tried for title in tried.titles} <= titles
    for question in brief.open_questions:
        assert any(question in text for text in theirs)
    assert any(brief.mood in plain(text) for text in [*theirs, ""])
    assert {*brief.promised, brief.next_step} <= MADE_BY_US


@given(threads, contacts, earlier)
def test_of_somebody_who_is_not_verified_nothing_is_told_as_the_account_s(
    thread: list[StoredMessage], contact: Contact, before: list[str]
) -> None:
    brief = made(thread, replace(contact, is_verified=False), before)
    assert {fact.origin for fact in brief.known} <= {"thread", "not verified"}


@given(threads, contacts, earlier)
def test_it_is_short_however_long_the_thread(
    thread: list[StoredMessage], contact: Contact, before: list[str]
) -> None:
    brief = made(thread * 9, contact, before)
    assert len(brief.wants) <= WANTS_MAX
    assert len(brief.known) <= FACTS_MAX
    assert len(brief.tried) <= TRIED_MAX
    assert len(brief.open_questions) <= QUESTIONS_MAX


@given(threads)
def test_no_note_is_in_it(thread: list[StoredMessage]) -> None:
    notes = [
        replace(note, author=Author.AGENT, kind=Kind.NOTE, text=f"{note.text} swordfish?")
        for note in thread
    ]
    assert "swordfish" not in str(asdict(made([*notes, *customer(PROBLEM)])))


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_its_next_step(reason: Reason) -> None:
    brief = briefs.brief([], CONTACT, [], reason=reason, rule="r")
    assert brief.next_step == briefs.NEXT_STEPS[reason]
    assert f"Reason: {reason.value}, rule `r`" in briefs.text(brief)


def test_what_is_wanted_is_the_problem_and_not_the_wish_for_a_person() -> None:
    assert made(customer("Hello", PROBLEM, WISH)).wants == PROBLEM
    assert made(customer(WISH)).wants == WISH
    assert made([]).wants == ""


def test_what_was_pressed_is_not_the_customers_words() -> None:
    [asked] = customer("What does E3 mean?")
    [picked] = customer("Error codes E1 to E7: what they mean?")
    brief = made([asked, replace(picked, picks="article:codes")])
    assert (brief.wants, brief.open_questions) == ("What does E3 mean?", ("What does E3 mean?",))
    assert [fact.says for fact in brief.known if fact.origin == "thread"] == ["E3"]


def test_the_whole_brief_as_the_team_reads_it() -> None:
    answer = replace(
        written(
            UUID(int=2),
            UUID(int=3),
            Author.ASSISTANT,
            "Tighten it.",
            decision="answer",
            sources=[{"title": "Leaks"}, {"title": "Leaks"}],
            now=NOW,
        ),
        was_helpful=False,
    )
    thread = [*customer(PROBLEM), answer, *customer("Why does it still leak?", WISH)]
    assert briefs.text(made(thread, before=["Where is my order?"])).splitlines() == [
        "Wants: Why does it still leak?",
        "Known: Rosa, rosa@home.example (account)",
        "Known: product: one (account)",
        "Known: plan: team (account)",
        "Known: seats: 12 (account)",
        "Known: Where is my order? (earlier conversation)",
        "Known: order number: A-4711 (thread)",
        "Known: start: Monday (thread)",
        "Known: amount: 89.50 EUR (thread)",
        "Tried: answer, Leaks (it did not help)",
        "Open: Why does it still leak?",
        "Promised: A person will see everything; the customer won't have to repeat it.",
        "Reason: customer_request, rule `person`",
        "Next: Read what they wrote, then answer them.",
    ]


def test_a_running_incident_is_known() -> None:
    brief = briefs.brief(
        customer(PROBLEM), CONTACT, [], reason="customer_request", rule="r", incident="Leaks"
    )
    assert "Known: incident: Leaks (not over yet)" in briefs.text(brief).splitlines()


def test_an_address_that_was_typed_in_the_chat_is_never_the_accounts() -> None:
    left = replace(CONTACT, email="", left_email="typed@home.example")
    assert made(customer(WISH), left).known[:2] == (
        briefs.Fact("Rosa", "account"),
        briefs.Fact("typed@home.example", "not verified"),
    )
    known = replace(left, email=CONTACT.email)
    assert "typed@home.example" not in {fact.says for fact in made(customer(WISH), known).known}
