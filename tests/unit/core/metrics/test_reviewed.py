"""Rates of judged items: weighted as drawn, with intervals that hold the known truth."""

import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk.review import CLAIMING, ReviewKind, Stratum, Verdict
from tandem.core.metrics.figures import UNDEFINED, Figure, exact_interval, exact_upper_bound
from tandem.core.metrics.reviewed import Item, answered_for, effective_cases, reviewed, weighted
from tandem.core.metrics.sampling import Unit, draw

weights = st.floats(1, 200)


def item(
    kind: ReviewKind = ReviewKind.ANSWER,
    verdict: Verdict | None = Verdict.RIGHT,
    *,
    should_be_person: bool | None = False,
    weight: float = 1.0,
    cell: str = "week",
    ends: bool = False,
) -> Item:
    return Item(cell, kind, weight, verdict, should_be_person, ends)


def test_without_any_judged_nothing_is_measured() -> None:
    found = reviewed([item(verdict=None, should_be_person=None)])
    assert (found.items, found.judged) == (1, 0)
    assert found.wrong_answers == found.missed == found.needless == UNDEFINED
    assert found.wrong_answers_most is None


def test_each_rate_has_its_own_denominator() -> None:
    items = [
        item(verdict=Verdict.WRONG, ends=True, should_be_person=True),
        item(verdict=Verdict.PARTLY),
        item(ReviewKind.SUGGESTION, Verdict.WRONG),
        item(ReviewKind.SUGGESTION, ends=True),
        item(ReviewKind.HANDOFF, None, should_be_person=False, ends=True),
        item(ReviewKind.HANDOFF, None, should_be_person=True),
        item(ReviewKind.OTHER, None, ends=True),
        item(verdict=None, should_be_person=None),
    ]
    found = reviewed(items)
    values = {
        name: (figure.value, figure.n)
        for name in (
            "wrong_answers",
            "partly_answers",
            "wrong_suggestions",
            "partly_suggestions",
            "missed",
            "needless",
        )
        if isinstance(figure := getattr(found, name), Figure)
    }
    assert values == {
        "wrong_answers": (0.5, 2),
        "partly_answers": (0.5, 2),
        "wrong_suggestions": (0.5, 2),
        "partly_suggestions": (0.0, 2),
        "missed": (pytest.approx(1 / 3), 3),
        "needless": (0.5, 2),
    }
    assert (found.items, found.judged) == (8, 7)


def test_59_right_answers_bound_wrong_ones_under_five_percent() -> None:
    assert reviewed([item()] * 58).wrong_answers_most == pytest.approx(0.0503, abs=1e-3)
    assert (reviewed([item()] * 59).wrong_answers_most or 1) < 0.05


@given(st.lists(st.tuples(weights, st.booleans()), min_size=1, max_size=40))
def test_the_interval_holds_the_share_and_is_no_narrower_than_unweighted(
    cases: list[tuple[float, bool]],
) -> None:
    found = weighted(cases)
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.value + 1e-9
    assert found.value <= found.high + 1e-9
    low, high = exact_interval(found.value, len(cases))
    assert found.low <= low + 1e-9
    assert high <= found.high + 1e-9
    assert effective_cases([weight for weight, _ in cases]) <= len(cases) + 1e-9


@given(st.lists(st.booleans(), min_size=1, max_size=40), weights)
def test_equal_weights_change_nothing(hits: list[bool], weight: float) -> None:
    same = weighted([(1.0, hit) for hit in hits])
    scaled = weighted([(weight, hit) for hit in hits])
    assert (scaled.value, scaled.n) == (pytest.approx(same.value), same.n)
    assert (scaled.low, scaled.high) == (pytest.approx(same.low), pytest.approx(same.high))


@given(st.lists(st.tuples(st.sampled_from("ab"), weights, st.booleans()), max_size=30))
def test_the_judged_stand_for_their_cell(rows: list[tuple[str, float, bool]]) -> None:
    """With all judged the weights are those drawn; a cell judged in half counts twice."""
    items = [
        item(cell=cell, weight=weight, should_be_person=False if judged else None)
        for cell, weight, judged in rows
    ]
    every = [replace(one, should_be_person=False) for one in items]
    assert answered_for(every) == pytest.approx([one.weight for one in items])
    for cell in "ab":
        own = [
            (one, weight)
            for one, weight in zip(items, answered_for(items), strict=True)
            if one.cell == cell
        ]
        judged = [(one, weight) for one, weight in own if one.is_judged]
        for one, weight in judged:
            assert weight == pytest.approx(one.weight * len(own) / len(judged))


