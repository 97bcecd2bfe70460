"""Complete records of turns: what was seen, what was decided, and how long each step took."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from tandem.core.errors import NotFoundError
from tandem.core.turn.decide import Decision, name_of
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.policy import Policy
from tandem.core.turn.steps import in_order
from tandem.store import codec, queries
from tandem.store.database import Connection

QUERIES = queries.load("turns.sql")


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """A turn as recorded, its frozen values as text; `steps` in the order in which they ran."""

    id: UUID
    taken_at: datetime
    evidence_hash: str
    policy_hash: str
    decision_body: str
    steps: Mapping[str, float]
    conversation_id: UUID | None
    effect: str | None
    arm: str
    evidence: str
    policy: str

    @property
    def is_hidden(self) -> bool:
        """Whether it is of the control group and nobody may be told of it, as if it never was."""
        return self.arm == "control" and self.effect == "recorded"


async def keep(
    connection: Connection,
    *,
    id: UUID,
    evidence: Evidence,
    policy: Policy,
    decision: Decision,
    steps: Mapping[str, float],
    now: datetime,
    conversation: UUID | None = None,
    seen_seq: int | None = None,
    effect: str | None = None,
    mode: str = "",
    arm: str = "",
) -> None:
    """Records a turn; repeating it changes nothing.

    On the desk a turn also has its conversation, the last event it saw, its effect, and the
    contact's mode and side of the comparison.
    """
    evidence_text, policy_text = codec.encode(evidence), _policy_text(policy)
    await connection.execute(
        QUERIES["keep"],
        {
            "id": id,
            "now": now,
            "evidence_hash": codec.content_hash(evidence_text),
            "evidence": evidence_text,
            "policy_hash": codec.content_hash(policy_text),
            "policy": policy_text,
            "decision": name_of(decision),
            "rule": decision.rule,
            "decision_body": codec.encode_decision(decision),
            "steps": Jsonb(dict(steps)),
            "conversation": conversation,
            "seen_seq": seen_seq,
            "effect": effect,
            "mode": mode,
            "arm": arm,
        },
    )


@lru_cache(maxsize=8)
def _policy_text(policy: Policy) -> str:
    return codec.encode(policy)


async def read(connection: Connection, id: UUID) -> StoredTurn:
    """One recorded turn; raises NotFoundError if there is none with this id."""
    async with connection.cursor(row_factory=class_row(StoredTurn)) as cursor:
        await cursor.execute(QUERIES["read"], {"id": id})
        turn = await cursor.fetchone()
    if turn is None:
        raise NotFoundError(f"There is no turn {id}.", hint="`tandem ask --json` prints turn_id.")
    return replace(turn, steps=in_order(turn.steps))


async def is_of(connection: Connection, id: UUID, conversation: UUID) -> bool:
    """Whether it was taken in this conversation."""
    cursor = await connection.execute(QUERIES["is_of"], {"id": id, "conversation": conversation})
    found = await cursor.fetchone()
    return found is not None and found[0]


@dataclass(frozen=True, slots=True)
class TurnLine:
    """A turn in one line: what was decided by which rule, and its effect."""

    id: UUID
    decision: str
    rule: str
    effect: str | None
    taken_at: datetime


async def of_conversation(
    connection: Connection, conversation: UUID, most: int = 100
) -> list[TurnLine]:
    """The newest turns of a conversation, oldest first, without the control group's hidden ones."""
    async with connection.cursor(row_factory=class_row(TurnLine)) as cursor:
        await cursor.execute(
            QUERIES["of_conversation"], {"conversation": conversation, "most": most}
        )
        return await cursor.fetchall()


@dataclass(frozen=True, slots=True)
class Recorded:
    """A turn as recorded, to be decided again; contact and product are those of today.

    Outside of a desk there is no contact.
    """

    id: UUID
    taken_at: datetime
    decision: str
    rule: str
    policy_hash: str
    evidence: str
    policy: str
    contact: UUID | None
    is_internal: bool
    product: str


END, LAST = datetime.max.replace(tzinfo=UTC), UUID(int=2**128 - 1)


async def since(
    connection: Connection, time: datetime, *, before: Recorded | None, most: int
) -> list[Recorded]:
    """A page of the turns from a time on, newest first: those before a turn, or the newest."""
    async with connection.cursor(row_factory=class_row(Recorded)) as cursor:
        await cursor.execute(
            QUERIES["since"],
            {
                "since": time,
                "before": before.taken_at if before else END,
                "before_id": before.id if before else LAST,
                "most": most,
            },
        )
        return await cursor.fetchall()


@dataclass(frozen=True, slots=True)
class AskedTurn:
    """A turn with its record, to be asked again; `conversation_id` is None outside of a desk.

    `said` is `yes` or `no`, what the customer said of what was quoted, else empty.
    """

    id: UUID
    taken_at: datetime
    conversation_id: UUID | None
    number: int | None
    evidence: str
    gap_id: UUID | None
    said: str


async def asked_since(connection: Connection, time: datetime, most: int) -> list[AskedTurn]:
    """The newest turns from a time on."""
    async with connection.cursor(row_factory=class_row(AskedTurn)) as cursor:
        await cursor.execute(QUERIES["asked_since"], {"since": time, "most": most})
        return await cursor.fetchall()
