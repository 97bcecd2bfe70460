"""The handoff brief: quoted or counted, never composed; account facts only if verified."""

from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk.contact import Contact
from tandem.core.desk.message import Author, Kind, StoredMessage, written
from tandem.core.desk.option import NO, PERSON, YES, of_article, of_product
from tandem.core.turn import brief as briefs
from tandem.core.turn import decide
from tandem.core.turn.brief import (
    FACTS_MAX,
    NOT_SAID,
    ONLY_A_PERSON,
    QUESTIONS_MAX,
    QUOTE_MAX,
    TRIED_MAX,
    Brief,
)
from tandem.core.turn.decide import NAMES
from tandem.core.turn.given import fold, said_in
from tandem.core.turn.reasons import REASONS, RULES, in_words
from tandem.core.turn.screen import only_replies
from tandem.core.turn.signals import Reason
from tandem.core.turn.wants import AND, CORRECTED, WANTS_MAX, says_something
from tandem.core.turn.wording import HANDED_OFF

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
TOLD = f"I'm the AI assistant of Alder. {HANDED_OFF}"
CODES = {*Reason, *NAMES.values(), "unsure_again", "people_first", "looked_up", "not verified"} - {
    "ask", "time", "mode", "loop", "cancel", "answer", "suggest", "complex", "stopped", "greet",
    "frustration", "unreadable",
}  # fmt: skip
"""Codes that no sentence has as its own words."""

words = st.text(max_size=60) | st.sampled_from(
    [
        WISH,
        PROBLEM,
        "Hello",
        "yes",
        "no",
        "none of these",
        "thanks!",
        "human please",
        "Why does it leak?",
        "and for the team plan?",
        "no, I meant the grinder",
        "I AM FURIOUS ABOUT ALL OF THIS!!",
        "#12 5 %",
        "My email is rosa@home.example.",
        "Order A-4711",
        "order number: a-4711",
    ]
)


def one(
    by: tuple[Author, Kind], text: str, decision: str | None, title: str, helpful: bool | None
) -> StoredMessage:
    """A message as stored: only the assistant's has a decision, sources and feedback."""
    author, kind = by
    message = written(UUID(int=2), UUID(int=3), author, text, kind=kind, now=NOW)
    if author is not Author.ASSISTANT:
        return message
    return replace(
        message,
        decision=decision,
        sources=({"title": title, "article_id": "a"},),
        was_helpful=helpful,
    )


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
    thread: list[StoredMessage],
    contact: Contact = CONTACT,
    before: list[str] | None = None,
    *,
    reason: str = Reason.CUSTOMER_REQUEST,
    rule: str = "person",
) -> Brief:
    numbered = [replace(message, seq=seq) for seq, message in enumerate(thread, 1)]
    return briefs.brief(numbered, contact, before or [], reason=reason, rule=rule, told=TOLD)


def note(brief: Brief, before: briefs.Before | None = None) -> list[str]:
    return briefs.text(brief, now=NOW, before=before).splitlines()


def one_line(*texts: str) -> str:
    """The words without line breaks, because a quote has none."""
    return " ".join(" ".join(texts).split())


def customer(*texts: str) -> list[StoredMessage]:
    return [written(UUID(int=2), UUID(int=3), Author.CUSTOMER, text, now=NOW) for text in texts]


def assistant(text: str, decision: str, **more: object) -> StoredMessage:
    message = written(UUID(int=2), UUID(int=3), Author.ASSISTANT, text, decision=decision, now=NOW)
    return replace(message, **more)  # pyright: ignore[reportArgumentType] -- its fields


def agent(text: str) -> StoredMessage:
    return written(UUID(int=2), UUID(int=3), Author.AGENT, text, now=NOW)


LEAKS = ({"title": "Leaks", "article_id": "leaks"}, {"title": "Leaks", "article_id": "leaks"})


def quoted(parts: str) -> list[str]:
    """The customer's own words in what they want."""
    split = [part for one in parts.split(AND) for part in one.split(CORRECTED)]
    return [part.removesuffix("…") for part in split]


