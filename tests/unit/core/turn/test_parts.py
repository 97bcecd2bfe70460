"""Several questions in one message are parts, in their order."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.turn.parts import MESSAGE_WORDS_MAX, PARTS_MAX, parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "How do I pause it? What does it cost?",
            ("How do I pause it?", "What does it cost?"),
        ),
        (
            "How do I pause it and what does it cost?",
            ("How do I pause it?", "what does it cost?"),
        ),
        (
            "Can I pause it, and also how much is the plan? Is it blue?",
            ("Can I pause it?", "how much is the plan?", "Is it blue?"),
        ),
        (
            "How do I pause it and why and what does it cost?",
            ("How do I pause it? why?", "what does it cost?"),
        ),
        ("How do I pause it? And why?", ("How do I pause it? And why?",)),
        ("How do I pause it and resume it?", ("How do I pause it and resume it?",)),
        ("How do I pause and clean it?", ("How do I pause and clean it?",)),
    ],
)
def test_each_question_is_a_part(text: str, expected: tuple[str, ...]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "It leaks.",
        "How do I pause it?",
        "I bought it last week. How do I pause it? What does it cost?",  # one case
        "How do I pause the box? How can I pause the box?",  # asked twice
        "How do I pause? What is it? Where is it? Why is it so?",  # for people
        "How do I pause it? What does it cost? " + "And so on it goes, " * MESSAGE_WORDS_MAX,
    ],
)
def test_what_asks_one_thing_or_describes_a_case_stays_whole(text: str) -> None:
    assert parts(text) == (text,)


words = st.sampled_from(["how", "do", "I", "pause", "it", "and", "what", "does", "cost", "also"])
clauses = st.lists(words, min_size=1, max_size=8).map(" ".join)
texts = st.lists(clauses.map(lambda clause: f"{clause}?"), max_size=5).map(" ".join)


@given(texts | st.text(max_size=60))
def test_a_message_has_few_parts_and_none_is_invented(text: str) -> None:
    found = parts(text)
    assert 1 <= len(found) <= PARTS_MAX
    assert found == (text,) or all(part.endswith("?") for part in found)
    asked = set(re.findall(r"\w+", text))
    assert all(set(re.findall(r"\w+", part)) <= asked for part in found)
