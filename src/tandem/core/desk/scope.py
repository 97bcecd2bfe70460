"""What a program's token may be used for; it never allows more than its agent's role does."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from tandem.core.desk.agent import Permission


class Scope(StrEnum):
    """One use of a token."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"
    ASSISTANT = "assistant"  # may ask the assistant for an answer, and sees nothing of the desk


GRANTED: Mapping[Scope, frozenset[Permission]] = {
    Scope.READ: frozenset({Permission.READ}),
    Scope.WRITE: frozenset({Permission.READ, Permission.WORK}),
    Scope.ADMIN: frozenset(Permission),
    Scope.ASSISTANT: frozenset(),
}


def may(scopes: Iterable[Scope], permission: Permission) -> bool:
    """Whether any of the scopes grants it."""
    return any(permission in GRANTED[scope] for scope in scopes)
