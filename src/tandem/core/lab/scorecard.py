"""The result of a run: all its figures, in one shape that can be compared (docs/evaluation.md)."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass

from tandem.core.lab import calibration, decisions, messages, retrieval, selective
from tandem.core.lab.content import ContentFigures
from tandem.core.lab.conversations import ConversationFigures, FirstReplies, Talk

LEGS = ("bm25", "dense", "hybrid")
POINTS_MAX = 200
HISTOGRAM_BINS = 20


@dataclass(frozen=True, slots=True)
class QuestionsMeta:
    """How a run over questions was made: what is needed to repeat or check it."""

    questions: int
    sets: Mapping[str, int]  # questions in each file
    seconds: float
    embedder: str | None
    calibration: str  # where the confidence comes from, in words
    thresholds: Mapping[str, float | None]  # per category or fold; None: nothing is answered
    folds: int
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MessagesMeta:
    """How a run over messages was made."""

    messages: int
    sets: Mapping[str, int]
    seconds: float
    embedder: str | None
    model: str  # what recognises the messages, in words
    threshold: float | None = None
    left_out: tuple[str, ...] = ()
    learnt_from: int = 0  # messages that categories were learnt from
    per_class: int | None = None  # at most so many of each label, drawn with `seed`
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many cases of each kind fall into each of the equal bins from 0 to 1."""

    edges: tuple[float, ...]
    counts: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class QuestionsCurves:
    """The data of the plots of a run over questions."""

    risk_coverage: tuple[selective.RiskPoint, ...]
    reliability: tuple[calibration.ReliabilityBin, ...]
    confidence: Histogram


@dataclass(frozen=True, slots=True)
class QuestionsScorecard:
    """The result of `evaluate questions`."""

    retrieval: Mapping[str, retrieval.RetrievalFigures]
    decisions: decisions.DecisionFigures
    content: ContentFigures
    selective: selective.SelectiveFigures
    calibration: calibration.CalibrationFigures
    curves: QuestionsCurves
    meta: QuestionsMeta

    def to_json(self) -> dict[str, object]:
        """Plain dictionaries, lists, text and numbers with six digits; null instead of NaN."""
        return _plain_fields(self)


@dataclass(frozen=True, slots=True)
class ConversationsScorecard:
    """The result of `evaluate conversations`; `talks` are the conversations themselves."""

    conversations: ConversationFigures
    content: ContentFigures
    apart: Mapping[str, FirstReplies]
    meta: QuestionsMeta
    talks: tuple[Talk, ...]

    def to_json(self) -> dict[str, object]:
        """As above, without the conversations."""
        whole = _plain_fields(self)
        del whole["talks"]
        return whole


@dataclass(frozen=True, slots=True)
class MessagesScorecard:
    """The result of `evaluate messages` for one task.

    Of `category` only: `by_label`, and `nearest_neighbour`, the figures of the plain method on the
    same messages.
    """

    task: str
    figures: messages.TaskFigures | messages.CategoryFigures
    by_set: Mapping[str, messages.TaskFigures | messages.CategoryFigures]
    by_label: Mapping[str, messages.LabelFigures]
    nearest_neighbour: messages.CategoryFigures | None
    probability: Histogram
    meta: MessagesMeta

    def to_json(self) -> dict[str, object]:
        """As above, with the figures at the top level: precision, recall, f1, auroc and so on."""
        whole = _plain_fields(self)
        del whole["figures"]
        curves = {"probability": whole.pop("probability")}
        return {"task": self.task, **_plain_fields(self.figures), **whole, "curves": curves}


