"""One instance of a channel: a widget on a site, a mailbox, a program."""

from collections.abc import Container
from dataclasses import dataclass, field
from uuid import UUID

ANY_PORT = ":*"  # instead of a port, and only on the machine that the browser itself runs on
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


@dataclass(frozen=True, slots=True)
class Inbox:
    """An inbox's row.

    `origins` are the sites that may show its widget; with `secret` they sign who a customer is.
    """

    id: UUID
    name: str
    channel: str  # widget, email or api
    product: str
    origins: tuple[str, ...]
    is_internal: bool
    secret: bytes = field(repr=False)
    version: int


def may_show(origins: Container[str], origin: str) -> bool:
    """Whether a page of this origin is on one of the listed sites; `:*` stands for any port."""
    site, colon, port = origin.rpartition(":")
    is_port = bool(colon) and port.isascii() and port.isdigit()
    return origin in origins or f"{site if is_port else origin}{ANY_PORT}" in origins
