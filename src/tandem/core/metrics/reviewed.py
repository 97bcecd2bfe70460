"""Rates from judged items, weighted by how the sample was drawn."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tandem.core.desk.review import ReviewKind, Verdict
from tandem.core.metrics.figures import (
    UNDEFINED,
    Figure,
    exact_interval,
    exact_upper_bound,
)


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the queue, and what was said of it.

    `cell` is the part of the sample that it belongs to: within a cell, which items were judged is
    taken to be chance. `weight` is the inverse of its chance to be drawn. `verdict` and
    `should_be_person` are None until it is judged, `verdict` also for what claims nothing. `ends`
    says that it is the last turn of a conversation that no person ever had.
    """

    cell: str
    kind: ReviewKind
    weight: float
    verdict: Verdict | None
    should_be_person: bool | None
    ends: bool

    @property
    def is_judged(self) -> bool:
        """Whether somebody judged it."""
        return self.should_be_person is not None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """How often the assistant was wrong, by people's judgement; each `n` counts judged items.

    `wrong_answers` and `wrong_suggestions` are of those sent, `partly_…` beside them; `…_most` is
    the one-sided 95 % bound on wrong ones, None without any judged. `missed` is the share of
    conversations without people that a person should have had, `needless` the share of handoffs
    that needed none.
    """

    wrong_answers: Figure
    wrong_answers_most: float | None
    partly_answers: Figure
    wrong_suggestions: Figure
    wrong_suggestions_most: float | None
    partly_suggestions: Figure
    missed: Figure
    needless: Figure
    items: int
    judged: int


def reviewed(items: Sequence[Item]) -> Reviewed:
    """The rates over these items, of which some may not be judged yet."""
    weights = answered_for(items)
    answers = _cases(items, weights, ReviewKind.ANSWER)
    suggestions = _cases(items, weights, ReviewKind.SUGGESTION)
    wrong_answers = [(weight, item.verdict is Verdict.WRONG) for weight, item in answers]
    wrong_suggestions = [(weight, item.verdict is Verdict.WRONG) for weight, item in suggestions]
    ending = [
        (weight, item.should_be_person is True)
        for weight, item in zip(weights, items, strict=True)
        if item.is_judged and item.ends and item.kind is not ReviewKind.HANDOFF
    ]
    handoffs = _cases(items, weights, ReviewKind.HANDOFF)
    return Reviewed(
        wrong_answers=weighted(wrong_answers),
        wrong_answers_most=weighted_most(wrong_answers),
        partly_answers=weighted(
            [(weight, item.verdict is Verdict.PARTLY) for weight, item in answers]
        ),
        wrong_suggestions=weighted(wrong_suggestions),
        wrong_suggestions_most=weighted_most(wrong_suggestions),
        partly_suggestions=weighted(
            [(weight, item.verdict is Verdict.PARTLY) for weight, item in suggestions]
        ),
        missed=weighted(ending),
        needless=weighted([(weight, item.should_be_person is False) for weight, item in handoffs]),
        items=len(items),
        judged=sum(item.is_judged for item in items),
    )


def answered_for(items: Sequence[Item]) -> list[float]:
    """The items' weights, where the judged ones of a cell also stand for those not judged yet.

    Else weeks that were judged in full would count for more than the others. 0 for those that are
    not judged.
    """
    drawn = Counter(item.cell for item in items)
    judged = Counter(item.cell for item in items if item.is_judged)
    return [
        item.weight * drawn[item.cell] / judged[item.cell] if item.is_judged else 0.0
        for item in items
    ]


def weighted(cases: Sequence[tuple[float, bool]]) -> Figure:
    """The weighted share of what is true (Hájek 1971), with its 95 % interval; `n` counts cases.

    The interval is Clopper and Pearson's at the effective number of cases, as Korn and Graubard
    (1998) give it for surveys, with the smaller of their number and Kish's (1965): theirs is as
    large as the sample where every case agrees, however unequal the weights are. It is rather too
    wide than too narrow. Wilson's falls short near 0 with few cases (Brown, Cai and DasGupta 2001),
    which is where wrong answers are. How much was sampled of how many is left out, so the interval
    is also one for what the assistant will do.
    """
    if not cases:
        return UNDEFINED
    share, effective = _share(cases)
    low, high = exact_interval(share, effective)
    return Figure(share, len(cases), low, high)


def weighted_most(cases: Sequence[tuple[float, bool]]) -> float | None:
    """The one-sided 95 % upper bound of the same share; None without cases."""
    return exact_upper_bound(*_share(cases)) if cases else None


def effective_cases(weights: Sequence[float]) -> float:
    """How many equally weighted cases would say as much (Kish 1965)."""
    return sum(weights) ** 2 / sum(weight * weight for weight in weights)


def _share(cases: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """The weighted share, and the effective number of cases behind it."""
    whole = sum(weight for weight, _ in cases)
    share = sum(weight for weight, hit in cases if hit) / whole
    kish = effective_cases([weight for weight, _ in cases])
    spread = sum((weight * (hit - share)) ** 2 for weight, hit in cases) / whole**2
    if share in (0.0, 1.0) or not spread:
        return share, kish
    return share, min(kish, share * (1 - share) / spread)


def _cases(
    items: Sequence[Item], weights: Sequence[float], kind: ReviewKind
) -> list[tuple[float, Item]]:
    return [
        (weight, item)
        for weight, item in zip(weights, items, strict=True)
        if item.is_judged and item.kind is kind
    ]
