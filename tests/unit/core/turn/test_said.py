"""What the customer said is told from what only came with it, and nothing of theirs is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.turn.said import Kind, prose, read, windows

WROTE = "What does E3 mean?"
ASIDE = {
    "gmail": "On Tue, 3 Nov 2026 at 10:11, Support <a@b.example> wrote:\n> a human answers",
    "wrapped": "On Tue, 3 Nov 2026 at 10:11, Support\n<a@b.example> wrote:\n\n> a human answers",
    "german": "Am 3. November 2026 um 10:11 schrieb Support <a@b.example>:\n> Mensch",
    "french": "Le mar. 3 nov. 2026 à 10:11, Support <a@b.example> a écrit :\n> humain",
    "outlook": "-----Original Message-----\nFrom: Support\n\nask for an agent",
    "headers": "From: Support <a@b.example>\nSent: Tuesday\nTo: Rosa\nSubject: Re: E3\n\nan agent",
    "german headers": "Von: Support\nGesendet: Dienstag\nAn: Rosa\nBetreff: Re\n\nMensch",
    "forwarded": "---------- Forwarded message ---------\nFrom: x\n\na human",
    "marked": "> I want a human\n> and now",
    "delimited": "-- \nRosa Alder\nLegal Department",
    "closing": "Kind regards,\nRosa Alder\nHead of Legal Department\n+49 30 1234567",
    "block": "Rosa Alder\nAlder & Sons\nLegal Department",
    "phone": "Sent from my iPhone",
    "disclaimer": "This message is confidential. Any unauthorized use is prohibited.",
}
OWN = {
    "postscript": "-- \nRosa\nP.S. call me",
    "thanks": "Thanks,\nplease call me",
    "names": "LIVE AGENT\nCUSTOMER SERVICE",
    "inline": "On Tuesday I asked Bob:\nwhat does it mean?",
    "dashes": "-----\ncall me",
    "a line": "2026-11-03: my hand is burnt",
    "table": "| E3 | E4 |\n| call me | |",
}


@pytest.mark.parametrize("name", ASIDE)
def test_what_came_with_a_message_is_kept_aside(name: str) -> None:
    said = read(f"{WROTE}\n\n{ASIDE[name]}")
    assert said.own.strip() == WROTE
    assert said.aside


@pytest.mark.parametrize("name", OWN)
def test_what_only_looks_like_it_stays_the_customers(name: str) -> None:
    last = OWN[name].splitlines()[-1]
    assert last in read(f"{WROTE}\n\n{OWN[name]}").own


def test_an_answer_between_quoted_lines_is_theirs() -> None:
    said = read("> Which one?\nThe red one.\n> And when?\nToday.")
    assert said.own == "The red one.\nToday."


@pytest.mark.parametrize("text", ["> only a quote", "-- \nRosa", "Sent from my iPhone\n\n> x"])
def test_a_message_of_nothing_else_is_heard_whole(text: str) -> None:
    assert read(text).own == text


def test_a_log_is_the_customers_but_no_sentence() -> None:
    log = "2026-11-03 10:00:00 ERROR fire in worker"
    said = read(f"Why?\n{log}\n```\nkill()\n```\nThanks")
    assert [part.kind for part in said.parts] == [Kind.WORDS, Kind.LOG, Kind.CODE, Kind.WORDS]
    assert log in said.own
    assert said.words == "Why?\nThanks"
    assert prose(said.own) == "Why?\nThanks"


def test_an_open_fence_swallows_nothing() -> None:
    assert read("```\nI want a human").words == "```\nI want a human"


@given(st.lists(st.sampled_from([*ASIDE.values(), *OWN.values(), WROTE, ""]), max_size=5))
def test_every_line_is_in_one_part(texts: list[str]) -> None:
    text = "\n".join(texts)
    together = "\n".join(part.text for part in read(text).parts)
    assert together.split() == text.split()


@given(st.text("ab. ?\n", max_size=200))
def test_the_windows_hold_every_sentence(text: str) -> None:
    whole, *parts = windows(text)
    assert whole == text
    assert not parts or "".join("".join(parts).split()) == "".join(text.split())
