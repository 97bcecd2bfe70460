"""What a turn sees of the conversation and of the customer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.assistant.consider import by_rules
from tandem.assistant.gather import Asked, freeze
from tandem.core.desk import option
from tandem.core.desk.customer import CustomerContext
from tandem.core.desk.message import Author, Message
from tandem.core.turn import measure
from tandem.core.turn.evidence import Context
from tandem.core.turn.policy import Policy
from tandem.core.turn.product import Product
from tandem.core.turn.said import Kind, read

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
POLICY = Policy(
    "Bramblebrew",
    products=(Product("one", "the One", ("machine",)), Product("club", "the Club", ("club",))),
)
KNOWN = CustomerContext(
    product="One ",
    plan="team",
    is_high_value=True,
    people_first=True,
    verified=True,
    locale="en_GB",
    attributes={"seats": "5", "city": "Basel"},
    tickets=["late parcel"],
)


def said(text: str, *, automatic: bool = False) -> Message:
    return Message(Author.CUSTOMER, text, automatic=automatic)


def replied(text: str, author: Author = Author.ASSISTANT) -> Message:
    return Message(author, text)


def frozen(message: Message, *earlier: Message, customer: CustomerContext | None = None) -> Context:
    return freeze(Asked(message, earlier, customer or CustomerContext(), NOW), POLICY)


def test_what_was_said_since_the_last_reply_is_one_question() -> None:
    earlier = (said("Hello"), replied("Hello."), said("It leaks."), said(" At the wand."))
    context = frozen(said("Why? "), *earlier)
    assert context.question == "It leaks.\n At the wand.\nWhy?"
    assert context.earlier == earlier[:2]


@pytest.mark.parametrize("author", [Author.ASSISTANT, Author.AGENT, Author.SYSTEM])
def test_anyones_reply_ends_what_was_asked_before(author: Author) -> None:
    assert frozen(said("Why?"), said("It leaks."), replied("Ah.", author)).question == "Why?"


messages = st.lists(
    st.builds(Message, author=st.sampled_from(Author), text=st.text("ab \n", max_size=6)),
    max_size=6,
)


@given(messages, st.text("ab \n", max_size=6))
def test_no_message_is_lost_or_read_twice(earlier: list[Message], last: str) -> None:
    whole = [
        replace(message, text=read(message.text).own)
        if message.author is Author.CUSTOMER
        else message
        for message in (*earlier, said(last))
    ]
    context = frozen(said(last), *earlier)
    before = len(context.earlier)
    assert list(context.earlier) == whole[:before]
    assert context.question == "\n".join(message.text for message in whole[before:]).strip()
    assert all(message.author is Author.CUSTOMER for message in whole[before:])
    assert before == 0 or whole[before - 1].author is not Author.CUSTOMER


def test_it_waits_since_the_first_message_that_nobody_answered() -> None:
    """A policy's `waiting_minutes` count from there; what was answered before does not."""

    def written(author: Author, minutes: int | None) -> Message:
        at = None if minutes is None else NOW - timedelta(minutes=minutes)
        return Message(author, "It leaks.", at)

    customer, assistant = Author.CUSTOMER, Author.ASSISTANT
    earlier = [written(customer, 90), written(assistant, 80), written(customer, 20)]
    context = frozen(written(customer, 0), *earlier)
    assert context.asked_at == NOW - timedelta(minutes=20)
    (signal,) = measure.signals(by_rules(context, POLICY), (), context, POLICY)
    assert signal.says == "20 minutes without an answer"
    assert frozen(written(customer, None), *earlier[:2]).asked_at is None


def test_quoted_mail_is_kept_apart_from_what_the_customer_said() -> None:
    mail = "Why?\n\nOn Tue, 3 Nov 2026 at 10:11, Support <a@b.example> wrote:\n> a human answers"
    context = frozen(said(mail))
    assert context.question == "Why?"
    assert [part.kind for part in context.aside] == [Kind.QUOTE]


@pytest.mark.parametrize("text", ["yes", "no", "thanks!", "👍", "hello", "nein danke"])
def test_a_short_reply_continues_the_matter(text: str) -> None:
    earlier = (said("Does it leak?"), replied("Maybe."))
    assert frozen(said(text), *earlier).matter.text == "Does it leak?"
    more = f"{text}, and is it loud?"
    assert frozen(said(more), *earlier).matter.text == more


