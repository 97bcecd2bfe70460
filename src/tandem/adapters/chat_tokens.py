"""Signs the links that lead a customer from a mail back into their chat."""

from datetime import datetime

from tandem.adapters import signed_claims
from tandem.core.desk import links
from tandem.core.desk.links import ChatLink

AUDIENCE = "tandem.chat"  # the secret may sign other things too; they must not pass for a link


def sign(secret: bytes, link: ChatLink, *, now: datetime) -> str:
    """A token for a link, valid for seven days from now."""
    return signed_claims.sign(secret, AUDIENCE, links.claims_of(link, now=now))


def check(secret: bytes, token: str, *, now: datetime) -> ChatLink:
    """What a token was signed for; raises ForbiddenError for a forged or an old one."""
    claims = signed_claims.read(secret, AUDIENCE, token)
    if claims is None:
        raise links.no_longer_valid()
    return links.from_claims(claims, now=now)
