"""How secrets for signing in are stored: as a digest, never as they are."""

import hashlib

SECRET_BYTES = 32  # of randomness in a session, a link or a token: too many to guess


def digest(secret: str) -> bytes:
    """The SHA-256 of a random secret. Passwords can be guessed and need a slow hash instead."""
    return hashlib.sha256(secret.encode()).digest()


def csrf_token(session: str) -> str:
    """What a page must send in a header: another site can send the cookie, but can't know this."""
    return hashlib.sha256(f"csrf:{session}".encode()).hexdigest()
