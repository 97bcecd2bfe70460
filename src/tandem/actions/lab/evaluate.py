"""Measures the assistant with labelled questions against a body of articles."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from tandem.assistant.consider import recalibrated
from tandem.assistant.thinking import Thinking, fixed
from tandem.assistant.trial import Trial, try_all
from tandem.core.knowledge.rank import Hit, best_of_each
from tandem.core.lab import content
from tandem.core.lab.content import Quoted
from tandem.core.lab.dataset import Labelled, Question, test_split
from tandem.core.lab.judged import cites_gold, is_right, quote_of_gold, words_of
from tandem.core.lab.retrieval import RankedList
from tandem.core.lab.scorecard import QuestionsMeta, QuestionsScorecard, score_questions
from tandem.core.lab.selective import Outcome
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.decide import Answer, Decision, Suggest, decide, name_of
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.source import shown
from tandem.fit.confidence import judge

LIST_MAX = 10  # documents of each search that the figures use


async def evaluate_questions(
    thinking: Thinking,
    calibration: Calibration,
    labelled: Labelled,
    *,
    concurrency: int,
    now: datetime,
    progress: Callable[[int], None] = lambda _: None,
) -> QuestionsScorecard:
    """Asks every question and scores what was found, how confidently, and what was decided.

    `calibration` is the one in force before any of these questions was judged; each fold refits it
    on the questions that it may use. Nothing is recorded.
    """
    began = time.perf_counter()
    thinking = replace(thinking, policy=fixed(thinking.policy()))  # the same for all questions
    trials = await try_all(
        thinking, labelled.questions, concurrency=concurrency, now=now, progress=progress
    )
    folds = test_split(labelled.questions)
    outcomes: list[Outcome] = []
    quotes: list[Quoted] = []
    words: list[int] = []
    thresholds: dict[str, float | None] = {}
    for number, fold in enumerate(folds, 1):
        cases = [trials[at].judged for at in fold.calibrate]
        refitted = judge(
            calibration,
            [case for case in cases if case is not None],
            thinking.policy().categories,
            thinking.policy().target_error,
        )
        thresholds[f"fold {number}"] = refitted.threshold("").value
        for trial in (trials[at] for at in fold.judge):
            evidence = recalibrated(trial.considered.evidence, refitted, thinking.policy())
            decision = decide(evidence, thinking.policy())
            outcomes.append(_outcome(trial.question, evidence, decision))
            if isinstance(decision, Answer | Suggest):
                quotes += quote_of_gold(trial.question, decision, evidence)
                words.append(words_of(shown(decision, evidence)))
    judged_trials = [trials[at] for fold in folds for at in fold.judge]
    return score_questions(
        {leg: [_ranked(trial, leg) for trial in judged_trials] for leg in _legs(thinking)},
        outcomes,
        content.measure(quotes, words, seed=0),
        QuestionsMeta(
            questions=len(judged_trials),
            sets=labelled.sets,
            seconds=round(time.perf_counter() - began, 1),
            embedder=thinking.embedder.model if thinking.embedder else None,
            calibration=_says(calibration),
            thresholds=thresholds,
            folds=len(folds),
            left_out=labelled.left_out,
        ),
    )


def _legs(thinking: Thinking) -> tuple[str, ...]:
    return ("bm25", "dense", "hybrid") if thinking.embedder else ("bm25", "hybrid")


def _says(calibration: Calibration) -> str:
    own = "mixed with one of the firm's own articles" if calibration.own else "as shipped"
    return (
        f"{calibration.version}: the shared model {own}, refitted in each fold from 150 judged on"
    )


def _ranked(trial: Trial, leg: str) -> RankedList:
    hits = _by_leg(trial.considered.hits, leg)
    documents = tuple(hit.document for hit in best_of_each(hits))
    return RankedList(trial.question.id, frozenset(trial.question.gold), documents[:LIST_MAX])


def _by_leg(hits: Sequence[Hit], leg: str) -> tuple[Hit, ...]:
    if leg == "hybrid":
        return tuple(hits)
    ranks = [(hit.rank_bm25 if leg == "bm25" else hit.rank_cosine, hit) for hit in hits]
    return tuple(
        hit
        for _, hit in sorted(
            ((rank, hit) for rank, hit in ranks if rank is not None), key=lambda pair: pair[0]
        )
    )


def _outcome(question: Question, evidence: Evidence, decision: Decision) -> Outcome:
    return Outcome(
        id=question.id,
        confidence=evidence.confidence.value if evidence.confidence else 0.0,
        right=is_right(question, evidence),
        answerable=question.answerable,
        decision=name_of(decision),
        rule=decision.rule,
        cited_gold=cites_gold(question, evidence) if evidence.candidate else None,
    )
