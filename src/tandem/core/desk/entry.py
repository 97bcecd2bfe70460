"""How an agent signs in: with a password, or with a link that works once."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from tandem.core.errors import InvalidError

PASSWORD_MIN = 10  # characters
PASSWORD_MAX = 200  # of what is hashed


class Purpose(StrEnum):
    """What a one-time link is for."""

    SIGN_IN = "sign_in"
    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 -- a purpose, no password


LIFETIME: Mapping[Purpose, timedelta] = {
    Purpose.SIGN_IN: timedelta(minutes=15),
    Purpose.INVITATION: timedelta(days=7),
    Purpose.PASSWORD_RESET: timedelta(hours=1),
}


def sets_password(purpose: Purpose) -> bool:
    """Whether the agent chooses a password after following such a link."""
    return purpose is not Purpose.SIGN_IN


def good_password(password: str) -> str:
    """Returns the password if it is acceptable; raises InvalidError otherwise."""
    if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX:
        raise InvalidError(
            f"A password needs {PASSWORD_MIN} to {PASSWORD_MAX} characters.",
            hint="A few unrelated words make a good one.",
        )
    return password
