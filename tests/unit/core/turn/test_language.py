"""The language of a text, or that it can't be told."""

import pytest

from tandem.core.turn.language import language_of


@pytest.mark.parametrize("text", ["", "E3", "12", "api key", "refund", "https://shop.example/de"])
def test_what_is_too_short_to_tell_is_undetermined(text: str) -> None:
    assert language_of(text) == "und"


@pytest.mark.parametrize(
    "text",
    [
        "Can I pay with a Girocard?",
        "the Café Müller order never came to me",
        "Où est my order? I need it and it is late",
    ],
)
def test_english_with_foreign_names_is_english_or_undetermined(text: str) -> None:
    assert language_of(text) in ("en", "und")


def test_norwegian_of_both_kinds_is_norwegian() -> None:
    assert language_of("Jeg har glemt passordet mitt og trenger hjelp til å logge inn") == "no"
