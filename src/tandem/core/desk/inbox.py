"""One instance of a channel: a widget on a site, a mailbox, a program."""

from dataclasses import dataclass, field
from uuid import UUID


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
