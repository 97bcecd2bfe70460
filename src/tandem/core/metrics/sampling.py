"""Draws the sample that people judge, and keeps how likely each item was to be drawn.

At least half of a sample is drawn at random within each kind, so that rates are unbiased. The rest
comes from what is likely to be wrong. Each stratum draws for itself, so an item's chance is that of
being drawn by at least one of them, and its weight is the inverse of that chance (Horvitz and
Thompson 1952).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

from tandem.core.desk.review import FIRSTS, RISKS, TWICE, ReviewKind, Stratum

Name = TypeVar("Name")


@dataclass(frozen=True, slots=True)
class Unit:
    """A turn that may be drawn: its id, its kind, and what makes it likely to be wrong."""

    id: str
    kind: ReviewKind
    risks: frozenset[Stratum] = frozenset()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A turn of the sample: the strata that drew it, and how likely it was that any would."""

    id: str
    kind: ReviewKind
    strata: tuple[Stratum, ...]
    probability: float


def draw(units: Sequence[Unit], size: int, seed: str) -> tuple[Drawn, ...]:
    """A sample of at most `size` of these, in the order in which to judge them.

    The same seed and turns give the same sample, in whatever order they come. An item that several
    strata draw is in it once, so it may be smaller than `size`. The order is random and says
    nothing of the strata: whoever stops early has judged a random part.
    """
    kinds = {kind: [unit for unit in units if unit.kind is kind] for kind in ReviewKind}
    risky = {risk: [unit for unit in units if risk in unit.risks] for risk in RISKS}
    at_risk = allocate(size // 2, {risk: len(members) for risk, members in risky.items()})
    at_random = allocate(
        size - sum(at_risk.values()), {kind: len(members) for kind, members in kinds.items()}
    )
    missed = dict.fromkeys((unit.id for unit in units), 1.0)  # the chance that no stratum draws it
    drawn: dict[str, list[Stratum]] = {}

    def take(members: Sequence[Unit], most: int, stratum: Stratum, name: str) -> None:
        for unit in members:
            missed[unit.id] *= 1 - most / len(members)
        for unit in _ordered(members, f"{seed} {name}")[:most]:
            drawn.setdefault(unit.id, []).append(stratum)

    for kind, members in kinds.items():
        take(members, at_random[kind], Stratum.RANDOM, f"random {kind}")
    for risk, members in risky.items():
        take(members, at_risk[risk], risk, risk)
    by_id = {unit.id: unit for unit in units}
    chosen = _ordered([by_id[id] for id in drawn], f"{seed} order")
    return tuple(
        Drawn(unit.id, unit.kind, tuple(drawn[unit.id]), 1 - missed[unit.id]) for unit in chosen
    )


def least_sure(confidences: Mapping[str, float | None]) -> frozenset[str]:
    """The quarter of these with the lowest P(right), rounded up; those without any don't count."""
    known = sorted((value, id) for id, value in confidences.items() if value is not None)
    return frozenset(id for _, id in known[: -(-len(known) // 4)])


def firsts(
    categories: Iterable[str], already: Mapping[str, int], most: int = FIRSTS
) -> tuple[bool, ...]:
    """Which of these turns, in the order in which they were taken, are the first of their category.

    `already` counts those that were in the queue before, by category.
    """
    counted = dict(already)
    found: list[bool] = []
    for category in categories:
        counted[category] = counted.get(category, 0) + 1
        found.append(counted[category] <= most)
    return tuple(found)


def allocate(places: int, sizes: Mapping[Name, int]) -> dict[Name, int]:
    """Equal shares of the places, none larger than its size; what is left over goes to the others.

    Of shares that can't be equal, the first in the mapping's order are larger by one.
    """
    shares = dict.fromkeys(sizes, 0)
    left = min(places, sum(sizes.values()))
    while left:
        open_ = [name for name, size in sizes.items() if shares[name] < size]
        for name in open_[:left]:
            shares[name] += 1
        left -= min(left, len(open_))
    return shares


def is_judged_twice(id: str, seed: str) -> bool:
    """Whether two people judge it: one in ten, by its hash."""
    return _hash(f"{seed} twice", id) < TWICE * 2**256


def _ordered(units: Sequence[Unit], seed: str) -> list[Unit]:
    """In random order: that of their hashes."""
    return sorted(units, key=lambda unit: (_hash(seed, unit.id), unit.id))


def _hash(seed: str, id: str) -> int:
    return int.from_bytes(sha256(f"{seed} {id}".encode()).digest())
