"""What was quoted to customers and agents, and what became of it: each kind of outcome apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from psycopg import sql
from psycopg.rows import class_row

from tandem.core.desk.message import QUOTING
from tandem.core.turn.decide import WRITTEN, Answer, Decision, Suggest, name_of
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.source import first_shown, is_looked_up
from tandem.store import codec, queries
from tandem.store.database import Connection

QUERIES = queries.load("showings.sql")


class Outcome(StrEnum):
    """What can become of a quote; each is the name of its column without `_at`."""

    YES = "yes"
    NO = "no"
    PICKED = "picked"
    SILENT = "silent"
    DRAFT_USED = "draft_used"
    DRAFT_EDITED = "draft_edited"
    AGENT_REPLIED = "agent_replied"


@dataclass(frozen=True, slots=True)
class Counted:
    """How many quotes of one decision, category and effect had each outcome."""

    decision: str
    category: str
    effect: str
    shown: int
    yes: int
    no: int
    picked: int
    silent: int
    draft_used: int
    draft_edited: int
    agent_replied: int


@dataclass(frozen=True, slots=True)
class Showing:
    """One quote and what became of it, with the times."""

    turn_id: UUID
    article_id: str
    passage_id: int
    probability: float
    shown_at: datetime
    yes_at: datetime | None
    no_at: datetime | None
    picked_at: datetime | None
    silent_at: datetime | None
    draft_used_at: datetime | None
    draft_edited_at: datetime | None
    agent_replied_at: datetime | None


async def keep(
    connection: Connection,
    turn: UUID,
    evidence: Evidence,
    *,
    conversation: UUID | None,
    decision: Decision,
    effect: str | None,
    now: datetime,
) -> None:
    """Keeps which article a turn quotes to a customer or an agent; nothing of other decisions."""
    if not isinstance(decision, Answer | Suggest) or is_looked_up(decision):
        return
    found = first_shown(decision, evidence)
    if found.candidate is None or found.confidence is None:
        return
    cited = found.candidate.citations[0]
    await connection.execute(
        QUERIES["keep"],
        {
            "turn": turn,
            "conversation": conversation,
            "decision": name_of(decision),
            "rule": decision.rule,
            "effect": effect,
            "category": evidence.category,
            "article": cited.article_id,
            "passage": cited.passage_id,
            "probability": found.confidence.value,
            "now": now,
            "maker": _maker(decision, evidence),
        },
    )


def _maker(decision: Answer | Suggest, evidence: Evidence) -> str:
    """Who worded it: a language model by its name, else how it was composed."""
    written = evidence.written
    return written.model if decision.maker == WRITTEN and written else decision.maker


async def changed(connection: Connection, turn: UUID, share: float, *, conversation: UUID) -> None:
    """Keeps which share of this turn's draft an agent changed before sending it."""
    await connection.execute(
        QUERIES["mark_changed"], {"turn": turn, "conversation": conversation, "changed": share}
    )


@dataclass(frozen=True, slots=True)
class Drafts:
    """What became of the drafts of a category and maker ("": kept before makers were).

    `ignored`: a person wrote a reply of their own while it was the newest draft; `replaced`: a
    newer one came first; `open`: no reply since. `changed_median` and `changed_p90` are shares of
    words, of the `measured` edited ones.
    """

    category: str
    maker: str
    drafts: int
    used: int
    edited: int
    ignored: int
    replaced: int
    open: int
    measured: int
    changed_median: float | None
    changed_p90: float | None


async def drafts(connection: Connection, since: datetime) -> Sequence[Drafts]:
    """What became of the drafts that were made since then."""
    async with connection.cursor(row_factory=class_row(Drafts)) as cursor:
        await cursor.execute(QUERIES["drafts"], {"since": since})
        return await cursor.fetchall()


async def mark(
    connection: Connection,
    turn: UUID,
    outcome: Outcome,
    now: datetime,
    *,
    conversation: UUID | None,
) -> None:
    """Keeps an outcome of the quote of this turn of the conversation, if it quoted anything.

    `conversation` is None for a turn outside of any.
    """
    await connection.execute(
        _with("mark", outcome), {"turn": turn, "conversation": conversation, "now": now}
    )


async def mark_last(
    connection: Connection, conversation: UUID, outcome: Outcome, now: datetime
) -> None:
    """Keeps an outcome of the last quote that the conversation's customer saw, if there is one.

    Silence is none after a yes, a no or a pick.
    """
    await connection.execute(
        _with("mark_last", outcome),
        {
            "conversation": conversation,
            "is_silence": outcome is Outcome.SILENT,
            "now": now,
        },
    )


async def counted(connection: Connection, *, least: float = 0.0) -> Sequence[Counted]:
    """How often each outcome came, of quotes whose P(right) was at least this."""
    async with connection.cursor(row_factory=class_row(Counted)) as cursor:
        await cursor.execute(QUERIES["counted"], {"least": least})
        return await cursor.fetchall()


async def of_turn(connection: Connection, turn: UUID) -> Showing | None:
    """What became of one turn's quote; None if it quoted nothing."""
    async with connection.cursor(row_factory=class_row(Showing)) as cursor:
        await cursor.execute(QUERIES["of_turn"], {"turn": turn})
        return await cursor.fetchone()


@dataclass(frozen=True, slots=True)
class Labelled:
    """A quote that a customer said yes (`helped`) or no to, with the evidence of its turn."""

    helped: bool
    evidence: Evidence


async def labelled(connection: Connection) -> list[Labelled]:
    """The quotes shown first that customers said yes or no to."""
    cursor = await connection.execute(QUERIES["labelled"])
    return [Labelled(row[0], codec.decode(row[1], Evidence)) for row in await cursor.fetchall()]


def said_of_last(decision: Decision, evidence: Evidence) -> Outcome | None:
    """What the customer's reply says of the quote before it."""
    if decision.rule == "helped":
        return Outcome.YES
    if evidence.context.last_decision not in QUOTING:
        return None
    if evidence.refuses:
        return Outcome.NO
    return Outcome.PICKED if decision.rule == "chosen" else None


def _with(name: str, outcome: Outcome) -> sql.Composed:
    return sql.SQL(QUERIES[name]).format(outcome=sql.Identifier(f"{outcome.value}_at"))
