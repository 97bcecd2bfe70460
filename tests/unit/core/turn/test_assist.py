"""Help for agents: a model is held to the draft and the thread, and quoting works alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk.message import Author, Message
from tandem.core.turn.assist import (
    checked_summary,
    quoted_summary,
    reworded,
    shorter,
    with_source,
)
from tandem.core.turn.policy import Policy

POLICY = Policy("Acme", link_hosts=("help.acme.example",))
DRAFT = (
    "You can return the machine within 30 days. Print the label first."
    " Opened coffee can't be returned."
)
THREAD = [
    Message(Author.CUSTOMER, "My kettle leaks since Monday. Order 48213."),
    Message(Author.ASSISTANT, "Is the lid closed?", decision="ask"),
    Message(Author.CUSTOMER, "Yes, and I've already cleaned it twice."),
]


def test_a_sentence_that_says_more_than_the_draft_is_left_out() -> None:
    said = [
        "Thanks for your patience, and sorry for the trouble.",
        "You can return the machine within 30 days.",
        "You can return the machine within 60 days.",
        "Opened coffee can be returned.",
        "I'll refund you today.",
        "See https://evil.example/x for the label.",
    ]
    text, dropped = reworded(said, DRAFT, [], POLICY)
    assert text == " ".join(said[:2])
    assert [one.text for one in dropped] == said[2:]


def test_a_summary_holds_only_what_the_thread_has() -> None:
    said = [
        "The customer reports that the kettle leaks since Monday.",
        "The order is 48213.",
        "The customer has already cleaned it twice.",
        "The order is 48231.",
        "The customer lives in Berlin with two cats.",
    ]
    lines, dropped = checked_summary(said, THREAD, POLICY)
    assert list(lines) == said[:3]
    assert len(dropped) == 2


def test_without_a_model_facts_and_telling_sentences_are_quoted() -> None:
    lines = quoted_summary(THREAD)
    assert "order number: 48213" in lines
    assert any("My kettle leaks" in line for line in lines)


def test_a_source_is_added_once() -> None:
    sources = [{"url": "https://help.acme.example/a"}, {"url": "https://help.acme.example/a"}, {}]
    once = with_source("Hello.", sources)
    assert once == "Hello.\n\nhttps://help.acme.example/a"
    assert with_source(once, sources) == once


def test_the_shorter_half_is_what_was_asked_about() -> None:
    text = shorter(DRAFT, "Can I return opened coffee?")
    assert "Opened coffee can't be returned." in text
    assert len(text) < len(DRAFT)


@pytest.mark.parametrize("draft", ["One. Two.", "Do this:\n1. Fill it.\n2. Press it.\n3. Wait."])
def test_what_can_not_be_shortened_stays(draft: str) -> None:
    assert shorter(draft, "How?") == draft


@given(st.text(max_size=300), st.text(max_size=80))
def test_shortening_only_leaves_out(draft: str, question: str) -> None:
    assert len(shorter(draft, question)) <= len(draft)
