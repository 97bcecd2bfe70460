"""Signs the links by which a customer rates a conversation from a mail."""

from datetime import datetime
from uuid import UUID

from tandem.adapters import signed_claims
from tandem.core.desk import survey

AUDIENCE = "tandem.survey"  # no link into a chat passes for one of these, nor the other way round


def sign(secret: bytes, conversation: UUID, *, now: datetime) -> str:
    """A token for a conversation's rating, valid for 30 days from now."""
    return signed_claims.sign(secret, AUDIENCE, survey.claims_of(conversation, now=now))


def check(secret: bytes, token: str, *, now: datetime) -> UUID:
    """The conversation that a token is for; raises ForbiddenError for a forged or an old one."""
    claims = signed_claims.read(secret, AUDIENCE, token)
    if claims is None:
        raise survey.no_longer_valid()
    return survey.from_claims(claims, now=now)
