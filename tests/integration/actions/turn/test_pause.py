"""What pausing and resuming the assistant do."""

from tandem.actions.turn import pause as pauses
from tandem.core.desk.message import Author
from tandem.core.desk.ownership import Status
from tests.integration.shop import DESCALE, Shop


async def test_a_stop_gives_all_to_people_and_twice_is_once(shop: Shop) -> None:
    answered = (await shop.write(await shop.customer(), DESCALE)).conversation
    await shop.turns()
    waiting = (await shop.write(await shop.customer(), DESCALE)).conversation
    assert await pauses.pause(shop.desk, None) == 2
    assert await pauses.pause(shop.desk, None) == 0
    for id, said in ((answered, 2), (waiting, 2)):
        conversation = await shop.read(id)
        assert (conversation.status, conversation.handoff_reason) == (Status.OPEN, "stopped")
        assert len(await shop.replies(id)) == said, "told only to who waits"
    assert (await shop.thread(waiting))[-1].author is Author.ASSISTANT
    new = (await shop.write(await shop.customer(), DESCALE)).conversation
    assert (await shop.read(new)).status is Status.OPEN
    assert await shop.turns() == []
    await pauses.resume(shop.desk, None)
    assert (await shop.read(new)).status is Status.OPEN
    fresh = (await shop.write(await shop.customer(), DESCALE)).conversation
    assert (await shop.read(fresh)).status is Status.PENDING
    async with shop.database.connection() as connection:
        cursor = await connection.execute("select action from audit order by id")
        assert [row[0] for row in await cursor.fetchall()] == [
            "assistant.paused",
            "assistant.paused",
            "assistant.resumed",
        ]
