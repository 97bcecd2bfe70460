"""Stems are those of PostgreSQL's text search, so a word of the search is found in a text."""

import pytest

from tandem.core.knowledge.stem import stems


@pytest.mark.parametrize(
    ("text", "lexeme", "language", "is_there"),
    [
        ("Two companies merged", "compani", "english", True),
        ("The Company", "compani", "english", True),
        ("a steam wand", "wand", "english", True),
        ("wandering", "wand", "english", False),  # another word with the same beginning
        ("a mother", "other", "english", False),
        ("dying", "die", "english", True),
        ("sky", "ski", "english", False),
        ("an e-mail, 2.5 bar and 100s", "e-mail", "english", True),
        ("an e-mail, 2.5 bar and 100s", "2.5", "english", True),
        ("an e-mail, 2.5 bar and 100s", "100s", "english", True),
        ("die Mühlen", "muhl", "german", True),
        ("Bønner", "bønner", "simple", True),
        ("", "wand", "english", False),
    ],
)
def test_a_stem_is_found_where_a_word_has_it(
    text: str, lexeme: str, language: str, is_there: bool
) -> None:
    assert (lexeme in stems(text, language)) is is_there
