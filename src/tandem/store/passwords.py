"""Password hashes: argon2id, slow on purpose and off the event loop."""

import asyncio
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

# 19 MiB, twice, one lane: OWASP's first choice for argon2id; many may sign in at once.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


async def hashed(password: str) -> str:
    """The hash to store for a password."""
    return await asyncio.to_thread(_hasher.hash, password)


async def matches(password_hash: str | None, password: str) -> bool:
    """Whether it is the password that was hashed; without a hash False, after the same time."""
    return await asyncio.to_thread(_matches, password_hash, password)


def _matches(password_hash: str | None, password: str) -> bool:
    try:
        _hasher.verify(password_hash or _dummy_hash(), password)
    except VerifyMismatchError:
        return False
    return password_hash is not None


@lru_cache(maxsize=1)
def _dummy_hash() -> str:
    """A hash to check when there is none, so that the time doesn't reveal who has an account."""
    return _hasher.hash("")
