"""`tandem evaluate conversations`: simulated customers on a small set, by one worker and by two."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tandem.core.metrics.figures import wilson_interval

ARTICLES = {
    "borrow": "# How long a book may be kept\n\nA book is lent for three weeks.",
    "card": "# A lost library card\n\nA new card costs 5 EUR; children get theirs for free.",
    "rooms": "# Book a study room\n\nStudy rooms are booked in the app, for four hours a day.",
    "print": "# Print and copy\n\nPrinting costs 10 cents a page, on the first floor.",
}
QUESTIONS = (
    ("How long may a book be kept?", "borrow"),
    ("How much does a new library card cost?", "card"),
    ("How do I book a study room?", "rooms"),
    ("What does printing cost for a page?", "print"),
    ("Can I hang on to a novel for longer?", "borrow"),
    ("What does it cost?", "card"),
    ("Which wallpaper suits a marble fireplace?", None),
    ("Is there parking for lorries?", None),
)
FIGURES = {
    *("helped_in_1", "helped_in_2", "helped_in_3", "answered_wrong", "suggested_wrong"),
    *("asked_needlessly", "offered_person", "handed_off"),
}
OF_UNANSWERABLE = {"unanswerable_answered", "unanswerable_suggested", "unanswerable_to_person"}
ENDS = {"helped", "answered_wrong", "offered_person", "handed_off", "nothing"}


def row(number: int, text: str, gold: str | None) -> dict[str, object]:
    return {
        "id": f"q{number}",
        "question": text,
        "gold_article_ids": [] if gold is None else [f"library/{gold}"],
        "answerable": gold is not None,
    }


UNCLEAR = {
    "id": "unclear",
    "question": "card or room",
    "gold_article_ids": ["library/card", "library/rooms"],
    "answerable": False,
    "answerability": "UNDERSPECIFIED",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run wrote."""

    said: str
    table: dict[str, Any]
    page: str
    talks: list[dict[str, Any]]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the articles and the questions."""
    folder = tmp_path_factory.mktemp("evaluated")
    articles = folder / "library"
    articles.mkdir()
    for key, text in ARTICLES.items():
        (articles / f"{key}.md").write_text(text, encoding="utf-8")
    rows = [*(row(number, *asked) for number, asked in enumerate(QUESTIONS)), UNCLEAR]
    lines = [json.dumps(one) for one in (*rows, {"id": "broken"})]
    (folder / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def measured(written: Path, demo: Any) -> Mapping[int, Measured]:
    """The same run by one worker process and by two."""
    found: dict[int, Measured] = {}
    for workers in (1, 2):
        out = {name: written / f"{workers}.{name}" for name in ("json", "html", "talks")}
        done = demo(
            *("evaluate", "conversations", "--workers", str(workers)),
            *("--articles", written / "library", "--questions", written / "questions.jsonl"),
            *(argument for name, path in out.items() for argument in (f"--{name}", path)),
        )
        assert done.code == 0, done.err
        lines = out["talks"].read_text(encoding="utf-8").splitlines()
        found[workers] = Measured(
            done.out + done.err,
            json.loads(out["json"].read_text(encoding="utf-8")),
            out["html"].read_text(encoding="utf-8"),
            [json.loads(line) for line in lines],
        )
    return found


def test_the_figures_have_the_documented_shape(measured: Mapping[int, Measured]) -> None:
    table = measured[2].table
    assert table.keys() == {"conversations", "content", "apart", "meta"}
    conversations = table["conversations"]
    assert conversations.keys() == FIGURES | OF_UNANSWERABLE | {"suggestions_wrong"}
    for name, figure in conversations.items():
        assert figure.keys() == {"value", "n", "low", "high"}
        count = {True: 6, False: 2}[name in FIGURES]
        if name != "suggestions_wrong":
            assert figure["n"] == count, name
        if figure["n"]:
            low, high = wilson_interval(round(figure["value"] * figure["n"]), figure["n"])
            assert (figure["low"], figure["high"]) == pytest.approx((low, high), abs=1e-5)
        else:
            assert figure["value"] is None
    assert table["apart"].keys() == {"underspecified"}
    first = table["apart"]["underspecified"]
    assert first.keys() == {"answer", "suggest", "ask", "offer_human", "hand_off"}
    assert {figure["n"] for figure in first.values()} == {1}
    assert (table["meta"]["questions"], table["meta"]["sets"]) == (9, {"questions.jsonl": 9})
    assert len(table["meta"]["left_out"]) == 1
    assert "answer_recall" in table["content"]


def test_the_figures_are_those_of_the_conversations(measured: Mapping[int, Measured]) -> None:
    table, talks = measured[2].table["conversations"], measured[2].talks
    assert {talk["question"]["text"] for talk in talks} == {
        *(text for text, _ in QUESTIONS),
        "card or room",
    }
    answerable = [talk for talk in talks if talk["question"]["answerable"]]
    ends = Counter(talk["end"] for talk in answerable)
    assert set(ends) <= ENDS
    for name in ("answered_wrong", "offered_person", "handed_off"):
        assert table[name]["value"] == pytest.approx(ends[name] / 6, abs=1e-6), name
    assert table["helped_in_3"]["value"] == pytest.approx(ends["helped"] / 6, abs=1e-6)
    assert 0 < table["helped_in_1"]["value"] <= table["helped_in_2"]["value"]
    assert table["helped_in_2"]["value"] <= table["helped_in_3"]["value"]
    for talk in talks:
        assert 1 <= len(talk["replies"]) <= 3
        if talk["end"] == "helped":
            assert talk["replies"][-1]["quoted"][0] in talk["question"]["gold"]


def test_one_worker_and_two_find_the_same(measured: Mapping[int, Measured]) -> None:
    one, two = measured[1], measured[2]
    assert one.talks == two.talks
    for part in ("conversations", "content", "apart"):
        assert one.table[part] == two.table[part]


def test_the_page_has_its_plots_and_the_output_names_what_was_left_out(
    measured: Mapping[int, Measured],
) -> None:
    page = measured[2].page
    assert page.startswith("<!DOCTYPE html>")
    assert "<svg" in page or "data:image/png" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "helped_in_1" in measured[2].said
    assert "left out:" in measured[2].said


def test_a_first_day_has_no_judged_questions(written: Path, demo: Any) -> None:
    target = written / "fresh.json"
    done = demo(
        *("evaluate", "conversations", "--fresh", "--workers", "1", "--json", target),
        *("--articles", written / "library", "--questions", written / "questions.jsonl"),
        TANDEM_EMBEDDER="none",
    )
    assert done.code == 0, done.err
    meta = json.loads(target.read_text(encoding="utf-8"))["meta"]
    assert meta["embedder"] is None
    assert meta["calibration"].endswith("as on the first day")


def test_what_cannot_be_written_is_refused_before_the_work(written: Path, demo: Any) -> None:
    said = demo.refused(
        *("evaluate", "conversations", "--articles", written / "library"),
        *("--questions", written / "questions.jsonl", "--talks", "/nowhere/talks.jsonl"),
        code=2,
    )
    assert "/nowhere" in said
