"""Refits confidence and thresholds on judged questions, and puts them in force."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tandem.assistant.gather import in_force
from tandem.assistant.thinking import Thinking, fixed
from tandem.assistant.trial import try_all
from tandem.core.errors import InvalidError
from tandem.core.lab.dataset import Question
from tandem.core.lab.judged import Judged, of_customer, of_reviewer
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.decide import EXTRACTIVE, Answer, Suggest
from tandem.core.turn.threshold import JUDGED_MIN, Threshold
from tandem.fit.confidence import judge
from tandem.store import articles, calibrations, reviews, showings


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What a calibration is based on, and the resulting thresholds ("": all categories).

    `judged` questions were compared with their gold articles, of which `right` were right.
    `of_reviewers` quotes were judged in the review queue, `sampled` of them drawn at random or as
    first ones: only these say something about a threshold. `of_customers` quotes were judged by a
    customer's yes or no alone.
    """

    judged: int
    of_reviewers: int
    sampled: int
    of_customers: int
    right: int
    version: str
    thresholds: dict[str, Threshold]


async def calibrate(
    thinking: Thinking,
    questions: Sequence[Question],
    *,
    concurrency: int,
    now: datetime,
    progress: Callable[[int], None] = lambda _: None,
) -> Calibrated:
    """Asks every question, compares with its gold articles, refits, and puts the result in force.

    What people judged in the review queue counts beside the questions. Raises InvalidError if
    fewer than 150 are judged in all: with fewer, no threshold could be shown to meet the target.
    """
    thinking = replace(thinking, policy=fixed(thinking.policy()))  # the same for all questions
    start = await corpus_calibration(thinking)
    trials = await try_all(thinking, questions, concurrency=concurrency, now=now, progress=progress)
    cases = [case for trial in trials if (case := trial.judged) is not None]
    verdicts = await _reviewers(thinking, start)
    sampled = sum(case.may_answer for case in verdicts)
    if len(cases) + sampled < JUDGED_MIN:
        also = f", and {sampled} answers were judged" if sampled else ""
        raise InvalidError(
            f"{len(cases)} questions can be judged{also}; {JUDGED_MIN} are needed.",
            hint="Add questions, learn the articles that answer them first, or judge more in the"
            " review queue.",
        )
    policy = thinking.policy()
    said = await _customers(thinking, start)
    calibration = judge(start, [*cases, *verdicts, *said], policy.categories, policy.target_error)
    async with thinking.database.transaction() as connection:
        await calibrations.keep(connection, "judged", calibration, now=now)
    return Calibrated(
        judged=len(cases),
        of_reviewers=len(verdicts),
        sampled=sampled,
        of_customers=len(said),
        right=sum(case.right for case in cases),
        version=calibration.version,
        thresholds=dict(calibration.thresholds),
    )


CUSTOMERS_MIN = 50  # quotes with a yes or a no, of both kinds, before they enter the fit


async def _customers(thinking: Thinking, start: Calibration) -> list[Judged]:
    """What customers said of quotes, as cases; none while there are too few, or only one kind.

    A yes is kinder than a judge, so they shape P(right) and never move a threshold.
    """
    async with thinking.database.connection() as connection:
        said = await showings.labelled(connection)
    cases = [
        case for one in said if (case := of_customer(one.helped, one.evidence, start)) is not None
    ]
    is_enough = len(cases) >= CUSTOMERS_MIN and len({case.right for case in cases}) == 2
    return cases if is_enough else []


async def _reviewers(thinking: Thinking, start: Calibration) -> list[Judged]:
    """What people judged of quotes, as cases; partly right is not right.

    Their weights undo how they were drawn, and are 1 on average, so that a verdict counts as much
    as a question.
    """
    async with thinking.database.connection() as connection:
        found = await reviews.labelled(connection)
    quotes = [
        one
        for one in found
        if isinstance(one.decision, Answer | Suggest) and one.decision.maker == EXTRACTIVE
    ]
    mean = _mean([one.weight for one in quotes])
    mean_of_sampled = _mean([one.answer_weight for one in quotes if one.answer_weight is not None])
    return [
        case
        for one in quotes
        if (
            case := of_reviewer(
                one.is_right,
                one.evidence,
                start,
                weight=one.weight / mean,
                answer_weight=one.answer_weight and one.answer_weight / mean_of_sampled,
            )
        )
        is not None
    ]


def _mean(weights: Sequence[float]) -> float:
    return sum(weights) / len(weights) if weights else 1.0


async def corpus_calibration(thinking: Thinking) -> Calibration:
    """The calibration before any judged answer: shipped, mixed with the firm's articles'."""
    embedder = thinking.embedder
    async with thinking.database.connection() as connection:
        state = await articles.state(
            connection, model=embedder.model if embedder else None, audiences=("customer",)
        )
        learnt = await calibrations.newest(connection)
    learnt.pop("judged", None)
    return in_force(thinking, thinking.policy(), learnt, state.model)
