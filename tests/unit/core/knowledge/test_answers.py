"""Which sentences of a reply hold for everybody, and how they become a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.knowledge.answers import paragraphs, statements, with_section


def test_courtesies_questions_and_what_is_of_one_customer_are_left_out() -> None:
    reply = (
        "Hello Zelda,\nthanks for writing to us. We charge 25 % VAT in Norway. I have refunded the"
        " rest of your last order. Which firm is it for? Your invoice has the wrong address."
        " You can change the address under Billing.\nKind regards from all of us,\nMara"
    )
    assert statements(reply, ["Zelda", "Mara"]) == (
        "We charge 25 % VAT in Norway.",
        "You can change the address under Billing.",
    )


def test_personal_data_is_removed_and_marked() -> None:
    (said,) = statements("Please write to zelda@quist.example about this.")
    assert said == "Please write to [email] about this."


@pytest.mark.parametrize("text", ["", "Ok.", "Thanks a lot for that!", "\n\n"])
def test_a_reply_may_say_nothing(text: str) -> None:
    assert statements(text) == ()


@given(st.text(max_size=400))
def test_no_statement_asks_or_is_short(text: str) -> None:
    assert all(not said.endswith("?") and len(said.split()) >= 4 for said in statements(text))


def test_sentences_of_one_reply_are_one_paragraph() -> None:
    said = [("a", "One."), ("a", "Two"), ("b", "Three!"), ("a", "Four.")]
    assert paragraphs(said) == "One. Two.\n\nThree!\n\nFour."
    assert paragraphs([]) == ""


def test_a_section_comes_at_the_end() -> None:
    assert with_section("Text.\n\n", "VAT", "25 %.") == "Text.\n\n## VAT\n\n25 %.\n"
    assert with_section("", "VAT", "25 %.") == "## VAT\n\n25 %.\n"