@given(threads, contacts, earlier)
def test_every_line_is_quoted_from_the_thread_or_the_account(
    thread: list[StoredMessage], contact: Contact, before: list[str]
) -> None:
    brief = made(thread, contact, before)
    theirs = [message.text for message in thread if message.author is Author.CUSTOMER]
    account = {
        f"name: {contact.name}",
        f"e-mail: {contact.email}",
        f"product: {contact.product}",
        f"plan: {contact.plan}",
        *(f"{name}: {value}" if name else value for name, value in contact.attributes.items()),
    }
    places = {
        "account": account,
        "not verified": account | {f"e-mail: {contact.left_email}"},
        "earlier conversation": {f"they wrote before: “{subject}”" for subject in before},
    }
    if brief.wants not in (NOT_SAID, ONLY_A_PERSON):
        assert all(part in one_line(*theirs) for part in quoted(brief.wants))
    for fact in brief.known:
        if fact.origin == "thread":
            stated = (fact.says.partition(": ")[2] or fact.says).strip("“”")
            assert any(stated in one_line(text) or fact.says in text for text in theirs)
        else:
            assert fact.says in places[fact.origin]
    titles = {str(source["title"]) for message in thread for source in message.sources}
    assert {title for tried in brief.tried for title in tried.titles} <= titles
    everything = one_line(*(message.text for message in thread))
    for question in brief.open_questions:
        assert question.says.removesuffix("…") in everything
    if brief.mood is not None:
        assert brief.mood.quote.removesuffix("…") in one_line(*theirs)
    assert brief.promised == (HANDED_OFF,)
    assert brief.next_step in briefs.NEXT_STEPS.values()


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
    assert all(len(question.says) <= 2 * QUOTE_MAX for question in brief.open_questions)


@given(threads, contacts, earlier)
def test_nothing_is_told_twice(
    thread: list[StoredMessage], contact: Contact, before: list[str]
) -> None:
    brief = made(thread, contact, before)
    lines = note(brief)
    assert len(lines) == len(set(lines))
    known = [fold(fact.says) for fact in brief.known]
    assert len(known) == len(set(known))
    asked = [fold(question.says) for question in brief.open_questions]
    assert len(asked) == len(set(asked))
    assert not {*asked} & {fold(brief.wants)}


@given(threads)
def test_a_bare_yes_or_no_or_courtesy_is_never_what_is_wanted(thread: list[StoredMessage]) -> None:
    brief = made(thread)
    theirs = [one for one in said_in(thread) if one.author is Author.CUSTOMER]
    sentences_of = [line for one in theirs for line in one.text.splitlines()]
    assert not only_replies(brief.wants)
    if any(says_something(line) for line in sentences_of if line.strip()) and all(
        "?" not in one.text and "." not in one.text for one in theirs
    ):
        assert brief.wants not in (NOT_SAID, ONLY_A_PERSON)


@given(
    st.lists(st.sampled_from(["", "Hello", "no", "Why does it leak?", PROBLEM, WISH]), max_size=5),
    st.sampled_from(Reason),
    st.sampled_from([rule.__name__ for rule in decide.TABLE] + ["mode", "stopped"]),
)
def test_a_note_has_no_codes(said: list[str], reason: Reason, rule: str) -> None:
    thread = [
        message
        for text in said
        for message in (*customer(text), assistant("Tighten it.", "suggest", sources=LEAKS))
    ]
    text = "\n".join(note(made(thread, reason=reason, rule=rule)))
    assert "`" not in text
    assert "_" not in text
    assert not [code for code in CODES if code in text]
    assert f"Reason: {REASONS[reason]}" in text


@given(threads)
def test_no_note_is_in_it(thread: list[StoredMessage]) -> None:
    notes = [
        replace(note, author=Author.AGENT, kind=Kind.NOTE, text=f"{note.text} swordfish?")
        for note in thread
    ]
    assert "swordfish" not in str(asdict(made([*notes, *customer(PROBLEM)])))


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_its_words_and_its_next_step(reason: Reason) -> None:
    brief = made([], reason=reason, rule="r")
    assert brief.next_step == briefs.NEXT_STEPS[reason]
    assert f"Reason: {REASONS[reason]}" in note(brief)
    assert (brief.reason, brief.rule) == (reason, "r")


def test_a_rule_adds_what_its_reason_does_not_say() -> None:
    assert set(RULES) <= {*(rule.__name__ for rule in decide.TABLE)}
    said = in_words("low_confidence", "unsure_again")
    assert said == f"{REASONS['low_confidence']} {RULES['unsure_again']}"
    assert in_words("customer_request", "person") == "The customer asked for a person."
    assert in_words("of a later release", "as well") == ""


