"""Every event reaches every stream once and in order, whoever writes and whatever breaks."""

import asyncio
from uuid import UUID, uuid4

from psycopg import Rollback

from tandem.core.desk.event import EventType
from tandem.store import ephemeral, events
from tandem.web.live.hub import WAITING_MAX, Ephemeral, Happened, Hub, Notice, Subscription
from tests.integration.shop import Shop
from tests.integration.web.chatting import PATIENCE_S, begun, change, kill_listeners, running

Numbers = dict[UUID, list[int]]


async def received(subscription: Subscription, count: int) -> Numbers:
    """The numbers of the next events by conversation, in the order received."""
    found: Numbers = {}
    for _ in range(count):
        one = await subscription.next(PATIENCE_S)
        assert isinstance(one, Happened), one
        found.setdefault(one.event.conversation_id, []).append(one.event.seq)
    return found


async def listens(subscription: Subscription) -> None:
    """The hub reports that it listens from now on: earlier events must be read."""
    assert await subscription.next(PATIENCE_S) is Notice.MISSED


async def test_many_writers_are_told_once_and_in_order(shop: Shop) -> None:
    writers, each = 8, 10
    ids = [await begun(shop) for _ in range(3)]
    hub = Hub(shop.database)

    async def write(writer: int) -> None:
        for number in range(each):
            await change(shop.desk, ids[(writer + number) % 3], by=writer)

    async with running(hub):
        with hub.subscribe() as everything, hub.subscribe(ids[0]) as first:
            await listens(everything)
            await listens(first)
            async with asyncio.TaskGroup() as group:
                for writer in range(writers):
                    group.create_task(write(writer))
            found = await received(everything, writers * each)
            assert sum(map(len, found.values())) == writers * each
            for seqs in found.values():
                assert seqs == list(range(3, 3 + len(seqs)))
            assert await received(first, len(found[ids[0]])) == {ids[0]: found[ids[0]]}
            assert await first.next(0) is None


async def test_what_is_rolled_back_is_never_told(shop: Shop) -> None:
    id = await begun(shop)
    hub = Hub(shop.database)
    async with running(hub):
        with hub.subscribe(id) as subscription:
            await listens(subscription)
            async with shop.database.transaction() as tx:
                await events.append(tx, id, EventType.CHANGED, {}, now=shop.clock())
                raise Rollback
            await change(shop.desk, id, is_kept=True)
            one = await subscription.next(PATIENCE_S)
            assert isinstance(one, Happened)
            assert (one.event.seq, one.event.data.get("is_kept")) == (3, True)


async def test_a_stream_that_does_not_read_is_told_that_it_missed_something(shop: Shop) -> None:
    id = await begun(shop)
    hub = Hub(shop.database)
    async with running(hub):
        with hub.subscribe(id) as slow, hub.subscribe(id) as quick:
            await listens(slow)
            await listens(quick)
            for times in (WAITING_MAX // 2, WAITING_MAX // 2, 1):
                await change(shop.desk, id, times)
                await received(quick, times)
            await listens(slow)
            assert await slow.next(0) is None
            await change(shop.desk, id)
            assert await received(slow, 1) == {id: [WAITING_MAX + 4]}


async def test_a_lost_connection_is_made_anew_and_everyone_must_look(shop: Shop) -> None:
    id = await begun(shop)
    hub = Hub(shop.database)
    async with running(hub):
        with hub.subscribe() as everything, hub.subscribe(id) as one:
            await listens(everything)
            await listens(one)
            for seq in (3, 4):
                assert await kill_listeners(shop.desk) == 1
                await listens(everything)
                await listens(one)
                await change(shop.desk, id)
                assert await received(everything, 1) == {id: [seq]}
                assert await received(one, 1) == {id: [seq]}


async def test_what_nobody_keeps_is_told_to_those_who_look(shop: Shop) -> None:
    id, other = await begun(shop), await begun(shop)
    hub = Hub(shop.database)
    async with running(hub):
        with hub.subscribe(id) as subscription:
            await listens(subscription)
            async with shop.database.connection() as connection:
                for conversation in (other, uuid4(), id):
                    await ephemeral.publish(
                        connection, conversation, "typing", {"agent_name": "Mara"}
                    )
            heard = await subscription.next(PATIENCE_S)
            assert isinstance(heard, Ephemeral)
            assert (heard.conversation.id, heard.type) == (id, "typing")
            assert heard.data == {"agent_name": "Mara"}


async def test_a_closed_hub_ends_the_streams_of_now_and_of_later(shop: Shop) -> None:
    hub = Hub(shop.database)
    with hub.subscribe() as before:
        hub.close()
        assert await before.next(PATIENCE_S) is Notice.CLOSED
    with hub.subscribe(uuid4()) as later:
        assert await later.next(PATIENCE_S) is Notice.CLOSED
