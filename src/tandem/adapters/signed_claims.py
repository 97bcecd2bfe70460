"""Signs what a link says (a JWT, HS256), and reads it again."""

from collections.abc import Mapping
from typing import Any

import jwt

ALGORITHM = "HS256"


def sign(secret: bytes, audience: str, claims: Mapping[str, str | int]) -> str:
    """A token for these claims; one for another audience does not pass for it."""
    return jwt.encode({**claims, "aud": audience}, secret, ALGORITHM)


def read(secret: bytes, audience: str, token: str) -> Mapping[str, Any] | None:
    """The claims of a token; None for a forged one, or one for another audience.

    Whether it is too old says its reader, by the desk's clock and not the machine's.
    """
    try:
        return jwt.decode(
            token, secret, [ALGORITHM], audience=audience, options={"verify_exp": False}
        )
    except jwt.InvalidTokenError:
        return None
