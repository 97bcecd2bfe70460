"""How secrets for signing in are stored: as a digest, never as they are."""

import hashlib

SECRET_BYTES = 32  # of randomness in a session, link or token secret: too many to guess


def digest(secret: str) -> bytes:
    """The SHA-256 that is stored of a random secret; passwords need a slow hash instead."""
    return hashlib.sha256(secret.encode()).digest()


def csrf_token(session: str) -> str:
    """The value that a page repeats in a header.

    Another site can make the browser send the cookie, but cannot read it to compute this value.
    """
    return hashlib.sha256(f"csrf:{session}".encode()).hexdigest()
