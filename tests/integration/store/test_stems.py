"""A text's stems are those that PostgreSQL makes, in every language that it knows."""

import json
from importlib.resources import files

import pytest

from tandem.core.knowledge.stem import stems
from tandem.store.passages import LANGUAGES
from tests.integration.conftest import Server

TEXTS = [
    *(
        path.read_text(encoding="utf-8")
        for folder in files("tandem").joinpath("resources/demo/articles").iterdir()
        if folder.is_dir()
        for path in folder.iterdir()
    ),
    *(
        json.loads(line)["question"]
        for line in files("tandem")
        .joinpath("resources/demo/questions.jsonl")
        .read_text(encoding="utf-8")
        .splitlines()
    ),
]


def lexemes(server: Server, language: str, text: str) -> set[str]:
    row = server.connection.execute(
        "select tsvector_to_array(to_tsvector(%s::regconfig, %s))", (language, text)
    ).fetchone()
    assert row is not None
    return set(row[0])


@pytest.mark.parametrize("language", ["simple", *LANGUAGES.values()])
def test_what_the_search_matched_is_found_in_the_text(server: Server, language: str) -> None:
    """For each word; servers with an older Snowball stem a few differently ("evening": "even")."""
    known = {
        lexeme: lexeme in stems(text, language)
        for text in TEXTS
        for lexeme in lexemes(server, language, text)
        if lexeme.isalpha()
    }
    missing = [lexeme for lexeme, is_found in known.items() if not is_found]
    assert len(known) > 1_000
    assert len(missing) <= 0.01 * len(known), missing
