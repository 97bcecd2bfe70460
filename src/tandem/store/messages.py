"""Messages and their attachments; each message is stored together with its event."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row, dict_row
from psycopg.types.json import Jsonb

from tandem.core.desk.event import PAYLOAD, EventType
from tandem.core.desk.message import Attachment, Author, Kind, Message, StoredMessage, renamed
from tandem.core.desk.option import Option, OptionKind, option_of
from tandem.core.errors import InvalidError, NotFoundError
from tandem.store import queries
from tandem.store.database import Connection

COLUMNS = sql.SQL(
    "m.id, m.conversation_id, m.seq, m.public_seq, m.author, m.kind, m.text, m.agent_id,"
    " a.name as agent_name, m.turn_id, m.decision, m.options, m.sources, m.is_automatic,"
    " m.was_helpful, m.chosen, m.picks, m.delivery, m.asked_again, m.given_at, m.created_at,"
    " (select coalesce(json_agg(json_build_object('id', t.id, 'name', t.name,"
    " 'media_type', t.media_type, 'bytes', t.bytes) order by t.created_at, t.id), '[]')"
    " from attachment t where t.message_id = m.id) as attachments"
)
QUERIES = queries.load("messages.sql", columns=COLUMNS)
THREAD_MAX = 200
NEVER = 2**62  # greater than every message's number


@dataclass(frozen=True, slots=True)
class StoredAttachment:
    """A stored file: who uploaded it, and the conversation it was sent in, if it was sent."""

    id: UUID
    name: str
    media_type: str
    bytes: int
    contact_id: UUID | None
    agent_id: UUID | None
    conversation_id: UUID | None
    public_seq: int | None


async def append(
    connection: Connection,
    message: StoredMessage,
    *,
    client_key: str | None = None,
    attachments: Sequence[UUID] = (),
    contact: UUID | None = None,
    subject: str = "",
    wants_turn: bool = False,
    asks: bool = True,
) -> StoredMessage:
    """Stores a message and its event; returns it with its numbers and its attachments.

    The caller has locked the conversation. Attachments must be the author's own uploads: `contact`
    is the uploader if a customer writes. The conversation gets the `subject` if it has none, and
    with `wants_turn` the workers are woken at commit. Without `asks` its customer does not begin to
    wait. Raises InvalidError for an attachment that
    does not exist.
    """
    files = await _own(connection, attachments, contact, message.agent_id)
    message = replace(message, attachments=files)
    cursor = await connection.execute(
        QUERIES["append"],
        {
            "id": message.id,
            "conversation": message.conversation_id,
            "type": EventType.MESSAGE.value,
            "format": PAYLOAD.current,
            "data": Jsonb(message.for_team()),
            "public": None if message.kind is Kind.NOTE else Jsonb(message.for_customer()),
            "is_inbound": contact is not None,
            "subject": subject,
            "wants_turn": wants_turn,
            "asks": asks,
            "author": message.author.value,
            "kind": message.kind.value,
            "text": message.text,
            "agent": message.agent_id,
            "turn": message.turn_id,
            "client_key": client_key,
            "decision": message.decision,
            "picks": message.picks,
            "is_automatic": message.is_automatic,
            "delivery": message.delivery,
            "asked_again": list(message.asked_again),
            "given_at": message.given_at,
            "now": message.created_at,
        },
    )
    row = await cursor.fetchone()
    assert row is not None, "the caller holds the conversation's row"
    message = replace(message, seq=row[0], public_seq=row[1])
    if files:
        await connection.execute(
            QUERIES["attach"],
            {
                "message": message.id,
                "ids": list(attachments),
                "contact": contact,
                "agent": message.agent_id,
            },
        )
    return message


async def _own(
    connection: Connection, ids: Sequence[UUID], contact: UUID | None, agent: UUID | None
) -> tuple[Attachment, ...]:
    found: list[Attachment] = []
    for one in ids:
        try:
            stored = await attachment(connection, one)
        except NotFoundError:
            stored = None
        if (
            stored is None
            or stored.conversation_id is not None
            or (stored.contact_id, stored.agent_id) != (contact, agent)
        ):
            raise InvalidError("An attachment is not there.", hint="Upload it again.")
        found.append(Attachment(stored.id, stored.name, stored.media_type, stored.bytes))
    return tuple(found)


async def by_client_key(
    connection: Connection, conversation: UUID, client_key: str
) -> StoredMessage | None:
    """The message that a client already sent under a key."""
    found = await _messages(
        connection,
        QUERIES["by_client_key"],
        {"conversation": conversation, "client_key": client_key},
    )
    return found[0] if found else None


async def one(connection: Connection, id: UUID) -> StoredMessage:
    """One message; raises NotFoundError."""
    found = await _messages(connection, QUERIES["one"], {"id": id})
    if not found:
        raise NotFoundError("There is no such message.")
    return found[0]


async def thread(
    connection: Connection,
    conversation: UUID,
    *,
    everything: bool = True,
    before: int = NEVER,
    most: int = THREAD_MAX,
) -> list[StoredMessage]:
    """The newest messages before a number, oldest first; without `everything`, no notes."""
    found = await _messages(
        connection,
        QUERIES["thread"],
        {
            "conversation": conversation,
            "before": before,
            "everything": everything,
            "most": most,
        },
    )
    return found[::-1]


async def by_agent(
    connection: Connection, agent: UUID, *, least: int, longest: int, most: int
) -> list[str]:
    """The newest replies of an agent, of a length in characters."""
    row = {"agent": agent, "least": least, "longest": longest, "most": most}
    cursor = await connection.execute(QUERIES["by_agent"], row)
    return [text for (text,) in await cursor.fetchall()]


async def said(connection: Connection, conversation: UUID, *, most: int) -> list[Message]:
    """The newest messages between customer, assistant and agents, oldest first."""
    cursor = await connection.execute(QUERIES["said"], {"conversation": conversation, "most": most})
    return [
        Message(
            Author(author),
            text,
            at=at,
            decision=renamed(decision),
            options=_options(options),
            articles=tuple(articles),
            turn_id=turn and str(turn),
            picks=picks,
        )
        for author, text, at, decision, options, turn, picks, articles in reversed(
            await cursor.fetchall()
        )
    ]


async def answered_to(connection: Connection, conversation: UUID) -> int:
    """The `seq` up to which the customer's messages were seen by whoever answered; 0: none was.

    Not how far turns are done: a handoff ends a turn whose question nobody has answered yet.
    """
    cursor = await connection.execute(QUERIES["answered_to"], {"conversation": conversation})
    row = await cursor.fetchone()
    assert row is not None, "an aggregate always has one row"
    return row[0]


async def choose(connection: Connection, id: UUID, option: Option) -> bool:
    """Stores which option of a reply the customer pressed; False if it is stored already.

    A yes or a no is feedback too.
    """
    said = {OptionKind.YES: True, OptionKind.NO: False}.get(option.kind)
    cursor = await connection.execute(
        QUERIES["choose"], {"id": id, "option": option.id, "was_helpful": said}
    )
    return await cursor.fetchone() is not None


async def is_newest(connection: Connection, message: StoredMessage) -> bool:
    """Whether nobody has written in its conversation since."""
    cursor = await connection.execute(
        QUERIES["is_newest"], {"conversation": message.conversation_id, "seq": message.seq}
    )
    row = await cursor.fetchone()
    assert row is not None
    return row[0]


async def deliver(connection: Connection, id: UUID, delivery: str | None) -> None:
    """Stores the mail status of a reply: queued, sent or failed; None if no mail was needed."""
    await connection.execute(QUERIES["deliver"], {"id": id, "delivery": delivery})


async def uploaded(
    connection: Connection,
    file: Attachment,
    *,
    contact: UUID | None,
    agent: UUID | None,
    now: datetime,
) -> None:
    """Stores an uploaded file's row; either a contact or an agent uploaded it."""
    await connection.execute(
        QUERIES["uploaded"],
        {
            "id": file.id,
            "contact": contact,
            "agent": agent,
            "name": file.name,
            "media_type": file.media_type,
            "bytes": file.bytes,
            "now": now,
        },
    )


