"""Ended waits for people, as facts store them: a line for each, such as first|late|195."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from tandem.core.metrics.cell import Span
from tandem.core.metrics.counted import Limits
from tandem.core.metrics.reachability import Over, Waits
from tandem.core.metrics.survival import curve, quantile

FIRST = "first"  # before any reply of a person; the others are "later"


class End(StrEnum):
    """How a wait ended."""

    KEPT = "kept"  # an agent replied in time
    LATE = "late"  # an agent replied, after the time limit
    REPLIED = "replied"  # an agent replied; it is from before there were limits
    NEVER = "never"  # nobody replied


def ended(groups: Iterable[tuple[str, int]]) -> tuple[Over, Limits]:
    """What became of these waits: the lines of a conversation, and how many have the same.

    A first wait that was replied to says how long that took, as a bucket (cell.py).
    """
    every: Counter[str] = Counter()
    firsts: Counter[str] = Counter()
    took: Counter[int] = Counter()
    for lines, count in groups:
        for line in lines.split("\n"):
            place, end, *bucket = line.split("|")
            every[end] += count
            if place == FIRST:
                firsts[end] += count
            for one in bucket:
                took[int(one)] += count
    return (
        Over(
            wished=firsts.total(),
            replied=_replied(took),
            judged=firsts[End.KEPT] + firsts[End.LATE],
            late=firsts[End.LATE],
        ),
        Limits(kept=every[End.KEPT], known=every[End.KEPT] + every[End.LATE]),
    )


def _replied(took: Counter[int]) -> Waits:
    steps = curve(Span("", "", "", bucket, True, count) for bucket, count in took.items())
    n = took.total()
    return Waits(quantile(steps, 0.5, n=n).value, quantile(steps, 0.9, n=n).value, n)