@pytest.mark.parametrize(
    ("said", "wants"),
    [
        (["Hello", PROBLEM, WISH], "My boiler leaks since Monday."),
        (["How do I descale it?", "no", "none of these", "thanks"], "How do I descale it?"),
        (["How do I descale the boiler?", "human please"], "How do I descale the boiler?"),
        (
            ["How do I change my billing address?", "and for the team plan?", WISH],
            "How do I change my billing address? – and: for the team plan?",
        ),
        (["Where is my parcel?", "THIS IS RIDICULOUS!!"], "Where is my parcel?"),
        (["Where is my parcel, this is ridiculous"], "Where is my parcel, this is ridiculous"),
        (
            ["I want to talk to a person about my invoice 2291"],
            "I want to talk to a person about my invoice 2291",
        ),
        (
            ["I ordered a grinder last week. Where is it? Can you help me?"],
            "I ordered a grinder last week. – and: Where is it?",
        ),
        (
            ["Hi there. I love your shop. It stopped heating. I need a new one by Friday."],
            "It stopped heating. – and: I need a new one by Friday.",
        ),
        (["I want to talk to a human"], ONLY_A_PERSON),
        (["human please"], ONLY_A_PERSON),
        (["Hello"], NOT_SAID),
        ([], ONLY_A_PERSON),
    ],
)
def test_what_is_wanted_is_the_matter_in_one_sentence(said: list[str], wants: str) -> None:
    assert made(customer(*said)).wants == wants


def test_a_correction_stands_with_what_it_corrects() -> None:
    shown = assistant("Perhaps this.", "suggest", sources=LEAKS)
    thread = [*customer("How do I clean it?"), shown, *customer("no, I meant the grinder")]
    assert made(thread).wants == "How do I clean it? – corrected: no, I meant the grinder"


def test_the_answer_to_a_question_is_not_what_is_wanted() -> None:
    thread = [
        *customer("The app crashes on my phone"),
        assistant("Which version do you use?", "ask"),
        *customer("7.1.2"),
        agent("Since when?"),
        *customer("since Monday"),
    ]
    assert made(thread).wants == "The app crashes on my phone"


def test_a_long_message_is_cut_between_words() -> None:
    wants = made(customer(f"I need {'very ' * 60}good coffee")).wants
    assert len(wants) <= WANTS_MAX
    assert wants.endswith("very…")


def test_what_was_pressed_is_not_the_customers_words() -> None:
    [asked] = customer("What does E3 mean?")
    [picked] = customer("Error codes E1 to E7: what they mean?")
    brief = made([asked, replace(picked, picks="article:codes")])
    assert (brief.wants, brief.open_questions) == ("What does E3 mean?", ())
    assert [fact.says for fact in brief.known if fact.origin == "thread"] == ["E3"]


def test_each_fact_is_known_once_with_where_it_is_from() -> None:
    said = customer(
        "My order number is A-4711 and my email is Rosa@home.example.",
        "order a-4711 again, A-4711!",
        "A-4711",
    )
    said = [replace(one, created_at=NOW + timedelta(minutes=n)) for n, one in enumerate(said)]
    known = [fact for fact in made(said).known if fact.origin == "thread"]
    assert [(fact.says.casefold(), fact.seq, fact.at) for fact in known] == [
        ("order number: a-4711", 1, NOW)
    ]


def test_what_was_tried_says_what_the_customer_said_to_it() -> None:
    options = (YES, NO, PERSON, of_article("pump", "The pump"))
    thread = [
        assistant("Tighten it.", "suggest", sources=LEAKS, options=options),
        *customer("no"),
        assistant("Tighten it.", "answer", sources=LEAKS),
        *customer("It still leaks a bit"),
        assistant("", "suggest", sources=LEAKS, options=options, chosen="article:pump"),
        assistant("", "ask", options=(of_product("a", "Aero"), of_product("b", "Bora"))),
        *[replace(one, picks="product:a") for one in customer("Aero")],
        assistant("On its way.", "answer", sources=({"title": "Order", "article_id": ""},)),
        *customer("thanks, that helped"),
        assistant("I'm not sure. Which number?", "ask"),
        assistant("I'm not sure.", "offer_human", sources=LEAKS),
    ]
    numbered = [replace(one, seq=seq) for seq, one in enumerate(thread, 1)]
    told = [(tried.did, tried.reaction) for tried in briefs._tried(numbered, 9)]  # pyright: ignore[reportPrivateUsage] -- all of them
    assert told == [
        ("suggested “Leaks”", "they said no"),
        ("answered from “Leaks”", "they wrote: “It still leaks a bit”"),
        ("suggested “Leaks”", "they picked “The pump”"),
        ("asked which product is meant: “Aero”, “Bora”", "they picked “Aero”"),
        ("looked up “Order”", "they said yes"),
        ("asked: “Which number?”", ""),
        ("was not sure, and offered a person", ""),
    ]