async def attachment(connection: Connection, id: UUID) -> StoredAttachment:
    """One file's row; raises NotFoundError."""
    async with connection.cursor(row_factory=class_row(StoredAttachment)) as cursor:
        await cursor.execute(QUERIES["attachment"], {"id": id})
        found = await cursor.fetchone()
    if found is None:
        raise NotFoundError("There is no such file.")
    return found


async def _messages(
    connection: Connection, query: LiteralString, parameters: dict[str, object]
) -> list[StoredMessage]:
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(query, parameters)
        rows = await cursor.fetchall()
    return [_made(row) for row in rows]


def _options(stored: object) -> tuple[Option, ...]:
    """The options of a message; those of older releases are texts."""
    rows: list[str | dict[str, str | None]] = stored  # pyright: ignore[reportAssignmentType] -- jsonb
    return tuple(
        option_of(row)
        if isinstance(row, str)
        else Option(
            str(row["id"]), str(row["label"]), OptionKind(str(row["kind"])), row["article_id"]
        )
        for row in rows
    )


def _made(row: dict[str, object]) -> StoredMessage:
    files: list[dict[str, str | int]] = row["attachments"]  # pyright: ignore[reportAssignmentType] -- json_agg
    return StoredMessage(
        **(
            row
            | {
                "author": Author(row["author"]),
                "kind": Kind(row["kind"]),
                "decision": renamed(row["decision"]),  # pyright: ignore[reportArgumentType] -- text
                "options": _options(row["options"]),
                "asked_again": tuple(row["asked_again"]),  # pyright: ignore[reportArgumentType] -- text[]
                "sources": tuple(row["sources"]),  # pyright: ignore[reportArgumentType] -- jsonb
                "attachments": tuple(
                    Attachment(
                        UUID(str(file["id"])),
                        str(file["name"]),
                        str(file["media_type"]),
                        int(file["bytes"]),
                    )
                    for file in files
                ),
            }
        )  # pyright: ignore[reportArgumentType] -- the columns are the fields
    )
