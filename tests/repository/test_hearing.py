"""The data that the desk hears with: fresh, apart, and written by us."""

import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path

from tandem.core.turn import abroad, phrases
from tandem.core.turn.texts import LANGUAGES, texts_in
from tools.triggers import triggers

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tools" / "hearing"
LABELS = frozenset(
    {
        *("human_request", "exception", "own_record", "cancel", "frustration", "distress"),
        *("complex", "high_value", "greeting", "thanks", "goodbye", "yes", "no", "bot_question"),
        *("abuse", "none"),
        *(re.sub(r" or |[ -]", "_", topic.name) for topic in phrases.TOPICS),
    }
)


def rows(name: str) -> list[dict[str, str]]:
    paths = sorted(CORPUS.glob(f"{name}/*.jsonl")) or [CORPUS / f"{name}.jsonl"]
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]


def test_every_phrase_has_the_triggers_that_the_tool_finds() -> None:
    """Else it is tried in every text: run `python -m tools.triggers`."""
    stale = [
        phrase.expression
        for phrase in phrases.SEARCHED
        if phrase.triggers != triggers(phrase.expression)
    ]
    assert stale == []


def test_the_test_part_has_authors_of_its_own() -> None:
    train, test = rows("train"), rows("test")
    assert len(train) > 10_000
    assert len(test) > 1_500
    assert {row["set"] for row in train}.isdisjoint(row["set"] for row in test)
    assert {row["text"].casefold() for row in train}.isdisjoint(
        row["text"].casefold() for row in test
    )
    assert {row["label"] for row in (*train, *test)} <= LABELS


def test_every_language_has_both_parts() -> None:
    parts = {(row["language"], row["split"]) for row in rows("languages")}
    assert parts == {(code, part) for code in abroad.BUTTONS for part in ("train", "test")}


def test_the_widgets_button_says_what_the_screen_hears() -> None:
    source = (ROOT / "frontend" / "widget" / "texts" / "talk.ts").read_text("utf-8")
    shown = dict(re.findall(r'^  (\w\w): "([^"]+)",$', source, re.MULTILINE))
    assert shown == abroad.BUTTONS


def test_the_texts_of_all_languages_hold_the_same() -> None:
    topics = {topic.name for topic in phrases.TOPICS}
    for language in LANGUAGES:
        texts = texts_in(language)
        assert set(texts.advice) == topics
        assert "{of}" in texts.introduction
        assert "{number}" in texts.line


def test_every_help_line_names_its_source() -> None:
    file = files("tandem") / "resources" / "crisis_lines.toml"
    table = tomllib.loads(file.read_text("utf-8"))
    assert len(table["line"]) > 30
    assert all(line["source"].startswith("https://") for line in table["line"])
    assert {line["country"] for line in table["line"]} <= set(table["emergency"])
