"""The product that a customer's words name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.turn.product import Product, mentioned

ONE = Product("one", "the Bramble One", ("bramble one", "machine"))
CLUB = Product("club", "the Bramble Club", ("club", "subscription"))
CPP = Product("cpp", "C++", ("c++",))


@pytest.mark.parametrize(
    ("texts", "product"),
    [
        (["My MACHINE leaks"], "one"),
        (["The bramble one?"], "one"),
        (["my subscription"], "club"),
        (["the machine and the club"], ""),
        (["machines"], ""),  # a word is a whole word
        (["my C++ is slow"], "cpp"),
        (["how much?", "my machine"], "one"),
        (["my machine", "the club"], "one"),  # the newest that names one
        (["the machine and the club", "my machine"], ""),  # the newest names two
        ([], ""),
    ],
)
def test_the_newest_telling_text_tells(texts: list[str], product: str) -> None:
    assert mentioned(texts, [ONE, CLUB, CPP]) == product


@given(st.lists(st.text()))
def test_a_product_without_words_is_told_by_none(texts: list[str]) -> None:
    assert mentioned([*texts, "the mill"], [Product("mill", "the mill", ())]) == ""


@given(st.text("a.*+?()[]|\\^$", min_size=1).map(lambda word: f"a{word}a"))
def test_a_word_is_taken_as_it_is_written(word: str) -> None:
    assert mentioned([f"my {word} leaks"], [Product("x", "x", (word,))]) == "x"
    assert mentioned(["my abca leaks"], [Product("x", "x", (word,))]) == ""
