"""What docs and tools say about hidden names is true on the half that it was developed with."""

import pytest

from tandem.core.knowledge.redact import NAME
from tools.measure_redaction import SAMPLE, Labelled, Span, figures, measure, read

MESSAGES = read(SAMPLE)


def half(split: str) -> list[Labelled]:
    return [message for message in MESSAGES if message.split == split]


def test_the_halves_are_apart() -> None:
    develop, held_out = half("develop"), half("held_out")
    assert len(develop) + len(held_out) == len(MESSAGES) >= 300
    assert {one.text for one in develop}.isdisjoint(one.text for one in held_out)
    assert len({one.id for one in MESSAGES}) == len(MESSAGES)


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("all names", 0.96),
        ("signature", 1.0),
        ("block", 1.0),
        ("bare", 1.0),
        ("inline", 0.77),
        ("greeting", 0.94),
        ("introduction", 1.0),
        ("header", 0.93),
    ],
)
def test_as_many_names_are_hidden_as_stated(kind: str, least: float) -> None:
    value = figures(measure(half("develop")))[kind].value
    assert value is not None
    assert value >= least


def test_no_more_words_are_hidden_than_stated() -> None:
    found = figures(measure(half("develop")))
    assert (found["word"].value or 0) <= 0.002
    assert (found["stay"].value or 0) <= 0.02


def test_a_part_of_a_name_is_no_hidden_name_and_other_words_count() -> None:
    text = "I met Ada Moss in Rome."
    message = Labelled("1", "develop", "en", text, (Span("mention", 6, 14), Span("stay", 18, 22)))

    def hidden(output: str) -> list[str]:
        return [
            f"{one.kind} {one.text}"
            for one in measure([message], lambda _: output)
            if one.is_hidden
        ]

    assert hidden(text) == []
    assert hidden(f"I met {NAME} Moss in Rome.") == []
    assert hidden(f"I met {NAME} in Rome.") == ["mention Ada Moss"]
    assert hidden(f"I {NAME} in {NAME}.") == [
        "mention Ada Moss",
        "stay Rome",
        "word met",
        "word Rome.",
    ]
