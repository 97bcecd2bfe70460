"""Presence: which agents have a conversation open now, and whether they write a reply."""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum

SEEN = timedelta(seconds=30)  # an agent is gone if their screen gave no sign for so long
GONE = "gone"  # what others are told of an agent who left


class Doing(StrEnum):
    """What an agent does in a conversation; writing a note counts as viewing."""

    VIEWING = "viewing"
    WRITING = "writing"


def foremost(screens: Iterable[Doing]) -> Doing | None:
    """What an agent does who has several screens open: writing on one is writing; None: gone."""
    return max(screens, key=list(Doing).index, default=None)
