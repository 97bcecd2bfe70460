"""Signs the links by which a customer rates a conversation from a mail (a JWT, HS256)."""

from datetime import datetime
from uuid import UUID

import jwt

from tandem.core.desk import survey

AUDIENCE = "tandem.survey"  # no link into a chat passes for one of these, nor the other way round
ALGORITHM = "HS256"


def sign(secret: bytes, conversation: UUID, *, now: datetime) -> str:
    """A token for a conversation's rating, valid for 30 days from now."""
    claims = {**survey.claims_of(conversation, now=now), "aud": AUDIENCE}
    return jwt.encode(claims, secret, ALGORITHM)


def check(secret: bytes, token: str, *, now: datetime) -> UUID:
    """The conversation that a token is for; raises ForbiddenError for a forged or an old one."""
    try:
        claims = jwt.decode(
            token,
            secret,
            [ALGORITHM],
            audience=AUDIENCE,
            options={"verify_exp": False},  # by the machine's clock; `from_claims` uses the desk's
        )
    except jwt.InvalidTokenError as error:
        raise survey.no_longer_valid() from error
    return survey.from_claims(claims, now=now)
