"""What is quoted, and that every quote is in a passage."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tandem.core.knowledge.rank import Hit
from tandem.core.turn.candidate import Candidate
from tandem.core.turn.extract import QUOTED_WORDS_MAX, STEPS_WORDS_MAX, extract
from tests.unit import turns

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


PRICES = """\
We have three plans, and you may change between them.
Plan | Price a month
Small | 9 EUR
Middle | 19 EUR
Large | 29 EUR"""


def hit(text: str, score: float = 0.9, *, title: str = "", cosine: float | None = 0.5) -> Hit:
    return turns.hit("a", score, text, title=title, cosine=cosine)


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
    asked = quoted("What is E3?", {"e3": 2.0}, hit(CODES))
    assert asked[1:] == ["E3 | Too hot | Wait 15 minutes"]
    assert asked[0] == next(line for line in CODES.split("\n") if " | " in line), "the header"


def test_the_header_of_a_table_answers_nothing() -> None:
    asked = quoted("What is the meaning?", {"mean": 2.0}, hit(CODES))
    assert asked[:3] == [
        "The codes",
        "Code | Meaning | What to do",
        "E2 | No water | Fill the tank",
    ]


def test_of_several_sections_the_one_is_quoted_that_speaks_to_the_question() -> None:
    terms = {"serial": 2.0, "code": 1.0}
    asked = quoted("Which serial number?", terms, hit(CODES))
    assert asked == ["Tell us the code and the serial number."]


def test_who_asks_how_to_gets_the_steps() -> None:
    terms = {"steam": 1.0, "wand": 1.0, "clean": 1.0}
    tail = "Cleaning\nThe steam wand is easy to clean.\n"
    asked = quoted("How do I clean the steam wand?", terms, hit(f"{tail}Steps\n{STEPS}"))
    assert asked[1:] == STEPS.split("\n")[1:]


def test_who_asks_how_much_gets_the_prices() -> None:
    terms = {"plan": 1.0, "chang": 1.0}
    advice = hit("You may change plan at any time, also to a smaller plan.", cosine=0.6)
    prices = hit(PRICES, cosine=0.5)
    asked = quoted("How much is a plan, and may I change it?", terms, advice, prices)
    assert "Large | 29 EUR" in asked
    assert quoted("May I change the plan?", terms, advice, prices) == [advice.text]


def test_who_asks_how_long_gets_the_time_it_takes() -> None:
    terms = {"descal": 1.0}
    advice = hit("Descale it often.", cosine=0.6)
    took = hit("Descaling takes 30 minutes.", cosine=0.5)
    assert quoted("How long does it take to descale?", terms, advice, took) == [took.text]
    assert quoted("Shall I descale it?", terms, advice, took) == [advice.text]


def test_a_short_section_is_quoted_with_those_after_it() -> None:
    text = "Before\nSwitch it off.\nThen\nTake the lid off.\nAt last\nRinse it."
    terms = {"lid": 1.0}
    said = quoted("How do I get at the lid?", terms, hit(text))
    assert said == ["Take the lid off.", "At last", "Rinse it."]
    long = "\n".join(["Then", "Take the lid off.", "At last", *["Rinse it well. " * 40]])
    *first, last = quoted("The lid?", terms, hit(long))
    assert first == ["Take the lid off.", "At last"]
    assert last == " ".join(["Rinse it well."] * 38), "whole sentences, as many as fit"


def test_the_titles_own_words_choose_no_passage() -> None:
    """Every passage of the article speaks of what the title says."""
    said = quoted(
        "When does the coffee club bill me?",
        {"coffe": 3.0, "club": 3.0, "bill": 1.0},
        hit("The coffee club is a coffee club.", title="The coffee club"),
        hit("We bill on the first.", title="The coffee club"),
    )
    assert said == ["We bill on the first."]


def test_a_passage_is_chosen_by_its_meaning_where_the_words_say_nothing() -> None:
    near, far = hit("It is safe.", 0.5, cosine=0.8), hit("It is blue.", 0.9, cosine=0.2)
    assert quoted("Danger?", {"danger": 1.0}, far, near) == ["It is safe."]


def test_the_best_document_speaks_through_the_passage_that_holds_the_answer() -> None:
    found = hit("Grinders are checked by hand.", 0.9), hit("Set the dial to 4.", 0.8)
    assert quoted("Which dial?", {"dial": 1.0}, *found) == ["Set the dial to 4."]


def test_a_citation_names_its_passage() -> None:
    found = replace(hit("Set the dial to 4."), heading_path=("Use", "Grind"), version=3)
    candidate = extract("Which dial?", (found,), {"dial": 1.0}, "english")
    assert candidate is not None
    (cited,) = candidate.citations
    assert (cited.number, cited.article_id, cited.version) == (1, "a", 3)
    assert (cited.heading_path, cited.passage) == (("Use", "Grind"), "Set the dial to 4.")


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
    st.builds(hit, texts, st.floats(0, 1), cosine=st.none() | st.floats(0, 1)),
    min_size=1,
    max_size=6,
)
terms = st.dictionaries(st.sampled_from(["valv", "pump", "e3", "close"]), st.floats(0.1, 5))
questions = st.sampled_from(["How do I close the valve?", "What is E3?", ""])


def composed(question: str, found: Sequence[Hit], known: dict[str, float]) -> Candidate:
    candidate = extract(question, found, known, "english")
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
def test_a_quote_is_of_one_passage_that_was_found(
    question: str, found: list[Hit], known: dict[str, float]
) -> None:
    candidate = composed(question, found, known)
    (cited,) = candidate.citations
    assert cited.number == 1
    assert {claim.citation for claim in candidate.claims} == {1}
    assert cited.passage in {one.text for one in found}


@given(questions, hits, terms)
def test_a_quote_is_no_longer_than_is_read(
    question: str, found: list[Hit], known: dict[str, float]
) -> None:
    """A list of steps may be a little longer, so that it is whole."""
    candidate = composed(question, found, known)
    said = [claim.text for claim in candidate.claims]
    steps = sum(re.match(r"\d{1,2}[.)]\s", text) is not None for text in said)
    longest = STEPS_WORDS_MAX if steps > 1 else QUOTED_WORDS_MAX
    assert len(" ".join(said).split()) <= longest


@given(questions, hits, terms)
def test_the_order_of_equal_lines_is_the_passages_own(
    question: str, found: list[Hit], known: dict[str, float]
) -> None:
    candidate = composed(question, found, known)
    lines = fold(candidate.citations[0].passage)
    at = 0
    for claim in candidate.claims:
        at = lines.index(fold(claim.text), at) + 1


def test_a_list_that_ends_before_a_heading_is_not_cut() -> None:
    text = "Do this:\n1. Open it.\n2. Close it.\nThen\n" + "Wait a little. " * 60
    found = turns.hit("a", 0.9, text.strip(), shape="P0S1S1H2P0")
    made = extract("How do I open it?", (found,), {"open": 1.0}, "english")
    assert made is not None
    assert [claim.text for claim in made.claims][:3] == ["Do this:", "1. Open it.", "2. Close it."]
    assert not made.is_cut


def test_a_list_that_goes_on_in_the_next_passage_is_quoted_from_both() -> None:
    """Without what the next one repeats; the citation has the text and both passages."""
    one = turns.hit("a", 0.9, "Do this:\n1. Open it.", shape="P0S1…", ordinal=0, passage=7)
    two = turns.hit("a", 0.1, "Do this:\n2. Close it.", shape="…1P0S1", ordinal=1, passage=8)
    for found in (one, two):
        made = extract("How do I close it?", (found,), {"close": 1.0}, "english", around=(one, two))
        assert made is not None
        assert [claim.text for claim in made.claims] == ["Do this:", "1. Open it.", "2. Close it."]
        (citation,) = made.citations
        assert (citation.passage_id, citation.further) == (7, (8,))
        assert citation.passage == "Do this:\n1. Open it.\n2. Close it."
        assert not made.is_cut
    alone = extract("How do I close it?", (two,), {"close": 1.0}, "english")
    assert alone is not None
    assert alone.is_cut


def test_what_only_restates_the_problem_is_passed_over_for_its_cure() -> None:
    """By its heading or its question mark; it is quoted where nothing follows it."""
    text = "Symptom\nThe pump hums and stays dry.\nSolution\nTurn the valve to the left."
    terms = {"pump": 1.0, "hum": 2.0, "dry": 2.0}
    assert quoted("The pump hums and is dry", terms, hit(text)) == ["Turn the valve to the left."]
    asked = "Why is the pump dry?\nThen\nTurn the valve to the left."
    assert quoted("Why is the pump dry?", terms, hit(asked)) == ["Turn the valve to the left."]
    alone = "Symptom\nThe pump hums and stays dry."
    assert quoted("The pump hums", terms, hit(alone)) == ["The pump hums and stays dry."]


def test_a_line_is_quoted_without_the_address_that_it_points_to() -> None:
    found = turns.hit("a", 0.9, "See the guide (https://other.example/a) first.", shape="P0")
    made = extract("The guide?", (found,), {"guide": 1.0}, "english", tidied=lambda _: "See it.")
    assert made is not None
    assert [claim.text for claim in made.claims] == ["See it."]
    assert made.citations[0].passage == found.text
