"""The share that was changed: nothing, all, and what is between."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk.edit import share_changed

texts = st.lists(st.sampled_from(["one", "two", "three", "four"]), max_size=12).map(" ".join)


@pytest.mark.parametrize(
    ("draft", "sent", "share"),
    [
        ("Use two tablets.", "Use  two\ntablets.", 0.0),
        ("Use two tablets.", "Hello there", 1.0),
        ("", "", 0.0),
        ("Use two tablets.", "", 1.0),
        ("Use two tablets.", "Use three tablets.", 1 / 3),
        ("Use two tablets.", "Hello Rosa, use two tablets.", 1 - 2 * 2 / 8),
    ],
)
def test_by_example(draft: str, sent: str, share: float) -> None:
    assert share_changed(draft, sent) == pytest.approx(share)


@given(texts, texts)
def test_it_is_a_share_and_0_only_for_the_same_words(draft: str, sent: str) -> None:
    share = share_changed(draft, sent)
    assert 0 <= share <= 1
    assert (share == 0) == (draft.split() == sent.split())


@given(texts, texts)
def test_what_is_added_counts_as_changed(draft: str, more: str) -> None:
    sent = f"{draft} {more}"
    words = len(draft.split()) + len(sent.split())
    assert share_changed(draft, sent) == pytest.approx(len(more.split()) / words if words else 0)


def test_long_texts_are_quick() -> None:
    """An agent's reply may be pasted; the conversation's row is locked meanwhile."""
    began = time.perf_counter()
    share_changed("a b " * 20_000, "b a " * 20_000)
    assert time.perf_counter() - began < 2
