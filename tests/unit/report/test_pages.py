"""The pages: one well-formed file, without requests, scripts or unescaped text."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.lab import content, conversations, scorecard
from tandem.core.lab.content import ContentFigures, Quoted
from tandem.core.lab.conversations import End, Reply, Talk
from tandem.core.lab.dataset import Question
from tandem.core.lab.messages import Categorised, Flagged
from tandem.core.lab.retrieval import RankedList
from tandem.core.lab.scorecard import ConversationsScorecard, MessagesMeta, QuestionsMeta
from tandem.core.lab.selective import Outcome
from tandem.core.metrics.figures import UNDEFINED, Figure, proportion
from tandem.report import charts, numbers, theme
from tandem.report.conversations import conversations_page
from tandem.report.markup import element, words
from tandem.report.messages import messages_page
from tandem.report.questions import questions_page

HOSTILE = "<script>alert('&\"')</script>"


def questions_result(n: int) -> dict[str, object]:
    confidences = [(at + 0.5) / n for at in range(n)]
    outcomes = [
        Outcome(
            str(at),
            sure,
            sure > 0.4 and at % 5 > 0,
            at % 5 > 0,
            "answer" if sure > 0.7 else "ask",
            "r",
            None,
        )
        for at, sure in enumerate(confidences)
    ]
    lists = [RankedList(str(at), frozenset("a"), ("a",) if at % 3 else ("b",)) for at in range(n)]
    return scorecard.score_questions(
        {"bm25": lists, "hybrid": lists}, outcomes, quoted(n), questions_meta(n)
    ).to_json()


def quoted(n: int) -> ContentFigures:
    return content.measure([Quoted(20, 0.5, 0.25)] * n, [20] * n, seed=0)


def questions_meta(n: int) -> QuestionsMeta:
    return QuestionsMeta(
        questions=n,
        sets={HOSTILE: n},
        seconds=1.5,
        embedder=HOSTILE,
        calibration=HOSTILE,
        thresholds={HOSTILE: None},
        folds=5,
        left_out=(HOSTILE,) * 60,
    )


def conversations_result(n: int) -> dict[str, object]:
    kinds = ("answerable", "answerable", "unanswerable", HOSTILE)
    talks = tuple(
        Talk(
            Question(str(at), HOSTILE, ("a",), kind == "answerable", answerability=kind),
            (Reply("suggest", "suggest", ("a" if at % 3 else "b",), (), "a", 20),),
            End.HELPED if at % 3 else End.HANDED_OFF,
        )
        for at, kind in ((at, kinds[at % 4]) for at in range(n))
    )
    return ConversationsScorecard(
        conversations.measure(talks),
        quoted(n),
        conversations.apart(talks),
        questions_meta(n),
        talks,
    ).to_json()


def messages_result(task: str, n: int) -> dict[str, object]:
    meta = MessagesMeta(n, {HOSTILE: n}, 0.5, HOSTILE, HOSTILE, 0.6, (HOSTILE,))
    if task == "category":
        sorted_ = [
            Categorised(0.5, HOSTILE, HOSTILE, f"{HOSTILE}{at % 3}", HOSTILE) for at in range(n)
        ]
        return scorecard.score_categories(sorted_, sorted_[::-1], meta).to_json()
    rows = [Flagged(at / 100, at % 2 == 0, at % 3 == 0, HOSTILE) for at in range(n)]
    return scorecard.score_task(task, rows, meta).to_json()


PAGES = {
    "questions": questions_page(questions_result(200)),
    "few questions": questions_page(questions_result(8)),
    "no questions": questions_page(questions_result(0)),
    "a bare contract": questions_page({"retrieval": {}, "decisions": {}}),
    "conversations": conversations_page(conversations_result(200)),
    "no conversations": conversations_page(conversations_result(0)),
    "task": messages_page(messages_result(HOSTILE, 60)),
    "category": messages_page(messages_result("category", 60)),
    "no messages": messages_page(messages_result("category", 0)),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_well_formed_and_self_contained(name: str) -> None:
    text = PAGES[name]
    root = ElementTree.fromstring(text)  # noqa: S314 (our own page)
    assert {node.tag for node in root.iter()}.isdisjoint(
        {"script", "link", "img", "iframe", "object", "image", "use"}
    )
    assert not re.search(r"https?:|url\(|@import|javascript:| on[a-z]+=", text)
    assert HOSTILE not in text
    assert "nan" not in re.sub("<[^>]*>", " ", text).lower().split()


@pytest.mark.parametrize("name", PAGES)
def test_pictures_have_names_and_tables_have_heads(name: str) -> None:
    root = ElementTree.fromstring(PAGES[name])  # noqa: S314 (our own page)
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    for figure in root.iter("figure"):
        picture = figure.find("svg")
        assert picture is not None
        assert picture.get("role") == "img"
        assert set((picture.get("aria-labelledby") or "").split()) <= set(ids)
        assert figure.find("details//table") is not None
    assert all(head.get("scope") in {"col", "row"} for head in root.iter("th"))


def test_marks_of_few_cases_are_hollow_and_what_is_missing_says_why() -> None:
    hollow = "fill: var(--surface); stroke: var(--muted)"
    few, many = charts.Row("few", proportion(20, 29)), charts.Row("many", proportion(20, 30))
    for chance in (None, 0.5):
        assert hollow in charts.rows("k", "t", "n", [few], numbers.percent, chance=chance)
        assert hollow not in charts.rows("k", "t", "n", [many], numbers.percent, chance=chance)
    assert "8 of 59 questions" in PAGES["few questions"]
    assert "200 of 1,000 questions" in PAGES["questions"]
    assert "Not measured: dense." in PAGES["questions"]


def test_the_same_figures_give_the_same_page() -> None:
    assert questions_page(questions_result(200)) == PAGES["questions"]


def test_pictures_hold_text_in_the_page_s_colours_and_font() -> None:
    root = ElementTree.fromstring(PAGES["questions"])  # noqa: S314 (our own page)
    pictures = list(root.iter("svg"))
    texts = [text.text for picture in pictures for text in picture.iter("text")]
    styles = [node.get("style", "") for picture in pictures for node in picture.iter()]
    assert len(pictures) == 6
    assert "hybrid, n 200" in texts
    assert "share answered →" in texts
    assert not [style for style in styles if "#" in style or "font-family" in style]
    assert len(PAGES["questions"].encode()) < 600_000


def test_a_name_is_drawn_as_it_is() -> None:
    name = "$\\frac{1}{2}$ <人工>\n\x00"
    row = charts.Row(name, proportion(70, 120))
    root = ElementTree.fromstring(charts.rows("k", "t", "n", [row], numbers.percent))  # noqa: S314
    assert "$\\frac{1}{2}$ <人工> \ufffd, n 120" in [text.text for text in root.iter("text")]


def test_the_title_is_a_sentence_with_its_denominators() -> None:
    helped = "67 % of 100 customers were helped within two messages"
    assert helped in PAGES["conversations"].replace("\N{NO-BREAK SPACE}", " ")
    assert "No answerable question was asked" in PAGES["no conversations"]
    title = "The assistant answers 30 % of 200 questions, and 80 % of these 60 answers are right"
    assert title in PAGES["questions"].replace("\N{NO-BREAK SPACE}", " ")


@given(st.text())
def test_any_text_can_stand_in_a_page(text: str) -> None:
    root = ElementTree.fromstring(element("p", words(text), title=text))  # noqa: S314 (our own)
    assert len(list(root.iter())) == 1
    element("p", words(text)).encode()


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (proportion(70, 120), "58 % (49–67)"),
        (proportion(0, 120), "0 % (0–3.1)"),
        (proportion(119, 120), "99.2 % (95–99.9)"),
        (UNDEFINED, "not enough yet"),
    ],
)
def test_shares_are_written_with_their_interval(figure: Figure, text: str) -> None:
    assert numbers.percent(figure).replace("\N{NO-BREAK SPACE}", " ") == text


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK])
def test_text_and_marks_stand_out_in_both_themes(colours: dict[str, str]) -> None:
    for name in ("text", "muted", "accent", "warn", "danger"):
        assert contrast(colours[name], colours["surface"]) >= 4.5
    for name in ("control", "ai", "human"):
        assert contrast(colours[name], colours["surface"]) >= 3


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts: list[Any] = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
