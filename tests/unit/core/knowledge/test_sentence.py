"""Sentences are cut where a reader would cut them, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.knowledge.sentence import sentences


@pytest.mark.parametrize(
    "expected",
    [
        ("Fill it to 1.5 bar.", "Then close the valve."),
        ("Use a brush, e.g. Brush No. 4 or approx. 20 cm of cloth.", "Rinse it."),
        ("Version 4.1.1.1 is old.", "Take 4.2.", "It is on https://example.com/a.b now."),
        ("Open setup.exe first.", "Does it start?!", "Good!"),
        ("1. Press the lever.", "Wait for the beep.", "2. Let go."),
        ("(See the manual.)", "Mr. Ode said “Stop.”", "He left at 4 p.m.", "The shop closed."),
        ("Is it free?", "No.", "You pay... then you drink.", "iPads work too."),
        ("It ran on. but who cared", "a line ends it"),
    ],
)
def test_a_text_is_cut_into_its_sentences(expected: tuple[str, ...]) -> None:
    joiner = "\n" if expected[-1].islower() else " "
    assert sentences(joiner.join(expected)) == expected


@given(st.text(alphabet="aA1 .!?…\n\t\"')(ei,g:/"))
def test_sentences_hold_the_words_of_the_text(text: str) -> None:
    found = sentences(text)
    assert " ".join(found).split() == text.split()
    assert all(sentence == sentence.strip() and sentence for sentence in found)


@pytest.mark.parametrize("text", ["." * 10**6, "a. " * 50_000, "?!" * 500_000 + "x", "'" * 10**6])
def test_a_long_run_of_marks_is_read_in_one_pass(text: str) -> None:
    assert sum(map(len, sentences(text))) <= len(text)
