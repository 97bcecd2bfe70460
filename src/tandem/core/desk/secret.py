"""What is kept of a secret that lets somebody in: its digest, never the secret."""

import hashlib

SECRET_BYTES = 32  # of randomness in a session, a link or a token: beyond all guessing


def digest(secret: str) -> bytes:
    """The SHA-256 by which a random secret is kept; a password can be guessed and needs more."""
    return hashlib.sha256(secret.encode()).digest()


def csrf_token(session: str) -> str:
    """What a page must repeat in a header: another site can send the cookie, not know this."""
    return hashlib.sha256(f"csrf:{session}".encode()).hexdigest()
