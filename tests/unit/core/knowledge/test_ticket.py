"""Whether tickets ended well, and what a similar question would match."""

import pytest

from tandem.core.knowledge.ticket import Author, Ticket, TicketMessage, opening, searchable


def ticket(*messages: tuple[Author, str], outcome: str = "") -> Ticket:
    said = tuple(TicketMessage(author, text, None) for author, text in messages)
    return Ticket("t", "Leaking kettle", "repair", "", "en", said, outcome, None, ())


@pytest.mark.parametrize("outcome", ["resolved", "Solved", " complete ", "Completed", "done"])
def test_a_good_end_is_resolved(outcome: str) -> None:
    assert ticket(outcome=outcome).is_resolved


@pytest.mark.parametrize("outcome", ["", "abandoned", "escalated", "unresolved", "failed", "?"])
def test_any_other_end_is_not(outcome: str) -> None:
    assert not ticket(outcome=outcome).is_resolved


def test_searchable_is_the_question_and_the_resolution() -> None:
    conversation = ticket(
        ("customer", "Hello"),
        ("agent", "Hello, what can I do for you today?"),
        ("customer", "Water drips from\nthe bottom."),
        ("bot", "Have you tried our help pages on this?"),
        ("agent", "Please screw the lower ring tight, by hand."),
        ("customer", "Water drips from the bottom."),
        ("agent", "Bye!"),
    )
    assert searchable(conversation).split("\n") == [
        "Leaking kettle",
        "Water drips from the bottom.",
        "Please screw the lower ring tight, by hand.",
    ]


def test_searchable_is_bounded_and_keeps_room_for_the_resolution() -> None:
    conversation = ticket(("customer", "drip " * 500), ("agent", "Turn the ring. " * 100))
    text = searchable(conversation, words_max=40)
    assert len(text.split()) == 40
    assert text.count("ring") == 3


def test_the_opening_is_the_subject_and_the_first_message_that_says_something() -> None:
    conversation = ticket(
        ("customer", "Hello there"),
        ("agent", "Hello, what can I do for you today?"),
        ("customer", "Water drips from\nthe bottom."),
        ("customer", "It began on Monday morning."),
    )
    assert opening(conversation) == "Leaking kettle\nWater drips from the bottom."
    assert opening(ticket(("customer", "Help!"))) == "Leaking kettle\nHelp!"
    assert opening(ticket()) == "Leaking kettle"
