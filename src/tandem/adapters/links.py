"""Signed links that lead a customer from a mail back into their conversation."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import jwt

from tandem.core.errors import ForbiddenError

VALID = timedelta(days=7)
AUDIENCE = "tandem.chat"  # the secret signs other things too; none of them passes for a link
ALGORITHM = "HS256"


@dataclass(frozen=True, slots=True)
class ChatLink:
    """Whom a link lets in, and where."""

    contact: UUID
    inbox: UUID
    conversation: UUID


def sign(secret: bytes, link: ChatLink, *, now: datetime) -> str:
    """A token for a link, good for seven days from now."""
    claims = {
        "aud": AUDIENCE,
        "sub": str(link.contact),
        "inbox": str(link.inbox),
        "conversation": str(link.conversation),
        "exp": int((now + VALID).timestamp()),
    }
    return jwt.encode(claims, secret, ALGORITHM)


def check(secret: bytes, token: str, *, now: datetime) -> ChatLink:
    """What a token was signed for; raises ForbiddenError for a forged or an old one."""
    try:
        claims = jwt.decode(
            token,
            secret,
            [ALGORITHM],
            audience=AUDIENCE,
            # Its own check of the hour would ask the machine's clock, not the desk's.
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
        "This link no longer works.", hint="Open the chat on the site to continue."
    )
