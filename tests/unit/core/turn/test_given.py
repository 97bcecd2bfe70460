"""What is known of a customer is read from a bounded piece of text, and each fact is told once."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from tandem.core.desk.message import Author, StoredMessage, written
from tandem.core.turn.given import NUMBERS_MAX, READ_MAX, Given, given, said_in, texts_since
from tests.unit.core.turn.test_again import ROSA

AT = datetime(2026, 1, 5, 9, 58, tzinfo=UTC)


def said(text: str, author: Author = Author.CUSTOMER) -> StoredMessage:
    return written(UUID(int=2), UUID(int=3), author, text, now=AT)


def known(text: str) -> list[str]:
    facts: tuple[Given, ...] = given(said_in([said(text)]), ROSA)
    return [fact.value for fact in facts if fact.origin == "thread"]


def test_of_a_long_message_only_the_beginning_is_read() -> None:
    text = "I can't pay. " + "x" * 2 * READ_MAX
    assert said_in([said(text)])[0].text == text[:READ_MAX]
    assert said_in([said(text, Author.AGENT)])[0].text == text


def test_a_pasted_table_gives_no_more_numbers_than_the_limit() -> None:
    assert len(known(" ".join(f"{number}" for number in range(1000, 1500)))) == NUMBERS_MAX


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Order 48213 is late, I paid 48 for it.", ["48213", "48"]),
        ("Order 48213 is late. Yes, 48213.", ["48213"]),
        ("Write to rosa.lind+shop@mail.home.example please", ["rosa.lind+shop@mail.home.example"]),
        ("a" * 65 + "@home.example", []),
    ],
)
def test_a_number_is_dropped_only_if_it_is_told_whole(text: str, values: list[str]) -> None:
    assert known(text) == values


def test_what_was_written_since_an_event_has_no_quotation_and_the_newest_first() -> None:
    thread = [
        replace(said("The checkout is down."), seq=1),
        replace(said("How can I help?", Author.AGENT), seq=3),
        replace(said("Where is my parcel?\n\n> The checkout is down."), seq=4),
        replace(said("A person, please", Author.CUSTOMER), seq=5, picks="person"),
        replace(said("It should be here."), seq=6),
    ]
    assert texts_since(thread, 2) == ["It should be here.", "Where is my parcel?"]
