"""Phrases tried only where a word begins as they do are found as `re` alone finds them."""

import re
from collections.abc import Iterator
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.turn import phrases
from tandem.core.turn.phrases import Group
from tandem.core.turn.reading import GAP, Phrases, Reading
from tandem.core.turn.screen import plain


def shipped() -> Iterator[tuple[str, Phrases]]:
    """Every pattern of the rule screen, under its name."""
    for name, value in vars(phrases).items():
        if isinstance(value, Phrases):
            yield name, value
        elif isinstance(value, tuple):
            for group in value:
                if isinstance(group, Group):
                    yield f"{name}: {group.name}", group.phrases


SHIPPED = dict(shipped())
VOCABULARY = sorted(
    {
        word
        for one in SHIPPED.values()
        for word in re.findall(r"[^\W_]+'?[^\W_]*", re.sub(r"\\[a-zA-Z]", " ", one.pattern.pattern))
    }
)
QUESTIONS = files("tandem").joinpath("resources/demo/questions.jsonl").read_text(encoding="utf-8")

words = st.sampled_from(VOCABULARY) | st.text(max_size=6)
texts = st.lists(st.tuples(words, st.sampled_from([" ", ", ", ". ", "-", "'", "? ", ""]))).map(
    lambda pairs: "".join(word + between for word, between in pairs)
)


def spans(found: Iterator[re.Match[str]]) -> list[tuple[int, int]]:
    return [match.span() for match in found]


def check(sought: Phrases, text: str) -> None:
    """The reading finds what the pattern alone finds, and leaves the same when it is taken out."""
    reading = Reading(text)
    assert spans(sought.all(reading)) == spans(sought.pattern.finditer(text))
    assert sought.without(reading).text == sought.pattern.sub(GAP, text)
    first, expected = sought.first(reading), sought.pattern.search(text)
    assert (first and first.span()) == (expected and expected.span())


def test_the_shipped_patterns_are_more_than_a_few() -> None:
    assert len(SHIPPED) > 40
    assert [name for name, one in SHIPPED.items() if not one.openings] == [
        "FILLERS",
        "PERSON_IN_SCRIPTS: asks for a person",
    ]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_pattern_on_the_demo_s_questions(name: str) -> None:
    check(SHIPPED[name], plain(QUESTIONS))


@given(texts)
def test_the_shipped_patterns_on_their_own_words(text: str) -> None:
    for sought in SHIPPED.values():
        check(sought, text)


# Expressions of the kinds that phrases are written with.
letters = st.sampled_from("abc ,é")
atoms = letters | st.sampled_from(["[ab]", "[a-c]", r"\w", r"\d", ".", "(?!a)", "(?<=b )", "$"])
expressions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=6).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda some: f"(?:{'|'.join(some)})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{0,2}", "{2}", "??"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
    ),
    max_leaves=20,
)


@given(st.lists(expressions, min_size=1, max_size=3), st.text("abcé ,1", max_size=20))
def test_any_pattern_on_any_text(alternatives: list[str], text: str) -> None:
    check(Phrases.of(*alternatives), text)


def test_what_begins_inside_a_word_is_not_found() -> None:
    sought = Phrases.of("agent")
    assert sought.first(Reading("reagents and agents")) is None
    assert sought.without(Reading("an agent, a reagent")).text == f"an {GAP}, a reagent"


def test_what_stands_before_a_word_is_looked_at() -> None:
    sought = Phrases.of("(?<!no )agent")
    assert spans(sought.all(Reading("no agent, an agent"))) == [(13, 18)]
