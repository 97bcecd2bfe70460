"""What is quoted, and that every quote is in a passage."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.knowledge.rank import Hit
from tandem.core.turn.candidate import Candidate
from tandem.core.turn.extract import (
    CITATIONS_MAX,
    QUOTED_WORDS_MAX,
    STEPS_WORDS_MAX,
    extract,
    mentions,
)

CODES = """\
The codes
Code | Meaning | What to do
E2 | No water | Fill the tank
E3 | Too hot | Wait 15 minutes
Calling us
Tell us the code and the serial number."""

STEPS = """\
The steam wand should be cleaned after each use.
1. Wipe the wand with a damp cloth.
2. Open the steam for two seconds.
3. Wipe the wand again."""


def hit(text: str, document: str = "a", score: float = 0.9) -> Hit:
    return Hit(1, document, 1, document, "", (), text, "", 0.5, 0.5, score, 1, 1)


def quoted(question: str, terms: Mapping[str, float], *hits: Hit) -> list[str]:
    candidate = extract(question, hits, terms, "english")
    assert candidate is not None
    return [claim.text for claim in candidate.claims]


def fold(text: str) -> str:
    return " ".join(text.split())


def test_without_a_passage_there_is_nothing_to_say() -> None:
    assert extract("Why?", (), {}, "english") is None
    assert extract("Why?", (hit(""),), {}, "english") is None


def test_of_a_table_the_row_is_quoted_that_was_asked_for() -> None:
    assert quoted("What is E3?", {"e3": 2.0}, hit(CODES)) == ["E3 | Too hot | Wait 15 minutes"]


def test_of_several_sections_the_one_is_quoted_that_speaks_to_the_question() -> None:
    terms = {"serial": 2.0, "code": 1.0}
    asked = quoted("Which serial number?", terms, hit(CODES))
    assert asked == ["Tell us the code and the serial number."]


def test_who_asks_how_to_gets_the_steps() -> None:
    terms = {"steam": 1.0, "wand": 1.0, "clean": 1.0}
    tail = "Cleaning\nThe steam wand is easy to clean.\n"
    asked = quoted("How do I clean the steam wand?", terms, hit(f"{tail}Steps\n{STEPS}"))
    assert asked[1:] == STEPS.split("\n")[1:]


def test_the_best_document_speaks_through_the_passage_that_holds_the_answer() -> None:
    found = hit("Grinders are checked by hand.", score=0.9), hit("Set the dial to 4.", score=0.8)
    assert quoted("Which dial?", {"dial": 1.0}, *found) == ["Set the dial to 4."]


def test_another_part_of_the_question_is_quoted_from_one_more_document() -> None:
    terms = {"pause": 1.0, "price": 1.0}
    found = [hit("Pause it in the app."), hit("The price is 9 a month.", "b", 0.8)]
    candidate = extract("Pause? Price?", (*found, hit("A price.", "c", 0.8)), terms, "english")
    assert candidate is not None
    assert [(claim.citation, claim.text) for claim in candidate.claims] == [
        (1, "Pause it in the app."),
        (2, "The price is 9 a month."),
    ]
    assert [citation.article_id for citation in candidate.citations] == ["a", "b"]


@pytest.mark.parametrize("score", [0.7, 0.76])
def test_a_far_weaker_document_adds_nothing(score: float) -> None:
    weak = hit("The price is 9 a month.", "b", score)
    said = quoted("Pause? Price?", {"pause": 1.0, "price": 1.0}, hit("Pause it."), weak)
    assert len(said) == 1


def test_a_long_section_is_quoted_around_what_says_most() -> None:
    idle = [f"Sentence {number} says nothing of interest here." for number in range(40)]
    lines = [*idle[:20], "The boiler holds 2 litres.", *idle[20:]]
    said = quoted("How large is the boiler?", {"boiler": 1.0}, hit("\n".join(lines)))
    assert "The boiler holds 2 litres." in said
    assert len(" ".join(said).split()) <= QUOTED_WORDS_MAX


words = st.sampled_from(["valve", "pump", "E3", "1.5", "bar.", "Close", "it", "e.g.", "now!"])
plain = st.lists(words, min_size=1, max_size=12).map(" ".join)
items = st.builds("{}. {}".format, st.integers(1, 12), plain)
rows = st.builds("{} | {}".format, plain, plain)
headings = st.sampled_from(["The codes", "Calling us", "Steps"])
texts = st.lists(plain | items | rows | headings, min_size=1, max_size=20).map("\n".join)
hits = st.lists(
    st.builds(hit, texts, st.sampled_from("abc"), st.floats(0, 1)), min_size=1, max_size=6
)
terms = st.dictionaries(st.sampled_from(["valv", "pump", "e3", "close"]), st.floats(0.1, 5))
questions = st.sampled_from(["How do I close the valve?", "What is E3?", ""])


def composed(question: str, found: list[Hit], known: dict[str, float]) -> Candidate:
    ordered = sorted(found, key=lambda one: -one.score)
    candidate = extract(question, tuple(ordered), known, "english")
    assert candidate is not None
    return candidate


@given(questions, hits, terms)
def test_every_claim_stands_in_the_passage_it_cites(
    question: str, found: list[Hit], known: dict[str, float]
) -> None:
    candidate = composed(question, found, known)
    passages = {citation.number: citation.passage for citation in candidate.citations}
    assert candidate.claims
    for claim in candidate.claims:
        assert fold(claim.text)
        assert fold(claim.text) in fold(passages[claim.citation])


@given(questions, hits, terms)
def test_citations_are_few_numbered_from_one_and_of_passages_that_were_found(
    question: str, found: list[Hit], known: dict[str, float]
) -> None:
    candidate = composed(question, found, known)
    numbers = [citation.number for citation in candidate.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) <= CITATIONS_MAX
    assert {claim.citation for claim in candidate.claims} == set(numbers)
    documents = [citation.article_id for citation in candidate.citations]
    assert len(set(documents)) == len(documents)
    assert {citation.passage for citation in candidate.citations} <= {one.text for one in found}


@given(questions, hits, terms)
def test_a_citation_is_quoted_no_longer_than_is_read(
    question: str, found: list[Hit], known: dict[str, float]
) -> None:
    candidate = composed(question, found, known)
    for citation in candidate.citations:
        said = [claim.text for claim in candidate.claims if claim.citation == citation.number]
        assert len(" ".join(said).split()) <= STEPS_WORDS_MAX


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
    assert mentions(text, lexeme, language) is is_there
