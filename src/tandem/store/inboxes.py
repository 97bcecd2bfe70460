"""Inboxes: the sites, mailboxes and programs through which messages arrive."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import LiteralString
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row, dict_row

from tandem.core.desk.inbox import Inbox
from tandem.core.errors import ConflictError, NotFoundError
from tandem.store import installation, queries
from tandem.store.database import Connection

COLUMNS = sql.SQL(", ").join(sql.Identifier(field.name) for field in fields(Inbox))
QUERIES = queries.load("inboxes.sql", columns=COLUMNS)


@dataclass(frozen=True, slots=True)
class Intake:
    """An inbox, whether the assistant is paused, and the message if it was already stored."""

    inbox: Inbox
    is_paused: bool
    sent: UUID | None


async def add(
    connection: Connection,
    *,
    id: UUID,
    name: str,
    channel: str,
    product: str = "",
    origins: Sequence[str] = (),
    is_internal: bool = False,
) -> bool:
    """Adds an inbox; returns False if its name is taken."""
    cursor = await connection.execute(
        QUERIES["add"],
        {
            "id": id,
            "name": name,
            "channel": channel,
            "product": product,
            "origins": list(origins),
            "is_internal": is_internal,
        },
    )
    return await cursor.fetchone() is not None


async def read(connection: Connection, id: UUID) -> Inbox:
    """One inbox; raises NotFoundError."""
    found = await _many(connection, QUERIES["read"], {"id": id})
    if not found:
        raise _missing()
    return found[0]


async def intake(connection: Connection, id: UUID, *, contact: UUID, client_key: str) -> Intake:
    """Reads what an incoming message needs of its inbox; a pause waits for this transaction.

    The caller has locked the contact. Raises NotFoundError.
    """
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            QUERIES["intake"],
            {"id": id, "contact": contact, "client_key": client_key, "lock": installation.LOCK},
        )
        row = await cursor.fetchone()
    if row is None:
        raise _missing()
    is_paused, sent = row.pop("is_paused"), row.pop("sent")
    inbox = Inbox(**row)
    return Intake(replace(inbox, origins=tuple(inbox.origins)), is_paused, sent)


async def every(connection: Connection) -> list[Inbox]:
    """All inboxes by name."""
    return await _many(connection, QUERIES["all"], {})


async def change(
    connection: Connection,
    id: UUID,
    version: int,
    *,
    name: str | None = None,
    product: str | None = None,
    origins: Sequence[str] | None = None,
    is_internal: bool | None = None,
) -> Inbox:
    """Changes an inbox; raises ConflictError if it changed meanwhile."""
    cursor = await connection.execute(
        QUERIES["change"],
        {
            "id": id,
            "version": version,
            "name": name,
            "product": product,
            "origins": None if origins is None else list(origins),
            "is_internal": is_internal,
        },
    )
    changed = await cursor.fetchone() is not None
    inbox = await read(connection, id)
    if not changed:
        raise ConflictError(
            "This inbox was changed meanwhile.", hint="Reload, then make your change again."
        )
    return inbox


async def origins(connection: Connection) -> frozenset[str]:
    """Every origin from which some widget may be called."""
    cursor = await connection.execute(QUERIES["origins"])
    return frozenset(row[0] for row in await cursor.fetchall())


def _missing() -> NotFoundError:
    return NotFoundError(
        "There is no such inbox.", hint="Compare the snippet's data-inbox with the settings."
    )


async def _many(
    connection: Connection, query: LiteralString, parameters: dict[str, object]
) -> list[Inbox]:
    async with connection.cursor(row_factory=class_row(Inbox)) as cursor:
        await cursor.execute(query, parameters)
        return [replace(row, origins=tuple(row.origins)) for row in await cursor.fetchall()]
