"""How well two people agree who judged the same items."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.core.metrics.figures import UNDEFINED, Figure, exact_interval

RESAMPLES = 2_000  # the 2.5 % tail then holds 50 resamples


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of `n` pairs, `same` agree; `kappa` is how much better that is than chance.

    Cohen's κ (1960): 1 for full agreement, 0 for as much as chance would give. Undefined where
    both always said the same one thing: then chance alone would agree.
    """

    kappa: Figure
    same: int
    n: int


@dataclass(frozen=True, slots=True)
class Agreements:
    """How two people agree on the verdict, and on whether a person should have had it."""

    verdict: Agreement
    should_be_person: Agreement


def agreements(pairs: Sequence[tuple[str, str, bool, bool]]) -> Agreements:
    """Of items that two judged: both verdicts ("": the item can't have one), both on a person."""
    verdicts = [(first, second) for first, second, _, _ in pairs if first or second]
    return Agreements(
        agreement(verdicts), agreement([(first, second) for _, _, first, second in pairs])
    )


def agreement(pairs: Sequence[tuple[Hashable, Hashable]], seed: int = 14) -> Agreement:
    """κ with its percentile bootstrap interval (Efron 1979) over the pairs.

    Without any disagreement the bootstrap has no width: then the lower bound is that of the share
    of agreement (Clopper and Pearson), at the chance agreement that was seen.
    """
    n = len(pairs)
    same = sum(first == second for first, second in pairs)
    names = sorted({name for pair in pairs for name in pair}, key=repr)
    place = {name: at for at, name in enumerate(names)}
    table = np.zeros((len(names), len(names)))
    for first, second in pairs:
        table[place[first], place[second]] += 1
    kappa = float(_kappas(table[np.newaxis])[0]) if n else float("nan")
    if np.isnan(kappa):
        return Agreement(UNDEFINED, same, n)
    if same == n:
        chance = _chance(table[np.newaxis])[0]
        least, _ = exact_interval(1.0, n)
        return Agreement(Figure(1.0, n, float((least - chance) / (1 - chance)), 1.0), same, n)
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(n, table.ravel() / n, size=RESAMPLES).reshape(-1, *table.shape)
    low, high = np.nanquantile(_kappas(drawn.astype(np.float64)), (0.025, 0.975))
    return Agreement(Figure(kappa, n, min(float(low), kappa), max(float(high), kappa)), same, n)


def _chance(tables: NDArray[np.float64]) -> NDArray[np.float64]:
    """How often both would say the same by chance, given how often each says what."""
    n = tables.sum(axis=(1, 2))
    return (tables.sum(axis=1) * tables.sum(axis=2)).sum(axis=1) / n**2


def _kappas(tables: NDArray[np.float64]) -> NDArray[np.float64]:
    """κ of each table of counts; NaN where chance alone agrees."""
    seen = np.trace(tables, axis1=1, axis2=2) / tables.sum(axis=(1, 2))
    chance = _chance(tables)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(chance < 1, (seen - chance) / (1 - chance), np.nan)
