"""What customers give a conversation after it was resolved: one to five stars, and a comment."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from tandem.core.desk import accept
from tandem.core.desk.message import Author
from tandem.core.errors import ConflictError, InvalidError

STARS_MAX = 5  # very good; 1 is very bad
COMMENT_MAX = 2_000  # characters
COMMENTED_WITHIN = timedelta(hours=1)  # of a rating that has no comment yet
# The assistant's replies that only greet, or announce a person, answer nothing.
NO_ANSWERS = ("greet", "hand_off")


class Rates(StrEnum):
    """Whose answers are rated."""

    ASSISTANT = "assistant"
    PEOPLE = "people"
    BOTH = "both"


class Via(StrEnum):
    """Where the rating was given."""

    WIDGET = "widget"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Answered:
    """A reply to the customer; `is_earlier` says that it was before the last resolution but one.

    `decision` is the assistant's, `agent_name` the person's.
    """

    author: Author
    decision: str | None = None
    agent_name: str | None = None
    is_earlier: bool = False


@dataclass(frozen=True, slots=True)
class Rated:
    """What a rating is about: whose answers, and the names of the people among them."""

    rates: Rates
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rating:
    """A conversation's one rating; an empty comment is none."""

    stars: int
    comment: str
    rates: Rates
    via: Via
    rated_at: datetime

    def takes_comment(self, now: datetime) -> bool:
        """Whether a comment may still be added."""
        return not self.comment and now - self.rated_at <= COMMENTED_WITHIN

    def commented(self, given: Self, now: datetime) -> Self | None:
        """This rating with the comment of one that was given after it; None if nothing is new.

        Raises ConflictError that says what was given, unless it is the same again, or adds the
        first comment to the same stars within an hour.
        """
        if given.stars == self.stars and given.comment in ("", self.comment):
            return None
        if given.stars == self.stars and self.takes_comment(now):
            return replace(self, comment=given.comment)
        said = " with a comment" if self.comment else ""
        raise ConflictError(
            f"You rated this conversation already: {self.stars} of {STARS_MAX}{said}.",
            hint="One rating of a conversation is kept: the first.",
        )


def checked(stars: int, comment: str) -> str:
    """The comment as it is stored, card numbers hidden.

    Raises InvalidError for one that is too long, and for other stars.
    """
    if not 1 <= stars <= STARS_MAX:
        raise InvalidError(
            f"A rating has 1 to {STARS_MAX} stars.", hint="1 is very bad, 5 is very good."
        )
    text = accept.of_customer(accept.clean(comment)).strip()
    if len(text) > COMMENT_MAX:
        raise InvalidError(
            f"A comment has at most {COMMENT_MAX:,} characters; this one has {len(text):,}.",
            hint="Shorten it.",
        )
    return text


def rated(answers: Iterable[Answered]) -> Rated | None:
    """What is rated after these answers, oldest first; None if nobody answered.

    It is about those since the conversation was last opened. If there are none (it was opened by
    mistake, or the customer only thanked), it is about all of them.
    """
    given = [
        one
        for one in answers
        if one.author is Author.AGENT
        or (one.author is Author.ASSISTANT and one.decision not in NO_ANSWERS)
    ]
    given = [one for one in given if not one.is_earlier] or given
    people = [one for one in given if one.author is Author.AGENT]
    names = tuple(dict.fromkeys(one.agent_name for one in people if one.agent_name))
    if not given:
        return None
    if not people:
        return Rated(Rates.ASSISTANT)
    return Rated(Rates.PEOPLE if len(people) == len(given) else Rates.BOTH, names)
