"""The mail that asks for a rating: whom it goes to, and what its signed links say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tandem.core.desk.contact import Contact
from tandem.core.errors import ForbiddenError

LINK_VALID = timedelta(days=30)
LATE_MAX = timedelta(days=2)  # after that, as after a long stop, nobody is asked any more


@dataclass(frozen=True, slots=True)
class Since:
    """What is known of a conversation when its mail is due.

    `was_answered` and `is_rated` are about the conversation, `by_machine` about who wrote last as
    its customer. `wrote_since` is true if that contact wrote anywhere since it was resolved.
    """

    was_answered: bool
    is_rated: bool
    by_machine: bool
    wrote_since: bool
    handoff_rule: str | None


def is_asked(contact: Contact, since: Since) -> bool:
    """Whether this contact is asked by mail.

    Not whoever is one of our own, blocked, a machine, or back already; and not after a topic of
    safety, where stars would be out of place.
    """
    return (
        bool(contact.mail_to)
        and not contact.is_internal
        and not contact.is_blocked
        and since.was_answered
        and not since.is_rated
        and not since.by_machine
        and not since.wrote_since
        and since.handoff_rule != "safety"
    )


def claims_of(conversation: UUID, *, now: datetime) -> dict[str, str | int]:
    """What is signed for a link (the claims of a JWT); it is valid for 30 days from now."""
    return {"sub": str(conversation), "exp": int((now + LINK_VALID).timestamp())}


def from_claims(claims: Mapping[str, Any], *, now: datetime) -> UUID:
    """The conversation that claims with a good signature are for; ForbiddenError once too old."""
    try:
        conversation, is_over = UUID(claims["sub"]), now.timestamp() >= int(claims["exp"])
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise no_longer_valid() from error
    if is_over:
        raise no_longer_valid()
    return conversation


def no_longer_valid() -> ForbiddenError:
    """The same answer for every link that opens nothing, forged or old."""
    return ForbiddenError("This link is no longer valid.", hint="You need not do anything.")
