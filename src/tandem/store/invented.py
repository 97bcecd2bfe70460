"""Writes an invented history in bulk: contacts, conversations with all of theirs, audits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import LiteralString
from uuid import UUID

from psycopg import sql
from psycopg.types.json import Jsonb

from tandem.core.desk.event import PAYLOAD
from tandem.core.metrics.invented.stories import DUE_AFTER, TAG, Story, Suggestion
from tandem.store import queries
from tandem.store.database import Connection

QUERIES = queries.load("invented.sql")


@dataclass(frozen=True, slots=True)
class Invented:
    """A contact of the history."""

    id: UUID
    name: str
    email: str
    plan: str
    product: str
    locale: str
    created_at: datetime


async def is_there(connection: Connection) -> bool:
    """Whether a history was written before."""
    cursor = await connection.execute(QUERIES["is_there"], {"tag": TAG})
    return await cursor.fetchone() is not None


async def add_contacts(tx: Connection, contacts: Sequence[Invented]) -> None:
    """Stores new contacts."""
    await _copy(
        tx,
        "contact",
        ("id", "name", "email", "plan", "product", "locale", "created_at", "seen_at"),
        (
            (
                one.id,
                one.name,
                one.email,
                one.plan,
                one.product,
                one.locale,
                one.created_at,
                one.created_at,
            )
            for one in contacts
        ),
    )


async def add(
    tx: Connection, stories: Sequence[Story], inbox: UUID, turns: Mapping[str, UUID]
) -> None:
    """Stores conversations with all that belongs to them; their contacts exist.

    `turns` are real turns of the desk by their question, for every question of a suggestion: the
    suggestion's evidence is theirs.
    """
    await _copy(
        tx,
        "conversation",
        (
            *("id", "inbox_id", "contact_id", "subject", "status", "owner", "team_id"),
            *("assignee_id", "category", "product", "tags", "resolution", "last_decision"),
            *("handoff_reason", "handoff_rule", "handed_off_at", "human_replied_at"),
            *("waiting_since", "due_at", "last_message_at", "assistant_spoke_at", "resolved_at"),
            *("created_at", "seq", "public_seq", "turn_wanted_seq", "turn_done_seq", "language"),
        ),
        (_conversation(one, inbox) for one in stories),
    )
    await _copy(
        tx,
        "event",
        ("conversation_id", "seq", "public_seq", "type", "format", "data", "public_data", "at"),
        (
            (
                *(one.id, of.seq, of.public_seq, of.type, PAYLOAD.current),
                Jsonb({**of.data, "seq": of.seq, "public_seq": of.public_seq}),
                None if of.public is None else Jsonb({**of.public, "public_seq": of.public_seq}),
                of.at,
            )
            for one in stories
            for of in one.events
        ),
    )
    await _copy(
        tx,
        "message",
        (
            *("id", "conversation_id", "seq", "public_seq", "author", "kind", "text"),
            *("agent_id", "decision", "options", "sources", "was_helpful", "chosen"),
            *("asked_again", "created_at"),
        ),
        (
            (
                *(of.id, one.id, of.seq, of.public_seq, of.author.value, of.kind.value, of.text),
                *(of.agent_id, of.decision, Jsonb([option.shown() for option in of.options])),
                *(Jsonb([dict(source) for source in of.sources]), of.was_helpful, of.chosen),
                *(list(of.asked_again), of.created_at),
            )
            for one in stories
            for of in one.messages
        ),
    )
    await _copy(
        tx,
        "reply_wait",
        (
            *("conversation_id", "is_first", "asked_at", "due_at", "priority", "team_id"),
            *("agent_id", "ended_at"),
        ),
        (
            (
                one.id,
                True,
                of.asked_at,
                of.asked_at + DUE_AFTER,
                "normal",
                one.team,
                of.agent,
                of.ended_at,
            )
            for one in stories
            for of in one.waits
        ),
    )
    async with tx.cursor() as cursor:
        await cursor.executemany(
            QUERIES["suggest"],
            [_suggestion(one, of, turns) for one in stories if (of := one.suggestion)],
        )


def _suggestion(story: Story, of: Suggestion, turns: Mapping[str, UUID]) -> dict[str, object]:
    return {
        "turn": of.turn,
        "like": turns[of.question],
        "conversation": story.id,
        "seen": of.seen_seq,
        "category": story.fate.topic.category,
        "article": of.article_id,
        "probability": of.probability,
        "at": of.shown_at,
        "yes_at": of.yes_at,
        "no_at": of.no_at,
        "silent_at": of.silent_at,
    }


async def add_audits(
    tx: Connection,
    entries: Iterable[tuple[datetime, UUID, str, str, Mapping[str, object]]],
) -> None:
    """Stores entries of the audit log: when, who, the action, its subject and its data."""
    await _copy(
        tx,
        "audit",
        ("at", "agent_id", "action", "subject", "data"),
        ((*rest, Jsonb(dict(data))) for *rest, data in entries),
    )


def _conversation(story: Story, inbox: UUID) -> tuple[object, ...]:
    fate = story.fate
    waits = story.waiting_since
    return (
        *(story.id, inbox, story.contact, story.subject, story.status, story.owner, story.team),
        *(story.assignee, fate.topic.category, fate.topic.product, [TAG], story.resolution),
        *(story.last_decision, fate.reason or None if story.handed_off_at else None),
        *(story.handoff_rule, story.handed_off_at, story.human_replied_at, waits),
        *(waits and waits + _PATIENT, story.last_message_at, story.assistant_spoke_at),
        *(story.resolved_at, fate.at, story.seq, story.public_seq, story.seq, story.seq),
        fate.customer.language,
    )


_PATIENT = timedelta(days=4)
"""What still waits is not due yet, so that no alarm of an invented conversation rings."""


async def _copy(
    tx: Connection,
    table: LiteralString,
    columns: Sequence[LiteralString],
    rows: Iterable[Sequence[object]],
) -> None:
    query = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    async with tx.cursor() as cursor, cursor.copy(query) as copy:
        for row in rows:
            await copy.write_row(row)
