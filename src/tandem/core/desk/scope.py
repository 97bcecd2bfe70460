"""What a program's token may do; never more than its agent's role allows."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from tandem.core.desk.agent import Permission


class Scope(StrEnum):
    """What a token may be used for."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"
    ASSISTANT = "assistant"  # asking the assistant for one answer, and nothing of the desk


GRANTED: Mapping[Scope, frozenset[Permission]] = {
    Scope.READ: frozenset({Permission.READ}),
    Scope.WRITE: frozenset({Permission.READ, Permission.WORK}),
    Scope.ADMIN: frozenset(Permission),
    Scope.ASSISTANT: frozenset(),
}


def may(scopes: Iterable[Scope], permission: Permission) -> bool:
    """Whether any of the scopes grants it."""
    return any(permission in GRANTED[scope] for scope in scopes)
