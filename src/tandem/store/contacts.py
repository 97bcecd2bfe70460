"""Contacts: the customers, as far as the desk knows them."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from tandem.core.desk.contact import Contact
from tandem.core.errors import ConflictError, NotFoundError
from tandem.store import queries
from tandem.store.database import Connection

COLUMNS = sql.SQL(", ").join(sql.Identifier(field.name) for field in fields(Contact))
QUERIES = queries.load("contacts.sql", columns=COLUMNS)


async def add(
    connection: Connection,
    *,
    id: UUID,
    now: datetime,
    external_id: str | None = None,
    realm: UUID | None = None,
    name: str = "",
    email: str = "",
    is_verified: bool = False,
    is_internal: bool = False,
    is_high_value: bool = False,
    product: str = "",
    plan: str = "",
    locale: str = "",
    attributes: Mapping[str, str] | None = None,
) -> None:
    """Adds a contact; an existing one with the same external id in the same realm is unchanged."""
    await connection.execute(
        QUERIES["add"],
        {
            "id": id,
            "external_id": external_id,
            "realm": realm,
            "name": name,
            "email": email.lower(),
            "is_verified": is_verified,
            "is_internal": is_internal,
            "is_high_value": is_high_value,
            "product": product,
            "plan": plan,
            "locale": locale,
            "attributes": Jsonb(dict(attributes or {})),
            "now": now,
        },
    )


async def read(connection: Connection, id: UUID) -> Contact:
    """One contact; raises NotFoundError."""
    found = await _one(connection, QUERIES["read"], {"id": id})
    if found is None:
        raise NotFoundError("There is no such contact.")
    return found


async def lock(connection: Connection, id: UUID) -> Contact:
    """One contact, locked until the transaction ends, so that their messages come in one by one."""
    found = await _one(connection, QUERIES["lock"], {"id": id})
    if found is None:
        raise NotFoundError("There is no such contact.")
    return found


async def identified(connection: Connection, external_id: str, realm: UUID) -> Contact | None:
    """The contact that the site of an inbox (the realm) knows under this id."""
    return await _one(
        connection, QUERIES["identified"], {"external_id": external_id, "realm": realm}
    )


async def by_email(connection: Connection, email: str) -> Contact | None:
    """The contact of an address, locked so that no second one is made until the transaction ends.

    An address that was only typed in a chat is not used: anybody can type it.
    """
    await connection.execute(QUERIES["lock_email"], {"email": email})
    return await _one(connection, QUERIES["by_email"], {"email": email})


async def identify(
    connection: Connection,
    external_id: str,
    realm: UUID,
    *,
    name: str = "",
    email: str = "",
    product: str = "",
    plan: str = "",
    locale: str = "",
    is_high_value: bool = False,
    attributes: Mapping[str, str] | None = None,
) -> None:
    """Stores what a signed token says of a known contact; without news the row is unchanged."""
    await connection.execute(
        QUERIES["identify"],
        {
            "external_id": external_id,
            "realm": realm,
            "name": name,
            "email": email.lower(),
            "product": product,
            "plan": plan,
            "locale": locale,
            "is_high_value": is_high_value,
            "attributes": Jsonb(dict(attributes or {})),
        },
    )


async def leave_email(connection: Connection, id: UUID, email: str) -> None:
    """Stores the address at which a contact wants to be answered while away."""
    await connection.execute(QUERIES["leave_email"], {"id": id, "email": email.lower()})


async def in_zone(connection: Connection, id: UUID, zone: str) -> None:
    """Stores the time zone that the contact's browser reports."""
    await connection.execute(QUERIES["in_zone"], {"id": id, "zone": zone})


async def change(
    connection: Connection,
    id: UUID,
    version: int,
    **changes: str | bool | None,
) -> Contact:
    """Changes what agents may set; raises ConflictError if the contact changed meanwhile."""
    values = dict.fromkeys(
        (
            "name", "email", "product", "plan",
            "is_high_value", "people_first", "is_internal", "is_blocked",
        )
    )  # fmt: skip
    cursor = await connection.execute(
        QUERIES["change"], {**values, **changes, "id": id, "version": version}
    )
    changed = await cursor.fetchone() is not None
    contact = await read(connection, id)
    if not changed:
        raise ConflictError(
            "This contact was changed meanwhile.", hint="Reload, then make your change again."
        )
    return contact


async def merge(connection: Connection, id: UUID, into: UUID) -> list[UUID]:
    """Merges contact `id` into `into`, deletes `id`, and returns the conversations that moved.

    The caller has locked both rows. The browser sessions of `id` end: their tokens don't prove that
    somebody is the other contact. An address left in the chat does not move either: an earlier user
    of the browser may have left it, and would get the other contact's mail.
    """
    both = {"from": id, "to": into}
    cursor = await connection.execute(QUERIES["take_conversations"], both)
    moved = [row[0] for row in await cursor.fetchall()]
    await connection.execute(QUERIES["take_attachments"], both)
    await connection.execute(QUERIES["take_over"], both)
    await connection.execute(QUERIES["remove"], {"id": id})
    return moved


async def _one(
    connection: Connection, query: LiteralString, parameters: dict[str, object]
) -> Contact | None:
    async with connection.cursor(row_factory=class_row(Contact)) as cursor:
        await cursor.execute(query, parameters)
        return await cursor.fetchone()
