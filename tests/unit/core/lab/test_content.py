"""How much of a gold answer a quote holds, and how long quotes are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.lab import content
from tandem.core.lab.content import LEAD_WORDS, Quoted, Words, quoted, recall

ANSWER = "You can pause the boxes in the app."


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("Pause your box: open the app.", 1.0),
        ("PAUSED boxes", 2 / 3),
        ("You can do it in the shop.", 0.0),  # common words are no content
        ("", 0.0),
    ],
)
def test_the_share_is_of_the_answers_content_words(text: str, share: float) -> None:
    assert recall(ANSWER, text) == pytest.approx(share)


def test_an_answer_without_content_says_nothing() -> None:
    assert recall("You can do it.", "Pause it.") is None
    assert recall("", "Pause it.") is None


words = st.lists(st.sampled_from(["pause", "box", "app", "the", "shop"]), max_size=8).map(" ".join)


@given(words, words, words)
def test_a_longer_quote_never_holds_less(answer: str, text: str, more: str) -> None:
    short, long = recall(answer, text), recall(answer, f"{text} {more}")
    assert (short is None) is (long is None)
    assert short is None or long is None or 0 <= short <= long <= 1
    assert recall(answer, answer) in (None, 1)


def test_a_quote_is_compared_with_the_lead_of_its_passage() -> None:
    passage = " ".join([*["word"] * (LEAD_WORDS - 1), "pause", "boxes", "app"])
    assert quoted(ANSWER, "boxes app", passage) == Quoted(2, 2 / 3, 1 / 3)
    assert quoted(None, "boxes app", passage) == Quoted(2, None, None)


def test_means_are_over_what_is_known_and_words_over_all() -> None:
    figures = content.measure(
        [Quoted(3, 0.5, 0.25), Quoted(3, 1.0, 0.75), Quoted(9, None, None)], [9, 1, 5], seed=0
    )
    assert (figures.answer_recall.value, figures.answer_recall.n) == (0.75, 2)
    assert (figures.answer_recall_of_lead.value, figures.answer_recall_of_lead.n) == (0.5, 2)
    assert figures.words_quoted == Words(3, 5.0, 9.0)


def test_without_quotes_nothing_is_known() -> None:
    figures = content.measure([], [], seed=0)
    assert (figures.answer_recall.value, figures.answer_recall.n) == (None, 0)
    assert figures.words_quoted == Words(0, None, None)
