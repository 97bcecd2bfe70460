"""Signs the links that lead a customer from a mail back into their chat (a JWT, HS256)."""

from datetime import datetime

import jwt

from tandem.core.desk import links
from tandem.core.desk.links import ChatLink

AUDIENCE = "tandem.chat"  # the secret may sign other things too; they must not pass for a link
ALGORITHM = "HS256"


def sign(secret: bytes, link: ChatLink, *, now: datetime) -> str:
    """A token for a link, valid for seven days from now."""
    return jwt.encode({**links.claims_of(link, now=now), "aud": AUDIENCE}, secret, ALGORITHM)


def check(secret: bytes, token: str, *, now: datetime) -> ChatLink:
    """What a token was signed for; raises ForbiddenError for a forged or an old one."""
    try:
        claims = jwt.decode(
            token,
            secret,
            [ALGORITHM],
            audience=AUDIENCE,
            options={"verify_exp": False},  # by the machine's clock; `from_claims` uses the desk's
        )
    except jwt.InvalidTokenError as error:
        raise links.no_longer_valid() from error
    return links.from_claims(claims, now=now)