def score_questions(
    ranked: Mapping[str, Sequence[retrieval.RankedList]],
    outcomes: Sequence[selective.Outcome],
    quoted: ContentFigures,
    meta: QuestionsMeta,
    *,
    seed: int = 0,
) -> QuestionsScorecard:
    """The result over all questions; a search leg that didn't run has undefined figures."""
    assert set(ranked) <= set(LEGS), "the legs are bm25, dense and hybrid"
    confidences = [outcome.confidence for outcome in outcomes]
    right = [outcome.right for outcome in outcomes]
    return QuestionsScorecard(
        retrieval={leg: retrieval.measure(ranked.get(leg, ()), seed=seed) for leg in LEGS},
        decisions=decisions.measure(outcomes),
        content=quoted,
        selective=selective.measure(outcomes, seed=seed),
        calibration=calibration.measure(confidences, right, seed=seed),
        curves=QuestionsCurves(
            risk_coverage=thinned(selective.risk_curve(outcomes)),
            reliability=calibration.reliability(confidences, right),
            confidence=histogram(
                confidences,
                [_kind(outcome) for outcome in outcomes],
                ("right", "wrong", "unanswerable"),
            ),
        ),
        meta=meta,
    )


def score_task(
    task: str, rows: Sequence[messages.Flagged], meta: MessagesMeta
) -> MessagesScorecard:
    """The result of a task that flags messages of one kind."""
    return MessagesScorecard(
        task=task,
        figures=messages.measure_task(rows),
        by_set=messages.by_set(rows, messages.measure_task),
        by_label={},
        nearest_neighbour=None,
        probability=histogram(
            [row.probability for row in rows],
            [task if row.actual else "other" for row in rows],
            (task, "other"),
        ),
        meta=meta,
    )


def score_categories(
    rows: Sequence[messages.Categorised],
    by_neighbour: Sequence[messages.Categorised],
    meta: MessagesMeta,
    *,
    seed: int = 0,
) -> MessagesScorecard:
    """The result of the task `category`, with that of nearest neighbour for the same messages."""
    return MessagesScorecard(
        task="category",
        figures=messages.measure_categories(rows, seed=seed),
        by_set=messages.by_set(rows, lambda part: messages.measure_categories(part, seed=seed)),
        by_label=messages.measure_labels(rows),
        nearest_neighbour=messages.measure_categories(by_neighbour, seed=seed),
        probability=histogram(
            [row.probability for row in rows],
            [_kind_of_category(row) for row in rows],
            ("right", "wrong", "out of scope"),
        ),
        meta=meta,
    )


def thinned(points: Sequence[selective.RiskPoint]) -> tuple[selective.RiskPoint, ...]:
    """At most 200 points, evenly chosen, including the first and the last."""
    if len(points) <= POINTS_MAX:
        return tuple(points)
    step = (len(points) - 1) / (POINTS_MAX - 1)
    return tuple(points[round(at * step)] for at in range(POINTS_MAX))


def histogram(scores: Sequence[float], kinds: Sequence[str], names: tuple[str, ...]) -> Histogram:
    """The distribution of each kind's scores; a bin includes its lower edge, the last one both."""
    counts = {name: [0] * HISTOGRAM_BINS for name in names}
    for score, kind in zip(scores, kinds, strict=True):
        counts[kind][min(int(score * HISTOGRAM_BINS), HISTOGRAM_BINS - 1)] += 1
    edges = tuple(at / HISTOGRAM_BINS for at in range(HISTOGRAM_BINS + 1))
    return Histogram(edges, {kind: tuple(bins) for kind, bins in counts.items()})


def _kind(outcome: selective.Outcome) -> str:
    if not outcome.answerable:
        return "unanswerable"
    return "right" if outcome.right else "wrong"


def _kind_of_category(row: messages.Categorised) -> str:
    if row.actual == messages.UNCATEGORISED:
        return "out of scope"
    return "right" if row.likeliest == row.actual else "wrong"


def plain(value: object) -> object:
    """A result as JSON has it: null instead of NaN, six digits."""
    match value:
        case float():
            return round(value, 6) if math.isfinite(value) else None
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case _ if is_dataclass(value):
            return _plain_fields(value)
        case _:
            return value


def _plain_fields(value: object) -> dict[str, object]:
    assert is_dataclass(value)
    return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
