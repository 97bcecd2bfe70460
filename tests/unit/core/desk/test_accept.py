"""What callers pass in can be stored afterwards, or is refused with the reason."""

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk import accept, option
from tandem.core.desk.accept import CONVERSATION_MAX, MESSAGE_CHARS_MAX
from tandem.core.desk.customer import CustomerContext
from tandem.core.desk.message import Author, Message
from tandem.core.errors import InvalidError

SAID = Message(Author.CUSTOMER, "hello", datetime(2026, 1, 5, tzinfo=UTC), automatic=True)
broken = st.text(st.characters() | st.sampled_from("\0\ud800\udcff"))


@given(broken)
def test_cleaned_text_can_be_stored_and_keeps_every_whole_character(text: str) -> None:
    cleaned = accept.clean(text)
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert "\0" not in cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert accept.clean(cleaned) == cleaned


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_good_text_is_left_as_it_is(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    assert accept.clean(text) == text
    assert accept.message(Message(Author.AGENT, text)) == Message(Author.AGENT, text)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["N"])))
def test_a_customers_text_is_brought_into_one_form(text: str) -> None:
    """Only numbers, which may be a card's, can be hidden beyond that."""
    expected = unicodedata.normalize("NFC", text)
    assert accept.message(text) == Message(Author.CUSTOMER, expected)


SUGGESTED = Message(
    Author.ASSISTANT,
    "Pause it. [1]",
    decision="suggest",
    options=(option.YES, option.of_article("skip", "Skip")),
    articles=("pause",),
    turn_id=str(UUID(int=7)),
)


@pytest.mark.parametrize(
    "said", [SAID, SUGGESTED, replace(SAID, text="Skip", picks="article:skip")]
)
def test_a_message_keeps_all_that_it_says(said: Message) -> None:
    assert accept.message(said) == said


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("options", "yes"),
        ("options", ["Yes"]),
        ("articles", [3]),
        ("articles", None),
        ("turn_id", "7"),
        ("turn_id", 7),
    ],
)
def test_what_a_reply_has_beside_its_text_is_checked_too(name: str, wrong: Any) -> None:
    changed: Any = {name: wrong}
    with pytest.raises(InvalidError, match=f"`{name}` must be"):
        accept.message(replace(SUGGESTED, **changed))


def test_what_came_through_json_may_be_lists_and_an_id() -> None:
    options: Any = list(SUGGESTED.options)
    turn: Any = UUID(int=7)
    assert accept.message(replace(SUGGESTED, options=options, turn_id=turn)) == SUGGESTED


@pytest.mark.parametrize("author", Author)
def test_an_author_may_be_given_by_name(author: Author) -> None:
    given_by_name: Any = str(author.value)
    assert accept.message(replace(SAID, author=given_by_name)).author is author


def test_the_limits_are_the_last_that_are_taken() -> None:
    assert len(accept.message("a" * MESSAGE_CHARS_MAX).text) == MESSAGE_CHARS_MAX
    assert len(accept.conversation([SAID] * CONVERSATION_MAX)) == CONVERSATION_MAX
    with pytest.raises(InvalidError, match="100,001 characters"):
        accept.message("a" * (MESSAGE_CHARS_MAX + 1))
    with pytest.raises(InvalidError, match="501 messages"):
        accept.conversation([SAID] * (CONVERSATION_MAX + 1))


def test_a_conversation_may_be_any_sequence_of_messages_and_keeps_its_order() -> None:
    said = (SAID, replace(SAID, text="and\0 then"))
    assert accept.conversation(said) == [SAID, replace(SAID, text="and then")]


def test_nobody_in_particular_may_ask() -> None:
    assert accept.customer(None) == CustomerContext()


def test_a_customer_is_cleaned_in_every_text() -> None:
    cleaned = accept.customer(
        CustomerContext("o\0ne", "te\0am", True, True, True, "e\0n", {"a\0": "b\0"}, ("c\0",))
    )
    assert cleaned == CustomerContext("one", "team", True, True, True, "en", {"a": "b"}, ["c"])


anything_else = st.one_of(
    st.none(),
    st.integers(),
    st.floats(),
    st.binary(),
    st.booleans(),
    st.dictionaries(broken, broken),
)


@given(anything_else)
def test_what_is_no_text_is_refused_wherever_text_belongs(wrong: Any) -> None:
    customer = CustomerContext()
    refused: list[Any] = [
        lambda: accept.message(wrong),
        lambda: accept.message(replace(SAID, text=wrong)),
        lambda: accept.conversation([SAID, wrong]),
        lambda: accept.conversation(wrong),
        lambda: accept.customer(replace(customer, attributes={"a": wrong})),
        lambda: accept.customer(replace(customer, tickets=[wrong])),
        lambda: accept.customer(replace(customer, tickets=wrong)),
    ]
    for call in refused:
        with pytest.raises(InvalidError):
            call()


def test_a_time_has_a_zone() -> None:
    for wrong in (datetime(2026, 1, 5), "2026-01-05"):  # noqa: DTZ001 -- meant
        at: Any = wrong
        with pytest.raises(InvalidError, match="time with a time zone"):
            accept.message(replace(SAID, at=at))


def test_a_greeting_that_0_1_0_called_courtesy_is_a_greeting() -> None:
    given = Message(Author.ASSISTANT, "Hello.", decision="courtesy")
    assert accept.message(given).decision == "greet"
    assert accept.message(replace(given, decision="ask")).decision == "ask"
