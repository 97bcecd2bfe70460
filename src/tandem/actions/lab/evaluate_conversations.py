"""Measures what simulated customers get from whole conversations."""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from tandem.core.lab import content, conversations
from tandem.core.lab.conversations import Talk
from tandem.core.lab.dataset import Labelled, Question, test_split
from tandem.core.lab.judged import Judged
from tandem.core.lab.scorecard import ConversationsScorecard, QuestionsMeta
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.policy import Policy
from tandem.fit.confidence import judge

Progress = Callable[[int], None]


class Workers(Protocol):
    """Who asks many questions at once; results come in the order of the questions."""

    async def judge(
        self, questions: Sequence[Question], progress: Progress
    ) -> Sequence[Judged | None]:
        """The case for calibration that each question gives."""
        ...

    async def converse(
        self, questions: Sequence[tuple[Question, Calibration]], progress: Progress
    ) -> Sequence[Talk]:
        """One conversation for each question, with its calibration."""
        ...


async def evaluate_conversations(
    workers: Workers,
    calibration: Calibration,
    labelled: Labelled,
    *,
    policy: Policy,
    embedder: str | None,
    fresh: bool,
    progress: Callable[[str, int], AbstractContextManager[Progress]],
) -> ConversationsScorecard:
    """Lets a simulated customer ask every question, and scores what they got.

    `calibration` is the one in force before any of these questions was judged. If not `fresh`, each
    fold refits it on the questions that it may use (`test_split`).
    """
    began = time.perf_counter()
    questions = labelled.questions
    folds = test_split(questions)
    judged: Sequence[Judged | None] = ()
    if not fresh:
        with progress("Judging", len(questions)) as done:
            judged = await workers.judge(questions, done)
    asked: list[tuple[Question, Calibration]] = []
    thresholds: dict[str, float | None] = {}
    for number, fold in enumerate(folds, 1):
        cases = [] if fresh else [judged[at] for at in fold.calibrate]
        refitted = judge(
            calibration,
            [case for case in cases if case is not None],
            policy.categories,
            policy.target_error,
        )
        thresholds[f"fold {number}"] = refitted.threshold("").value
        asked += [(questions[at], refitted) for at in fold.judge]
    with progress("Talking", len(asked)) as done:
        talks = tuple(await workers.converse(asked, done))
    replies = [reply for talk in talks for reply in talk.replies]
    return ConversationsScorecard(
        conversations=conversations.measure(talks),
        content=content.measure(
            [gold for reply in replies for gold in reply.gold],
            [reply.words for reply in replies if reply.words],
            seed=0,
        ),
        apart=conversations.apart(talks),
        meta=QuestionsMeta(
            questions=len(talks),
            sets=labelled.sets,
            seconds=round(time.perf_counter() - began, 1),
            embedder=embedder,
            calibration=f"{calibration.version}: as on the first day"
            if fresh
            else f"{calibration.version}: refitted in each fold from 150 judged on",
            thresholds=thresholds,
            folds=len(folds),
            left_out=labelled.left_out,
        ),
        talks=talks,
    )
