"""The turn loop takes turns as they fall due, and gives them back when the process must end."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

import numpy as np
import pytest
from numpy.typing import NDArray
from structlog.testing import capture_logs

from tandem.actions.conversation.sweep import TURN_LATE, sweep
from tandem.actions.ports import Desk
from tandem.core.desk.ownership import Owner
from tandem.core.errors import UnavailableError
from tandem.jobs import turns
from tandem.store.database import Connection, Database
from tandem.store.leases import TURN_ATTEMPTS_MAX
from tandem.testing import FakeEmbedder
from tests.integration.jobs.waiting import until
from tests.integration.shop import DESCALE, MILK, Shop

LISTENING = (
    "select count(*) from pg_stat_activity"
    " where datname = current_database() and query = 'listen \"tandem_turn\"'"
)
LEASED = "select count(*) from conversation where turn_lease_until is not null"


@asynccontextmanager
async def running(desk: Desk, concurrency: int = 2) -> AsyncGenerator[asyncio.Event]:
    """Runs the loop beside the test; at the end it must stop when asked."""
    stop = asyncio.Event()
    loop = asyncio.create_task(turns.run(desk, concurrency=concurrency, stop=stop))
    try:
        yield stop
    finally:
        stop.set()
        await loop


def answered(shop: Shop, conversation: UUID, times: int = 1):
    async def holds() -> bool:
        said = await shop.replies(conversation)
        return sum(author == "assistant" for author, _ in said) == times

    return holds


def counts(shop: Shop, text: str, wanted: int):
    async def holds() -> bool:
        return (await shop.row(text))[0] == wanted

    return holds


@pytest.fixture
def without_polling(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loop does not poll: only a notification or the end of a turn wakes it."""
    monkeypatch.setattr(turns, "WAIT_S_MAX", 3600.0)


@pytest.mark.usefixtures("without_polling")
async def test_word_of_a_turn_wakes_the_loop(shop: Shop) -> None:
    async with running(shop.desk):
        await until(counts(shop, LISTENING, 1))
        received = await shop.write(await shop.customer(), DESCALE)
        await until(answered(shop, received.conversation))


@pytest.mark.usefixtures("without_polling")
async def test_a_lost_connection_is_made_again_and_nothing_is_missed(shop: Shop) -> None:
    async with running(shop.desk):
        await until(counts(shop, LISTENING, 1))
        received = await shop.write(await shop.customer(), DESCALE)
        await until(answered(shop, received.conversation))
        pid, _ = await shop.row(LISTENING.replace("count(*)", "pid, pg_terminate_backend(pid)"))
        await until(counts(shop, f"{LISTENING} and pid <> {pid}", 1))
        await shop.write((await shop.read(received.conversation)).contact_id, MILK)
        await until(answered(shop, received.conversation, 2))


@pytest.mark.usefixtures("without_polling")
@pytest.mark.parametrize("concurrency", [1, 2])
async def test_as_many_turns_are_under_way_as_there_is_room_for(
    shop: Shop, concurrency: int
) -> None:
    shop.embedder.hold()
    first, second = [await shop.write(await shop.customer(), text) for text in (DESCALE, MILK)]
    async with running(shop.desk, concurrency):
        await until(counts(shop, LEASED, concurrency))
        await shop.embedder.reached.wait()
        assert (await shop.row(LEASED))[0] == concurrency
        shop.embedder.resume()
        await until(answered(shop, first.conversation))
        await until(answered(shop, second.conversation))


@dataclass(slots=True)
class BrokenEmbedder(FakeEmbedder):
    """Raises an error that no embedder may raise."""

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Always raises."""
        raise RuntimeError(texts[0])


async def test_a_turn_that_fails_is_tried_thrice_then_people_get_it_and_no_log_tells_its_text(
    shop: Shop,
) -> None:
    thinking = replace(shop.desk.thinking, embedder=BrokenEmbedder())
    desk = replace(shop.desk, thinking=thinking)

    async def scenario() -> UUID:
        received = await shop.write(await shop.customer(), DESCALE)
        async with running(desk):
            for attempt in range(1, TURN_ATTEMPTS_MAX + 1):
                await until(lambda attempt=attempt: failed(attempt))
                shop.clock.move(turns.LEASE + timedelta(seconds=1))
                await shop.row("select pg_notify('tandem_turn', '')")
        shop.clock.move(TURN_LATE)
        await sweep(desk)
        return received.conversation

    async def failed(times: int) -> bool:
        return len(logs) == times

    with capture_logs() as logs:
        conversation = await scenario()
    assert (await shop.read(conversation)).owner is Owner.HUMAN
    assert [(log["event"], log["kind"]) for log in logs] == [("turn failed", "RuntimeError")] * 3
    assert {log["conversation"] for log in logs} == {str(conversation)}
    assert DESCALE not in str(logs)


@dataclass(frozen=True, slots=True)
class RefusingDatabase(Database):
    """Refuses a transaction for each error that is left in `refusals`."""

    refusals: list[UnavailableError] = field(default_factory=list[UnavailableError])

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Connection]:
        """One transaction, unless it is refused."""
        if self.refusals:
            raise self.refusals.pop()
        async with Database.transaction(self) as connection:
            yield connection


async def test_a_turn_that_the_database_failed_is_due_again_at_once_and_not_counted(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "RETRY_S", 0.0)
    given = shop.database
    database = RefusingDatabase(given.pool, given.conninfo)
    desk = replace(shop.desk, database=database)
    shop.embedder.hold()
    received = await shop.write(await shop.customer(), DESCALE)
    async with running(desk):
        await shop.embedder.reached.wait()
        database.refusals.extend([UnavailableError("The database does not answer.")] * 3)
        shop.embedder.resume()
        await until(answered(shop, received.conversation))
    assert database.refusals == []
    assert await shop.row("select turn_attempts, turn_lease_until from conversation") == (
        0,
        None,
    )


async def test_a_loop_that_is_told_to_stop_ends_what_it_began(shop: Shop) -> None:
    shop.embedder.hold()
    received = await shop.write(await shop.customer(), DESCALE)
    other = await shop.write(await shop.customer(), MILK)
    async with running(shop.desk, concurrency=1) as stop:
        await shop.embedder.reached.wait()
        stop.set()
        shop.embedder.resume()
    assert await answered(shop, received.conversation)()
    assert await answered(shop, other.conversation, 0)()


async def test_what_is_unfinished_when_time_is_up_is_another_workers_at_once(
    shop: Shop,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turns, "STOP_S_MAX", 0.01)
    shop.embedder.hold()
    received = await shop.write(await shop.customer(), DESCALE)
    stop = asyncio.Event()
    loop = asyncio.create_task(turns.run(shop.desk, concurrency=2, stop=stop))
    await shop.embedder.reached.wait()
    stop.set()
    await loop
    assert await shop.row("select turn_attempts, turn_lease_until from conversation") == (
        0,
        None,
    )
    shop.embedder.resume()
    assert len(await shop.turns()) == 1
    assert await answered(shop, received.conversation)()