def test_open_is_what_either_side_asked_and_nobody_answered() -> None:
    thread = [
        *customer("Where is my parcel?"),
        agent("Which address is on it? Can I help you with anything else?"),
        *customer("Is it lost?"),
        agent("Did it have a tracking number?"),
        *customer("Yes", "Do I get my money back? Is it lost?", "agent please"),
    ]
    brief = made(thread)
    assert brief.wants.endswith("Do I get my money back?")
    assert [(one.says, one.by) for one in brief.open_questions] == [
        ("Which address is on it?", "agent"),
        ("Is it lost?", "customer"),
    ]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("I am FURIOUS! Where is it?", "angry"),
        ("I'm really worried about the leak.", "worried"),
        ("Thanks for your help.", None),
    ],
)
def test_the_mood_is_a_word_with_the_quote_behind_it(text: str, word: str | None) -> None:
    mood = made(customer(text)).mood
    assert (mood and mood.word) in (word, "annoyed" if word == "angry" else word)
    assert mood is None or mood.quote in text


def test_of_a_second_handoff_only_what_is_new_is_told() -> None:
    thread = [*customer(PROBLEM, "Where is the manual?"), agent("Here."), *customer(WISH)]
    first = made(thread)
    before = briefs.told_before(4, NOW - timedelta(days=1), briefs.as_json(first))
    more = customer("My phone is +49 30 1234567.", "It leaks again, what now?")
    assert note(made([*thread, *more]), before) == [
        "Handed over again. The brief on 4 January at 12:00 UTC still holds; this is new:",
        "Wants: Where is the manual? – and: It leaks again, what now?",
        "Known: phone: +49 30 1234567 (typed in the chat at 12:00 UTC)",
        "Reason: The customer asked for a person.",
        "Next: Read what they wrote, then answer them.",
    ]


def test_who_was_told_nothing_was_promised_nothing() -> None:
    brief = briefs.brief([], CONTACT, [], reason="mode", rule="mode")
    assert brief.promised == ()


def test_the_whole_brief_as_the_team_reads_it() -> None:
    answer = assistant("Tighten it.", "answer", sources=LEAKS, was_helpful=False)
    thread = [*customer(PROBLEM), answer, *customer("Why does it still leak?", WISH)]
    assert note(made(thread, before=["Where is my order?"])) == [
        "Wants: My boiler leaks since Monday. – and: Why does it still leak?",
        "Known: name: Rosa (from their account, verified)",
        "Known: e-mail: rosa@home.example (from their account, verified)",
        "Known: product: one (from their account, verified)",
        "Known: plan: team (from their account, verified)",
        "Known: seats: 12 (from their account, verified)",
        "Known: they wrote before: “Where is my order?” (from an earlier conversation)",
        "Known: order number: A-4711 (typed in the chat at 12:00 UTC)",
        "Known: since: Monday (typed in the chat at 12:00 UTC)",
        "Known: amount: 89.50 EUR (typed in the chat at 12:00 UTC)",
        "Tried: the assistant answered from “Leaks”; they said no",
        f"Promised: “{HANDED_OFF}”",
        "Reason: The customer asked for a person.",
        "Next: Read what they wrote, then answer them.",
    ]


def test_a_running_incident_is_known() -> None:
    brief = briefs.brief(
        customer(PROBLEM), CONTACT, [], reason="customer_request", rule="r", incident="Leaks"
    )
    assert "Known: incident: Leaks (not over yet)" in briefs.text(brief, now=NOW).splitlines()


def test_an_address_that_was_typed_in_the_chat_is_never_the_accounts() -> None:
    left = replace(CONTACT, email="", left_email="typed@home.example")
    assert made(customer(WISH), left).known[:2] == (
        briefs.Fact("name: Rosa", "account"),
        briefs.Fact("e-mail: typed@home.example", "not verified"),
    )
    known = replace(left, email=CONTACT.email)
    assert "typed@home.example" not in str(made(customer(WISH), known).known)
