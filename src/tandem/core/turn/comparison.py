"""Compares what a question got before with what it gets after a change of the knowledge."""

from dataclasses import dataclass
from enum import StrEnum

from tandem.core.desk.message import QUOTING

STRENGTH = ("answer", "suggest", "ask", "offer_human", "hand_off")
"""Decisions from the one that helps most on; others are not compared by strength."""


class ChangeKind(StrEnum):
    """How a reply changes, the gravest first."""

    LOST = "lost"
    DECISION = "decision"
    WORDING = "wording"
    ANSWERED = "answered"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a question gets: the decision, P(right), the articles it cites, and the text."""

    decision: str
    rule: str
    probability: float | None
    articles: tuple[str, ...]
    text: str


def change(before: Reply, after: Reply) -> ChangeKind:
    """How the reply changes.

    A quote where none was is `answered`, one that is gone is `lost`; between other decisions, also
    answer and suggestion, it is a `decision`; else other words or other articles are `wording`.
    """
    was, is_ = before.decision in QUOTING, after.decision in QUOTING
    if is_ and not was:
        return ChangeKind.ANSWERED
    if was and not is_:
        return ChangeKind.LOST
    if before.decision != after.decision:
        return ChangeKind.DECISION
    if was and (before.text, before.articles) != (after.text, after.articles):
        return ChangeKind.WORDING
    return ChangeKind.SAME


def is_worse(before: Reply, after: Reply) -> bool:
    """Whether the decision after helps less than the one before."""
    if before.decision in STRENGTH and after.decision in STRENGTH:
        return STRENGTH.index(after.decision) > STRENGTH.index(before.decision)
    return change(before, after) is ChangeKind.LOST
