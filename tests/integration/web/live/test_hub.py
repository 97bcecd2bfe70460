"""Every event reaches every stream once and in order, whoever writes and whatever breaks."""

import asyncio
from uuid import UUID, uuid4

from psycopg import Rollback

from tandem.core.desk.event import EventType
from tandem.core.desk.presence import Doing
from tandem.store import ephemeral, events, presence
from tandem.web.live.hub import WAITING_MAX, Ephemeral, Hub, NewEvent, Notice, Subscription
from tests.integration.shop import Shop
from tests.integration.web.chatting import PATIENCE_S, begun, change, kill_listeners, running

Numbers = dict[UUID, list[int]]


async def numbers(subscription: Subscription, count: int) -> Numbers:
    """The numbers of the next events, by conversation, in the order in which they came."""
    found: Numbers = {}
    for _ in range(count):
        one = await subscription.next(PATIENCE_S)
        assert isinstance(one, NewEvent), one
        found.setdefault(one.event.conversation_id, []).append(one.event.seq)
    return found


async def must_look(subscription: Subscription) -> None:
    """The hub is connected from here on: what came before must be read from the database."""
    assert await subscription.next(PATIENCE_S) is Notice.MISSED


async def test_events_of_many_writers_come_once_and_in_order(shop: Shop) -> None:
    writers, each = 8, 10
    ids = [await begun(shop) for _ in range(3)]
    hub = Hub(shop.desk)

    async def write(writer: int) -> None:
        for number in range(each):
            await change(shop.desk, ids[(writer + number) % 3], by=writer)

    async with running(hub):
        with hub.subscribe() as everything, hub.subscribe(ids[0]) as first:
            await must_look(everything)
            await must_look(first)
            async with asyncio.TaskGroup() as group:
                for writer in range(writers):
                    group.create_task(write(writer))
            found = await numbers(everything, writers * each)
            assert sum(map(len, found.values())) == writers * each
            for seqs in found.values():
                assert seqs == list(range(3, 3 + len(seqs)))
            assert await numbers(first, len(found[ids[0]])) == {ids[0]: found[ids[0]]}
            assert await first.next(0) is None


async def test_what_is_rolled_back_is_never_published(shop: Shop) -> None:
    id = await begun(shop)
    hub = Hub(shop.desk)
    async with running(hub):
        with hub.subscribe(id) as subscription:
            await must_look(subscription)
            async with shop.database.transaction() as tx:
                await events.append(tx, id, EventType.CHANGED, {}, now=shop.clock())
                raise Rollback
            await change(shop.desk, id, is_kept=True)
            one = await subscription.next(PATIENCE_S)
            assert isinstance(one, NewEvent)
            assert (one.event.seq, one.event.data.get("is_kept")) == (3, True)


async def test_a_stream_that_does_not_read_learns_that_it_missed_something(shop: Shop) -> None:
    id = await begun(shop)
    hub = Hub(shop.desk)
    async with running(hub):
        with hub.subscribe(id) as slow, hub.subscribe(id) as quick:
            await must_look(slow)
            await must_look(quick)
            for times in (WAITING_MAX // 2, WAITING_MAX // 2, 1):
                await change(shop.desk, id, times)
                await numbers(quick, times)
            await must_look(slow)
            assert await slow.next(0) is None
            await change(shop.desk, id)
            assert await numbers(slow, 1) == {id: [WAITING_MAX + 4]}


async def test_after_a_lost_connection_every_stream_must_look(shop: Shop) -> None:
    id = await begun(shop)
    hub = Hub(shop.desk)
    async with running(hub):
        with hub.subscribe() as everything, hub.subscribe(id) as one:
            await must_look(everything)
            await must_look(one)
            for seq in (3, 4):
                assert await kill_listeners(shop.desk) == 1
                await must_look(everything)
                await must_look(one)
                await change(shop.desk, id)
                assert await numbers(everything, 1) == {id: [seq]}
                assert await numbers(one, 1) == {id: [seq]}


async def test_what_is_not_stored_reaches_the_streams_of_its_conversation(shop: Shop) -> None:
    id, other = await begun(shop), await begun(shop)
    hub = Hub(shop.desk)
    async with running(hub):
        with hub.subscribe(id) as subscription:
            await must_look(subscription)
            async with shop.database.connection() as connection:
                for conversation in (other, uuid4(), id):
                    await ephemeral.publish(
                        connection, conversation, "typing", {"agent_name": "Mara"}
                    )
            update = await subscription.next(PATIENCE_S)
            assert isinstance(update, Ephemeral)
            assert update.conversation is not None
            assert (update.conversation.id, update.type) == (id, "typing")
            assert update.data == {"agent_name": "Mara"}


async def test_screens_that_are_closed_at_once_are_one_leaving(shop: Shop) -> None:
    """Quitting a browser closes all of its tabs: the last one tells that the agent is gone."""
    id, mara, screens = await begun(shop), await shop.agent("Mara"), ("a", "b", "c")
    hub, start = Hub(shop.desk), asyncio.Barrier(len(screens))

    async def tell(screen: str, doing: Doing | None) -> None:
        async with shop.database.transaction() as tx:
            await start.wait()
            await presence.tell(tx, mara, id, screen, doing, shop.clock())

    async with running(hub):
        with hub.subscribe() as subscription:
            await must_look(subscription)
            for doing in (Doing.WRITING, None):
                async with asyncio.TaskGroup() as group:
                    for screen in screens:
                        group.create_task(tell(screen, doing))
            async with shop.database.connection() as connection:
                await ephemeral.publish(connection, id, "typing", {})
            told = [await subscription.next(PATIENCE_S) for _ in range(3)]
            doings = [one.data.get("doing") for one in told if isinstance(one, Ephemeral)]
            assert doings == ["writing", "gone", None]


async def test_a_closed_hub_ends_the_streams_of_now_and_of_later(shop: Shop) -> None:
    hub = Hub(shop.desk)
    with hub.subscribe() as before:
        hub.close()
        assert await before.next(PATIENCE_S) is Notice.CLOSED
    with hub.subscribe(uuid4()) as later:
        assert await later.next(PATIENCE_S) is Notice.CLOSED
