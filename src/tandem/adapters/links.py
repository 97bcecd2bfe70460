"""Signed links in mail that open the customer's conversation."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import jwt

from tandem.core.errors import ForbiddenError

VALID = timedelta(days=7)
AUDIENCE = "tandem.chat"  # the secret signs other things too, which must not work as links
ALGORITHM = "HS256"


@dataclass(frozen=True, slots=True)
class ChatLink:
    """Who may use a link, and what it opens."""

    contact: UUID
    inbox: UUID
    conversation: UUID


def sign(secret: bytes, link: ChatLink, *, now: datetime) -> str:
    """A token for a link, valid for seven days from now."""
    claims = {
        "aud": AUDIENCE,
        "sub": str(link.contact),
        "inbox": str(link.inbox),
        "conversation": str(link.conversation),
        "exp": int((now + VALID).timestamp()),
    }
    return jwt.encode(claims, secret, ALGORITHM)


def check(secret: bytes, token: str, *, now: datetime) -> ChatLink:
    """What a token was signed for; raises ForbiddenError if it is forged or has expired."""
    try:
        claims = jwt.decode(
            token,
            secret,
            [ALGORITHM],
            audience=AUDIENCE,
            # The library would use the machine's clock, not the desk's.
            options={"verify_exp": False, "require": ["sub", "exp"]},
        )
        link = ChatLink(UUID(claims["sub"]), UUID(claims["inbox"]), UUID(claims["conversation"]))
        is_over = now.timestamp() >= int(claims["exp"])
    except (jwt.InvalidTokenError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise _refused() from error
    if is_over:
        raise _refused()
    return link


def _refused() -> ForbiddenError:
    return ForbiddenError(
        "This link has expired or is invalid.", hint="Open the chat on the site to continue."
    )
