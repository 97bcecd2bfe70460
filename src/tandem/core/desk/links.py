"""The links that the desk hands out: where each leads, and what a customer's signed link says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tandem.core.errors import ForbiddenError

CHAT_VALID = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ChatLink:
    """Which contact a signed link is for, and which chat it opens."""

    contact: UUID
    inbox: UUID
    conversation: UUID


def enter(public_url: str, secret: str) -> str:
    """Where an agent signs in once; what follows `#` is never sent to a server or its log."""
    return f"{public_url}/enter#t={secret}"


def chat_page(public_url: str, inbox: UUID) -> str:
    """An inbox's widget as a full page, for anyone."""
    return f"{public_url}/chat/{inbox}"


def chat(public_url: str, inbox: UUID, token: str) -> str:
    """Where a customer goes on with their chat; the signed token follows `#` too."""
    return f"{chat_page(public_url, inbox)}#t={token}"


def rating(public_url: str, token: str, stars: int) -> str:
    """Where a customer rates a conversation from a mail, with so many stars chosen already.

    A page without scripts can't read what follows `#`, so the token is part of the path; it lets
    nobody do more than rate this conversation once.
    """
    return f"{public_url}/rate/{token}?stars={stars}"


def conversation(public_url: str, id: UUID) -> str:
    """Where the team sees a conversation."""
    return f"{public_url}/c/{id}"


def claims_of(link: ChatLink, *, now: datetime) -> dict[str, str | int]:
    """What is signed for a link (the claims of a JWT); it is valid for seven days from now."""
    return {
        "sub": str(link.contact),
        "inbox": str(link.inbox),
        "conversation": str(link.conversation),
        "exp": int((now + CHAT_VALID).timestamp()),
    }


def from_claims(claims: Mapping[str, Any], *, now: datetime) -> ChatLink:
    """The link that claims with a good signature describe; raises ForbiddenError once it is old."""
    try:
        link = ChatLink(UUID(claims["sub"]), UUID(claims["inbox"]), UUID(claims["conversation"]))
        is_over = now.timestamp() >= int(claims["exp"])
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise no_longer_valid() from error
    if is_over:
        raise no_longer_valid()
    return link


def no_longer_valid() -> ForbiddenError:
    """The same answer for every link that opens nothing, forged or old."""
    return ForbiddenError(
        "This link is no longer valid.", hint="Open the chat on the site instead."
    )