SUGGESTED = Message(
    Author.ASSISTANT,
    "Perhaps.",
    decision="suggest",
    options=(
        option.YES,
        option.NO,
        option.PERSON,
        option.of_article("leak", "It leaks"),
        option.of_product("club", "the Club"),
    ),
    articles=("loud",),
)


def test_an_option_that_was_pressed_is_picked() -> None:
    pressed = Message(Author.CUSTOMER, "It leaks", picks="article:leak")
    context = frozen(pressed, said("Is it loud?"), SUGGESTED)
    assert context.matter.picked == option.of_article("leak", "It leaks")
    assert (context.matter.text, context.question) == ("Is it loud?", "It leaks")
    assert context.matter.shown == ("loud",)
    assert context.matter.offered == ("leak",)


def test_a_picked_product_is_the_one_that_is_meant() -> None:
    pressed = Message(Author.CUSTOMER, "the Club", picks="product:club")
    context = frozen(pressed, said("My machine?"), SUGGESTED, customer=CustomerContext("one"))
    assert context.product == "club"


def test_a_no_is_counted_once_for_what_it_answers() -> None:
    earlier = (said("Is it loud?"), SUGGESTED, said("no"), SUGGESTED)
    assert frozen(said("no"), *earlier).matter.refused_in_all == 2
    assert frozen(said("no"), *earlier, said("no")).matter.refused_in_all == 2, "said twice at once"


def test_the_channel_may_say_itself_that_an_ai_answers() -> None:
    asked = Asked(said("Why?"), (), CustomerContext(), NOW, introduced=True)
    assert freeze(asked, POLICY).introduced
    assert not frozen(said("Why?")).introduced


def test_a_declined_person_stays_declined_until_the_next_offer() -> None:
    offer = Message(Author.ASSISTANT, "A person?", decision="offer_human")
    greeting = Message(Author.ASSISTANT, "All right.", decision="greet")
    asked = (said("Why?"), offer, said("no"), greeting)
    assert frozen(said("And how?"), *asked).declined
    assert frozen(said("And how?"), *asked).last_decision == "offer_human"
    assert not frozen(said("So?"), *asked, said("And how?"), offer).declined
    assert not frozen(said("no"), said("Why?"), offer).declined


def test_the_country_is_the_locales() -> None:
    assert frozen(said("Why?"), customer=KNOWN).country == "GB"
    assert frozen(said("Why?"), customer=CustomerContext(locale="en")).country == ""


def test_the_account_of_a_verified_customer_is_known() -> None:
    context = frozen(said("Why?"), customer=KNOWN)
    assert context.attributes == (("city", "Basel"), ("seats", "5"))
    assert context.tickets == ("late parcel",)
    assert (context.product, context.plan, context.locale) == ("one", "team", "en")
    assert (context.high_value, context.people_first, context.verified) == (True, True, True)
    assert context.now == NOW


def test_whoever_is_not_verified_is_told_nothing_of_an_account() -> None:
    """Invariant 4: facts that may be another customer's are not even in the evidence."""
    context = frozen(said("Why?"), customer=replace(KNOWN, verified=False))
    assert (context.attributes, context.tickets) == ((), ())
    assert (context.plan, context.people_first) == ("team", True)  # these make a handoff likelier


@pytest.mark.parametrize(
    ("product", "earlier", "last", "expected"),
    [
        (None, (), "My machine leaks", "one"),
        ("club", (), "My machine leaks", "club"),  # the account takes precedence
        (None, (said("My machine leaks"), replied("Where?")), "At the wand", "one"),
        (None, (said("My machine"), replied("Yes?")), "And the club?", "club"),
        (None, (replied("The machine or the club?"),), "Why?", ""),  # the assistant's own words
        (" ", (), "Why?", ""),
    ],
)
def test_the_account_tells_the_product_or_else_the_customers_words(
    product: str | None, earlier: tuple[Message, ...], last: str, expected: str
) -> None:
    assert frozen(said(last), *earlier, customer=CustomerContext(product)).product == expected


@pytest.mark.parametrize(
    ("locale", "expected"), [("de-CH", "de"), ("en_GB", "en"), ("EN", "en"), (None, ""), ("", "")]
)
def test_of_a_locale_the_language_counts(locale: str | None, expected: str) -> None:
    assert frozen(said("Why?"), customer=CustomerContext(locale=locale)).locale == expected


def test_a_machine_that_wrote_any_part_of_the_question_wrote_it() -> None:
    assert frozen(said("Why?"), said("Out of office", automatic=True)).automatic
    assert not frozen(said("Why?"), said("Out of office", automatic=True), replied("Ah.")).automatic
