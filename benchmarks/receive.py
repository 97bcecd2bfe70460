"""Accepted customer messages per second, compared with bare inserts of the same rows."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from uuid import UUID, uuid4

import uvloop

from benchmarks.run import Run, say
from benchmarks.table import Figure, Goal
from tandem import app
from tandem.actions.ports import Desk
from tandem.actions.turn.receive import Inbound, receive
from tandem.assistant.thinking import fixed
from tandem.core.turn.policy import Audience, Mode, Policy, Rollout
from tandem.store import contacts, inboxes
from tandem.testing import FixedPolicy, MemoryFiles

AT_ONCE = 8
CUSTOMERS = 64  # per round, eight at a time
EACH = 5  # messages of each, one after another; no worker answers them
TEXT = "How do I rotate the filter of my machine, and how often is that needed?"
POLICY = Policy(company="Made up", rollout=(Rollout(Mode.AUTO, Audience.EVERYONE),))

# One message as `receive` stores it: event, message, the conversation's row, both notifications.
BARE = (
    "insert into event (conversation_id, seq, public_seq, type, data, public_data, at)"
    " values (%(conversation)s, %(seq)s, %(seq)s, 'message.created',"
    " jsonb_build_object('text', %(text)s::text, 'seq', %(seq)s::int),"
    " jsonb_build_object('text', %(text)s::text, 'public_seq', %(seq)s::int), now())",
    "insert into message (id, conversation_id, seq, public_seq, author, kind, text, client_key,"
    " created_at) values (%(id)s, %(conversation)s, %(seq)s, %(seq)s, 'customer', 'reply',"
    " %(text)s, %(id)s::text, now())",
    "update conversation set seq = %(seq)s, public_seq = %(seq)s, last_message_at = now(),"
    " waiting_since = coalesce(waiting_since, now()), turn_wanted_seq = %(seq)s,"
    " turn_wanted_at = now() where id = %(conversation)s",
    "select pg_notify('tandem_event', %(conversation)s::text), pg_notify('tandem_turn', '')",
)
FLOOR = (
    "one transaction of four bare statements on a pooled connection: the event, the message, the"
    " conversation's row, both notifications; nothing looked up, locked, screened or checked"
)

Post = Callable[[UUID, int], Awaitable[None]]


def measure(run: Run) -> Iterator[Figure]:
    """Messages per second with several customers writing at once."""
    say("accepting messages")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # as in the desk itself
        yield runner.run(_measure(run))


async def _measure(run: Run) -> Figure:
    async with app.open_scratch_database(run.conninfo) as database:
        desk = Desk(
            database,
            app.thinking(database, None, fixed(POLICY)),
            FixedPolicy(POLICY),
            MemoryFiles(),
            clock=app.now,
            new_id=uuid4,
        )
        inbox = uuid4()
        async with database.transaction() as tx:
            await inboxes.add(tx, id=inbox, name="benchmark", channel="widget")

        async def ours(contact: UUID, _: int) -> None:
            await receive(desk, Inbound(contact, inbox, TEXT, client_key=str(uuid4())))

        async def bare(conversation: UUID, number: int) -> None:
            values = {"conversation": conversation, "seq": number, "id": uuid4(), "text": TEXT}
            async with database.transaction() as tx:
                for statement in BARE:
                    await tx.execute(statement, values)

        own: list[float] = []
        least: list[float] = []
        for _ in range(run.rounds):
            begun = [await _begun(desk, inbox) for _ in range(2 * CUSTOMERS)]
            own.append(await _rate(ours, [contact for contact, _ in begun[:CUSTOMERS]]))
            least.append(await _rate(bare, [place for _, place in begun[CUSTOMERS:]]))
    return Figure(
        f"accepted messages, {AT_ONCE} customers at once",
        "mess./s",
        tuple(own),
        tuple(least),
        FLOOR,
        CUSTOMERS * EACH,
        Goal(0.35, at_most=False),
    )


async def _begun(desk: Desk, inbox: UUID) -> tuple[UUID, UUID]:
    """A contact who has written once, and their conversation."""
    contact = uuid4()
    async with desk.database.transaction() as tx:
        await contacts.add(tx, id=contact, now=app.now())
    received = await receive(desk, Inbound(contact, inbox, TEXT, client_key=str(uuid4())))
    return contact, received.conversation


async def _rate(post: Post, places: list[UUID]) -> float:
    """Messages per second, with this many at a time."""
    waiting = iter(places)

    async def write() -> None:
        for place in waiting:
            for number in range(EACH):
                await post(place, 10 + number)

    began = time.perf_counter()
    await asyncio.gather(*(write() for _ in range(AT_ONCE)))
    return len(places) * EACH / (time.perf_counter() - began)
