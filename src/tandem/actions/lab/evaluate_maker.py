"""Measures a language model on labelled questions, and fits its own calibration to them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from tandem.assistant.requests import Keeps
from tandem.assistant.thinking import Thinking, fixed
from tandem.assistant.trial import Trial, try_all
from tandem.core.errors import ConfigError, InvalidError
from tandem.core.lab import makers
from tandem.core.lab.dataset import Question
from tandem.core.lab.judged import judged_written
from tandem.core.lab.makers import MakerFigures
from tandem.core.turn.confidence import FEATURES, KEYWORD_FEATURES
from tandem.core.turn.generate import MODEL_FEATURES
from tandem.core.turn.threshold import JUDGED_MIN, Threshold
from tandem.fit.confidence import judge_model
from tandem.store import calibrations

TIME_S = 25.0  # for each question: nobody waits


@dataclass(frozen=True, slots=True)
class CalibratedModel:
    """What a model's calibration is based on, and its thresholds ("": all categories)."""

    model: str
    judged: int
    right: int
    version: str
    thresholds: dict[str, Threshold]


async def evaluate_maker(
    thinking: Thinking,
    model: str,
    questions: Sequence[Question],
    *,
    times: int,
    concurrency: int,
    now: datetime,
    progress: Callable[[int], None] = lambda _: None,
) -> MakerFigures:
    """Asks a model every question `times` times, and counts what was left after the checks.

    Nothing is recorded. Raises ConfigError if the model is not among those that are set.
    """
    rounds: list[list[makers.Attempt]] = []
    for number in range(times):
        trials = await _ask(
            thinking, model, questions, sample=number, concurrency=concurrency, now=now,
            progress=lambda done, number=number: progress(number * len(questions) + done),
        )  # fmt: skip
        rounds.append(
            [makers.attempt(trial.question, trial.considered.evidence) for trial in trials]
        )
    return makers.measure(model, rounds)


async def calibrate_maker(
    thinking: Thinking,
    model: str,
    questions: Sequence[Question],
    *,
    concurrency: int,
    now: datetime,
    progress: Callable[[int], None] = lambda _: None,
) -> CalibratedModel:
    """Fits a model's own P(right) and thresholds to judged replies, and puts them in force.

    From then on it answers where it is confident enough. Raises InvalidError with fewer than 150
    judged replies.
    """
    trials = await _ask(
        thinking, model, questions, sample=0, concurrency=concurrency, now=now, progress=progress
    )
    cases = [
        case
        for trial in trials
        if (case := judged_written(trial.question, trial.considered.evidence)) is not None
    ]
    names = (FEATURES if thinking.embedder else KEYWORD_FEATURES) + MODEL_FEATURES
    policy = thinking.policy()
    embedder = thinking.embedder.model if thinking.embedder else "keywords"
    calibration = judge_model(embedder, cases, names, policy.categories, policy.target_error)
    if calibration is None:
        raise InvalidError(
            f"{len(cases)} replies of {model} can be judged; {JUDGED_MIN} are needed.",
            hint="Add questions, or look at `tandem evaluate questions --maker` for what it lacks.",
        )
    async with thinking.database.transaction() as connection:
        scope = f"{calibrations.OF_MODEL}{model}"
        await calibrations.keep(connection, scope, calibration, now=now)
    return CalibratedModel(
        model=model,
        judged=len(cases),
        right=sum(case.right for case in cases),
        version=calibration.version,
        thresholds=dict(calibration.thresholds),
    )


async def _ask(
    thinking: Thinking,
    model: str,
    questions: Sequence[Question],
    *,
    sample: int,
    concurrency: int,
    now: datetime,
    progress: Callable[[int], None],
) -> list[Trial]:
    """What this model makes of every question, whatever its budgets and modes are."""
    writers = thinking.writers
    chosen = [one for one in writers.models if one.name == model] if writers else []
    if writers is None or not chosen:
        names = ", ".join(one.name for one in writers.models) if writers else "none"
        raise ConfigError(
            f"There is no model {model} (set: {names}).",
            hint="Name one of TANDEM_LLM, as it is written there.",
        )
    policy = thinking.policy()
    free = replace(
        policy.llm, modes=(), categories=(), seconds=TIME_S, samples=1,
        tokens_per_conversation=None, tokens_per_day=None, dollars_per_day=None,
    )  # fmt: skip
    alone = replace(
        thinking,
        policy=fixed(replace(policy, llm=free)),
        writers=replace(writers, models=tuple(chosen), keeps=Keeps.NOTHING, sample=sample),
    )
    return await try_all(alone, questions, concurrency=concurrency, now=now, progress=progress)
