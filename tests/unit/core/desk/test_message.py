"""What the team and the customer see of a message, and which messages are unanswered."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk import option
from tandem.core.desk.message import Author, Kind, StoredMessage, quoted, unanswered, written

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
HIDDEN = "swordfish"
WRITTEN = written(
    UUID(int=1),
    UUID(int=2),
    Author.ASSISTANT,
    "Use two tablets.",
    turn=UUID(int=3),
    decision="answer",
    sources=[{"number": 1, "title": "Descale", "article_id": HIDDEN, "score": HIDDEN}],
    now=NOW,
)


def test_a_customer_sees_no_score_no_turn_and_of_an_agent_the_name() -> None:
    message = replace(WRITTEN, agent_id=UUID(int=9), agent_name="Mara", delivery="failed")
    shown = message.for_customer()
    assert shown["sources"] == [{"number": 1, "title": "Descale"}]
    assert shown["agent_name"] == "Mara"
    text = json.dumps(shown)
    assert HIDDEN not in text
    assert str(UUID(int=3)) not in text, "the turn"
    assert str(UUID(int=9)) not in text, "the agent"
    assert set(shown) < set(message.for_team()), "the team sees all that the customer sees"


def test_a_note_is_never_shown_to_a_customer() -> None:
    with pytest.raises(AssertionError, match="team only"):
        replace(WRITTEN, kind=Kind.NOTE).for_customer()


def test_a_turn_reads_who_said_what_and_when() -> None:
    said = replace(WRITTEN, is_automatic=True).said
    assert (said.author, said.text, said.at) == (Author.ASSISTANT, "Use two tablets.", NOW)
    assert (said.decision, said.automatic) == ("answer", True)
    assert (said.articles, said.turn_id) == ((HIDDEN,), str(UUID(int=3)))


def test_a_turn_reads_what_was_offered_and_what_was_pressed() -> None:
    offered = replace(WRITTEN, options=(option.YES, option.NO)).said
    assert offered.options == (option.YES, option.NO)
    pressed = replace(WRITTEN, author=Author.CUSTOMER, decision=None, picks="no").said
    assert pressed.picks == "no"


@pytest.mark.parametrize("decision", ["ask", "offer_human", "hand_off", "greet", None])
def test_sources_that_are_only_near_are_not_quoted(decision: str | None) -> None:
    assert replace(WRITTEN, decision=decision).said.articles == ()


def test_an_article_quoted_twice_is_named_once_and_in_order() -> None:
    sources = [{"article_id": article} for article in ("b", "a", "b")]
    assert quoted("suggest", sources) == ("b", "a")


def test_everyone_sees_the_options_and_what_became_of_them() -> None:
    suggested = replace(
        WRITTEN, decision="suggest", options=(option.YES,), was_helpful=True, chosen="yes"
    )
    for shown in (suggested.for_customer(), suggested.for_team()):
        assert shown["options"] == [
            {"id": "yes", "label": "Yes", "kind": "yes", "article_id": None}
        ]
        assert (shown["was_helpful"], shown["chosen"]) == (True, "yes")


# c: the customer, A: an answer, h: "I've asked for a person", M: an agent, n: a note.
OPEN = {
    "": "",
    "c": "1",
    "cc": "12",
    "cA": "",
    "cAc": "3",
    "cM": "",
    "cMcc": "34",
    "ch": "1",
    "chc": "13",
    "cn": "1",
    "cAcn": "3",
}


@pytest.mark.parametrize("thread", OPEN)
def test_what_follows_the_last_answer_is_open(thread: str) -> None:
    assert places(unanswered(made(thread), len(thread))) == OPEN[thread]


def test_what_came_while_the_answer_was_thought_out_is_open_too() -> None:
    assert places(unanswered(made("ccA"), 1)) == "2"
    assert places(unanswered(made("ccAc"), 1)) == "24"
    assert places(unanswered(made("ccA"), 2)) == ""


@given(st.text("cAhMn", max_size=12), st.integers(0, 12))
def test_everything_after_the_last_answer_and_nothing_that_a_turn_saw_before_it(
    thread: str, done: int
) -> None:
    answered = max(thread.rfind("A"), thread.rfind("M")) + 1
    expected = [
        place
        for place, letter in enumerate(thread, 1)
        if letter == "c" and (place > answered or place > done)
    ]
    assert [message.seq for message in unanswered(made(thread), done)] == expected


def made(letters: str) -> list[StoredMessage]:
    kinds = {
        "c": replace(WRITTEN, author=Author.CUSTOMER, decision=None),
        "A": WRITTEN,
        "h": replace(WRITTEN, decision="hand_off"),
        "M": replace(WRITTEN, author=Author.AGENT, decision=None),
        "n": replace(WRITTEN, author=Author.AGENT, decision=None, kind=Kind.NOTE),
    }
    return [replace(kinds[letter], seq=place) for place, letter in enumerate(letters, 1)]


def places(messages: list[StoredMessage]) -> str:
    return "".join(str(message.seq) for message in messages)
