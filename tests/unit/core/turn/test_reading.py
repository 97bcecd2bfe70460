"""Trying phrases only if a trigger is in the text finds what `re` alone finds."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from importlib.resources import files
from types import ModuleType
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.core.turn import abroad, mentions, phrases, stated
from tandem.core.turn.phrases import Group
from tandem.core.turn.plain import plain
from tandem.core.turn.reading import (
    GAP,
    Expression,
    Phrase,
    Phrases,
    Reading,
    Triggers,
    edged,
)


def shipped() -> Iterator[tuple[str, Phrases]]:
    """All that the rule screen searches for, by name."""
    for name, value in vars(phrases).items():
        if isinstance(value, Phrases):
            yield name, value
        elif isinstance(value, tuple):
            for group in value:
                if isinstance(group, Group):
                    yield f"{name}: {group.name}", group.phrases


def in_order(sought: Phrases) -> list[Phrase]:
    return sorted(sought.phrases, key=lambda phrase: phrase.place)


SHIPPED = dict(shipped())
EACH = {
    f"{name}, {phrase.place}": phrase for name, one in SHIPPED.items() for phrase in in_order(one)
}
VOCABULARY = sorted(
    {
        word
        for phrase in EACH.values()
        for word in re.findall(r"[^\W_]+'?[^\W_]*", re.sub(r"\\[a-zA-Z]", " ", phrase.expression))
    }
)
QUESTIONS = files("tandem").joinpath("resources/demo/questions.jsonl").read_text(encoding="utf-8")

words = st.sampled_from(VOCABULARY) | st.text(max_size=6)
texts = st.lists(st.tuples(words, st.sampled_from([" ", ", ", ". ", "-", "'", "? ", ""]))).map(
    lambda pairs: "".join(word + between for word, between in pairs)
)


def spans(found: Iterator[re.Match[str]]) -> list[tuple[int, int]]:
    return [match.span() for match in found]


def check(sought: Phrases, pattern: re.Pattern[str], triggers: Triggers, text: str) -> None:
    """The reading finds what the pattern alone finds, and leaves the same after removal."""
    reading = Reading(text, triggers)
    assert spans(sought.all(reading)) == spans(pattern.finditer(text))
    assert sought.without(reading).text == pattern.sub(GAP, text)
    first, expected = sought.first(reading), pattern.search(text)
    assert (first and first.span()) == (expected and expected.span())


PATTERNS = {
    name: edged(*(phrase.expression for phrase in in_order(one))) for name, one in SHIPPED.items()
}


def test_every_shipped_phrase_has_triggers_and_none_is_empty() -> None:
    assert len(SHIPPED) > 30
    assert len(EACH) > 350
    assert [name for name, phrase in EACH.items() if not phrase.triggers] == []
    assert [name for name, phrase in EACH.items() if phrase.search("")] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_group_on_the_demo_s_questions(name: str) -> None:
    check(SHIPPED[name], PATTERNS[name], phrases.TRIGGERS, plain(QUESTIONS))


@pytest.mark.parametrize("name", EACH)
@settings(
    max_examples=10, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)
@given(data=st.data())
def test_whatever_a_shipped_phrase_matches_holds_a_trigger(name: str, data: st.DataObject) -> None:
    """Strings are made from the expression; where it looks around, some don't match any more."""
    phrase = EACH[name]
    text = data.draw(st.from_regex(_bounded(phrase.expression), fullmatch=True))
    if phrase.search(text):
        assert phrase in phrases.TRIGGERS.phrases(text)


def _bounded(expression: str) -> str:
    """The expression for strings of plain words: only letters, and short."""
    return expression.replace(r"\w*", "[a-z]{0,3}").replace(r"\w+", "[a-z]{1,3}")


@given(texts)
def test_the_shipped_phrases_on_their_own_words(text: str) -> None:
    for name, sought in SHIPPED.items():
        check(sought, PATTERNS[name], phrases.TRIGGERS, text)


# Phrases of any kind that declare what every match contains.
letters = st.sampled_from(["a", "ab", "b", "é1"])
gaps = st.sampled_from([" ", r" (?:\w+ ){0,2}", ", ?", r"(?: b)?[ -]"])


def declared(first: str, gap: str, last: str, is_open: bool) -> tuple[str, list[str]]:
    if is_open:
        return rf"{first}{gap}{last}\w*", [f"{last}*"]
    return f"{first}{gap}{last}", [last]


written = st.builds(declared, letters, gaps, letters, st.booleans())


@given(st.lists(written, min_size=1, max_size=4), st.text("abé ,1-", max_size=20))
def test_any_phrases_on_any_text(pairs: list[tuple[str, Sequence[str]]], text: str) -> None:
    sought = Phrases.of(*pairs)
    pattern = edged(*(expression for expression, _ in pairs))
    check(sought, pattern, Triggers(sought.phrases), text)


def seek(sought: Phrases, text: str) -> list[tuple[int, int]]:
    return spans(sought.all(Reading(text, Triggers(sought.phrases))))


def test_a_phrase_is_tried_only_where_a_trigger_is() -> None:
    sought = Phrases.of(("(?:an )?agent", ["agents"]), ("reps?", ["rep*"]), ("nobody", []))
    assert seek(sought, "an agent") == []
    assert seek(sought, "the reps: nobody") == [(4, 8), (10, 16)]


def test_what_begins_inside_a_word_is_not_found() -> None:
    assert seek(Phrases.of(("agent", ["agent"])), "reagents, an agent") == [(13, 18)]


def test_what_stands_before_a_word_is_looked_at() -> None:
    assert seek(Phrases.of(("(?<!no )agent", ["agent"])), "no agent, an agent") == [(13, 18)]


def test_plain_texts_are_found_as_they_stand() -> None:
    sought = phrases.literal(["c++ help", "!!!", "re-order"])
    assert seek(sought, "c++ help, a re-order") == [(0, 8), (12, 20)]
    assert seek(sought, "no!!!") == []
    assert seek(sought, "no !!! c help") == [(3, 6)]


def test_the_files_keep_every_blank_that_counts() -> None:
    """An editor may remove blanks at a line's end; no expression may depend on one."""
    folder = files("tandem").joinpath("resources/phrases")
    texts = [*folder.iterdir(), *folder.joinpath("en").iterdir()]
    found = [path for path in texts if path.name.endswith(".toml")]
    assert len(found) == 8
    for path in found:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert [line for line in lines if line != line.rstrip()] == []


def expressions(value: object) -> Iterator[Expression]:
    """All expressions in a module's constants, however deep."""
    if isinstance(value, Expression):
        yield value
    elif isinstance(value, dict):
        for item in cast("dict[object, object]", value).values():
            yield from expressions(item)
    elif isinstance(value, tuple):
        for item in cast("tuple[object, ...]", value):
            yield from expressions(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from expressions(getattr(value, one.name))


@pytest.mark.parametrize("module", [abroad, mentions, phrases, stated])
def test_what_is_compiled_later_can_be_compiled(module: ModuleType) -> None:
    """Otherwise a slip in an expression would be found by the customer who needs it."""
    found = [one for value in vars(module).values() for one in expressions(value)]
    assert found
    assert all(one.pattern.pattern == one.text for one in found)
