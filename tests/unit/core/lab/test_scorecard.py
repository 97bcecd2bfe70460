"""The result's shape is a contract: these keys, these figures, no NaN."""

import json
from typing import Any

import numpy as np

from tandem.core.lab import content, conversations, scorecard
from tandem.core.lab.content import Quoted
from tandem.core.lab.messages import UNCATEGORISED as NONE
from tandem.core.lab.messages import Categorised, Flagged
from tandem.core.lab.retrieval import RankedList
from tandem.core.lab.scorecard import ConversationsScorecard, MessagesMeta, QuestionsMeta
from tandem.core.lab.selective import Outcome

QUESTIONS = QuestionsMeta(
    questions=300,
    sets={"faq.jsonl": 300},
    seconds=1.23456789,
    embedder=None,
    calibration="the shipped prior",
    thresholds={"all": None},
    folds=5,
)
MESSAGES = MessagesMeta(
    messages=2, sets={"requests.jsonl": 2}, seconds=0.5, embedder=None, model="rules"
)


QUOTED = content.measure([Quoted(20, 0.5, 0.25), Quoted(40, None, None)], [20, 40], seed=0)


def read(result: dict[str, object]) -> Any:
    return json.loads(json.dumps(result, allow_nan=False))


def outcomes(n: int) -> list[Outcome]:
    confidences = np.random.default_rng(4).random(n).tolist()
    return [
        Outcome(str(at), confidence, confidence > 0.4, confidence > 0.3, "answer", "answer", None)
        for at, confidence in enumerate(confidences)
    ]


def assert_figure(value: Any) -> None:
    assert set(value) == {"value", "n", "low", "high"}


def test_a_result_has_the_keys_that_everyone_compares() -> None:
    lists = [RankedList("1", frozenset("a"), ("b", "a"))]
    result = read(
        scorecard.score_questions(
            {"bm25": lists, "hybrid": lists}, outcomes(300), QUOTED, QUESTIONS
        ).to_json()
    )
    assert set(result["retrieval"]) == {"bm25", "dense", "hybrid"}
    for leg in result["retrieval"].values():
        assert set(leg) == {"hit_at_1", "recall_at_5", "recall_at_10", "mrr_at_10", "ndcg_at_10"}
        for figure in leg.values():
            assert_figure(figure)
    assert result["retrieval"]["dense"]["hit_at_1"]["value"] is None
    for section, keys in {
        "decisions": {
            *("answer", "suggest", "greet", "ask", "offer_human", "hand_off"),
            *("answered_right", "suggested_right"),
        },
        "selective": {"aurc", "coverage_at_5_percent_error", "auroc_right", "auroc_answerable"},
        "calibration": {"ece", "brier"},
    }.items():
        assert keys <= set(result[section])
        for figure in result[section].values():
            assert_figure(figure)
    for key in ("answer_recall", "answer_recall_of_lead"):
        assert_figure(result["content"][key])
    assert result["content"]["words_quoted"] == {"n": 2, "median": 40, "p95": 40}
    assert result["meta"]["seconds"] == 1.234568


def test_curves_are_thin_and_reach_from_end_to_end() -> None:
    curves = read(scorecard.score_questions({}, outcomes(300), QUOTED, QUESTIONS).to_json())[
        "curves"
    ]
    points = curves["risk_coverage"]
    assert len(points) == scorecard.POINTS_MAX
    assert points[0]["risk"]["n"] == 1
    assert points[-1]["coverage"] == 1
    assert sum(sum(bins) for bins in curves["confidence"]["counts"].values()) == 300


def test_a_result_over_nothing_is_undefined_rather_than_zero() -> None:
    nothing = content.measure([], [], seed=0)
    result = read(scorecard.score_questions({}, [], nothing, QUESTIONS).to_json())
    for section in ("decisions", "selective", "calibration"):
        assert {figure["value"] for figure in result[section].values()} == {None}
    assert result["content"]["answer_recall"]["value"] is None
    assert result["content"]["words_quoted"] == {"n": 0, "median": None, "p95": None}


def test_a_result_of_conversations_has_the_keys_that_everyone_compares() -> None:
    result = read(
        ConversationsScorecard(
            conversations.measure([]), QUOTED, conversations.apart([]), QUESTIONS, ()
        ).to_json()
    )
    assert set(result) == {"conversations", "content", "apart", "meta"}
    assert set(result["conversations"]) == {
        *("helped_in_1", "helped_in_2", "helped_in_3", "answered_wrong", "suggested_wrong"),
        *("suggestions_wrong", "asked_needlessly", "offered_person", "handed_off"),
        *("unanswerable_answered", "unanswerable_suggested", "unanswerable_to_person"),
    }
    for figure in result["conversations"].values():
        assert_figure(figure)


def test_messages_have_their_figures_on_top() -> None:
    task = scorecard.score_task(
        "human_request", [Flagged(0.9, True, True, "a"), Flagged(0.2, False, False, "b")], MESSAGES
    )
    sorted_ = [Categorised(0.9, "x", "x", "x", "a"), Categorised(0.4, "x", NONE, NONE, "a")]
    category = scorecard.score_categories(sorted_, sorted_[:1], MESSAGES)
    for result in (read(task.to_json()), read(category.to_json())):
        for key in ("precision", "recall", "f1", "auroc", "false_alarm_rate"):
            assert_figure(result[key])
            assert_figure(result["by_set"]["a"][key])