RUNS = 200


def _week(chance: random.Random, week: int) -> tuple[list[Unit], dict[str, tuple[bool, bool]]]:
    """A week of turns, of each whether it was wrong and whether a person should have had it.

    Risk raises both, as it should, so a sample read without weights would be wrong.
    """
    units: list[Unit] = []
    truth: dict[str, tuple[bool, bool]] = {}
    for at in range(160):
        kind = chance.choices(list(ReviewKind), (5, 4, 3, 4))[0]
        is_risky = chance.random() < 0.15
        risk = chance.choice((Stratum.LONG, Stratum.REFUSED, Stratum.UNSURE))
        units.append(Unit(f"{week}/{at}", kind, frozenset({risk} if is_risky else ())))
        truth[f"{week}/{at}"] = (
            chance.random() < (0.3 if is_risky else 0.03),
            chance.random() < (0.5 if is_risky else (0.7 if kind is ReviewKind.HANDOFF else 0.1)),
        )
    return units, truth


def _share(cases: list[bool]) -> float:
    return sum(cases) / len(cases)


@pytest.mark.property
def test_the_intervals_hold_the_truth() -> None:
    """200 quarters of six weeks, a third of the items never judged: each interval in ≥ 93 %."""
    names = ("wrong_answers", "wrong_suggestions", "missed", "needless")
    held: Counter[str] = Counter()
    bias: dict[str, list[float]] = {name: [] for name in names}
    for run in range(RUNS):
        chance = random.Random(run)  # noqa: S311 -- a simulation
        items: list[Item] = []
        units: list[Unit] = []
        truth: dict[str, tuple[bool, bool]] = {}
        for week in range(6):
            of_week, true_of_week = _week(chance, week)
            units += of_week
            truth |= true_of_week
            for place, one in enumerate(draw(of_week, 40, f"{run} {week}")):
                is_wrong, for_person = truth[one.id]
                is_judged = place < 40 * (0.4 + 0.1 * week)  # some weeks are left half done
                verdict = Verdict.WRONG if is_wrong else Verdict.RIGHT
                items.append(
                    Item(
                        f"{week} {one.kind}",
                        one.kind,
                        1 / one.probability,
                        verdict if is_judged and one.kind in CLAIMING else None,
                        for_person if is_judged else None,
                        ends=one.kind is not ReviewKind.HANDOFF,
                    )
                )
        found = reviewed(items)
        handoffs = [unit.id for unit in units if unit.kind is ReviewKind.HANDOFF]
        others = [unit.id for unit in units if unit.kind is not ReviewKind.HANDOFF]
        is_true = {
            "wrong_answers": _share(
                [truth[one.id][0] for one in units if one.kind is ReviewKind.ANSWER]
            ),
            "wrong_suggestions": _share(
                [truth[one.id][0] for one in units if one.kind is ReviewKind.SUGGESTION]
            ),
            "missed": _share([truth[id][1] for id in others]),
            "needless": _share([not truth[id][1] for id in handoffs]),
        }
        for name in names:
            figure = getattr(found, name)
            held[name] += figure.low <= is_true[name] <= figure.high
            bias[name].append(figure.value - is_true[name])
        for name in ("wrong_answers", "wrong_suggestions"):
            held[f"{name}_most"] += getattr(found, f"{name}_most") >= is_true[name]
    assert len(held) == 6
    assert {name: count / RUNS for name, count in held.items() if count < 0.93 * RUNS} == {}
    assert {name: off for name, off in bias.items() if abs(sum(off) / RUNS) > 0.012} == {}


@given(st.floats(0, 1), st.floats(0.5, 400))
def test_more_cases_narrow_the_interval(share: float, cases: float) -> None:
    low, high = exact_interval(share, cases)
    tighter = exact_interval(share, cases * 2)
    assert low <= tighter[0] + 1e-9
    assert tighter[1] <= high + 1e-9
    assert exact_upper_bound(share, cases) <= high + 1e-9
