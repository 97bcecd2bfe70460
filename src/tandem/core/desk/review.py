"""What people judge of the assistant's work: kinds of items, verdicts, and why each was drawn."""

from datetime import datetime, timedelta
from enum import StrEnum

from tandem.core.desk.hours import zone
from tandem.core.errors import InvalidError

FIRSTS = 50  # answers and suggestions of each category that are all read
WEEKLY = 40  # items of a weekly sample
SIZE_MAX = 1_000  # items of a sample
TWICE = 0.1  # of the items are judged by two people
HOUR = 9  # on Monday, when the week before is drawn
SETTLES = timedelta(days=1)  # after a turn, when how it ended can be judged
TEXT_MAX = 2_000  # characters of what was missing
SOURCE_MAX = 300  # characters of the article that would have been right


class ReviewKind(StrEnum):
    """What a turn was to the customer."""

    ANSWER = "answer"
    SUGGESTION = "suggestion"
    HANDOFF = "handoff"
    OTHER = "other"  # a question back, an offered person, a greeting


CLAIMING = frozenset({ReviewKind.ANSWER, ReviewKind.SUGGESTION})
"""The kinds that claim something, and so can be right or wrong."""


class Verdict(StrEnum):
    """Whether a reply was right."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"


class Stratum(StrEnum):
    """Why an item was drawn; an item may have several reasons."""

    FIRST = "first"  # one of the first of its category: all of those are read
    RANDOM = "random"
    UNSURE = "unsure"  # among the least likely of its kind
    LONG = "long"  # a long thread
    UNHAPPY = "unhappy"  # rated with one or two stars
    REOPENED = "reopened"  # the customer came back within seven days
    REFUSED = "refused"  # the customer said no to it
    NEW_ARTICLE = "new_article"  # it cites an article that was just added or changed


RISKS = (
    Stratum.UNSURE,
    Stratum.LONG,
    Stratum.UNHAPPY,
    Stratum.REOPENED,
    Stratum.REFUSED,
    Stratum.NEW_ARTICLE,
)

_KINDS = {"answer": ReviewKind.ANSWER, "suggest": ReviewKind.SUGGESTION}


def kind_of(decision: str, *, is_handoff: bool) -> ReviewKind:
    """The kind of a turn that reached a customer; `decision` is its name."""
    return ReviewKind.HANDOFF if is_handoff else _KINDS.get(decision, ReviewKind.OTHER)


def check_verdict(kind: ReviewKind, verdict: Verdict | None) -> None:
    """Raises InvalidError unless just what claims something has a verdict."""
    if kind in CLAIMING and verdict is None:
        raise InvalidError("Say whether the reply was right, partly right or wrong.")
    if kind not in CLAIMING and verdict is not None:
        raise InvalidError(
            "This turn claims nothing, so it is neither right nor wrong.",
            hint="Say only whether a person should have taken the conversation.",
        )


def week_drawn(now: datetime, time_zone: str) -> datetime:
    """The end of the newest week that is to be drawn by now: its Monday, midnight there.

    A week is drawn on the Monday after it at nine.
    """
    local = (now.astimezone(zone(time_zone)) - timedelta(hours=HOUR)).date()
    monday = local - timedelta(days=local.weekday())
    return datetime(monday.year, monday.month, monday.day, tzinfo=zone(time_zone))


def next_draw(now: datetime, time_zone: str) -> datetime:
    """When the next week is drawn: the next Monday at nine there."""
    monday = week_drawn(now, time_zone).date() + timedelta(days=7)
    return datetime(monday.year, monday.month, monday.day, HOUR, tzinfo=zone(time_zone))
