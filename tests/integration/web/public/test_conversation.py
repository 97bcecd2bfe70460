"""The conversation as a visitor sees it, and the button for a person."""

from datetime import timedelta
from uuid import UUID, uuid4

import httpx

from tandem.actions.conversation.assign import assign
from tandem.actions.conversation.hand_back import hand_back
from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.conversation.resolve import resolve
from tandem.actions.conversation.snooze import snooze
from tandem.actions.conversation.take_over import take_over
from tandem.actions.ports import Desk
from tandem.core.desk.agent import Role
from tandem.core.desk.conversation import Priority
from tandem.core.desk.message import Author, Kind
from tandem.core.desk.option import NO, YES
from tandem.core.desk.ownership import REOPENS_WITHIN, Owner, Status
from tandem.store import contacts, conversations
from tandem.testing import StoppedClock
from tandem.web.public.messages import SENT_OF_CONTACT
from tests.integration.web.chatting import new_inbox, say
from tests.integration.web.conftest import NewAgent
from tests.integration.web.public.visitors import HOUR, arrived, block, read


async def test_nobody_sees_anothers_conversation_nor_any_note(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    inbox = await new_inbox(desk)
    ours, theirs = await arrived(client, desk, inbox), await arrived(client, desk, inbox)
    id = UUID((await ours.write("Ours"))["conversation_id"])
    await say(desk, id, "Difficult customer", Author.AGENT, Kind.NOTE)
    said = await say(desk, id, "Good day", options=(YES, NO))
    seen = await ours.sees()
    assert [message["text"] for message in seen["messages"]] == ["Ours", "Good day"]
    assert await theirs.sees() is None
    picks = {"message": str(said.id), "option": "yes"}
    pressed = {"text": "Yes", "client_key": "yes", "picks": picks}
    assert (await theirs.ask("POST", "/messages", pressed)).status_code == 404
    assert await theirs.sees() is None
    assert (await ours.ask("POST", "/messages", pressed)).status_code == 202
    shown = (await ours.sees())["messages"][1]
    assert (shown["text"], shown["chosen"], shown["was_helpful"]) == ("Good day", "yes", True)


async def test_a_person_can_be_asked_for_in_every_state(
    client: httpx.AsyncClient, desk: Desk, new_agent: NewAgent
) -> None:
    lead = await new_agent(Role.LEAD)

    async def answered(id: UUID) -> None:
        await reply(desk, lead, id, Reply("Good day", str(uuid4())))

    async def handed_back(id: UUID) -> None:
        await take_over(desk, lead, id)
        await hand_back(desk, lead, id)

    async def slept(id: UUID) -> None:
        await take_over(desk, lead, id)
        await snooze(desk, lead, id, desk.clock() + HOUR)

    async def closed(id: UUID) -> None:
        await resolve(desk, lead, id)

    async def blocked(id: UUID) -> None:
        await block(desk, (await read(desk, id)).contact_id)

    async def nothing(id: UUID) -> None:
        pass

    inbox = await new_inbox(desk)
    for before in (nothing, answered, handed_back, slept, closed, blocked):
        visitor = await arrived(client, desk, inbox)
        id = UUID((await visitor.write("Hello"))["conversation_id"])
        await before(id)
        assert await visitor.press() == await visitor.press() == id
        conversation = await read(desk, id)
        assert (conversation.status, conversation.owner) == (Status.OPEN, Owner.HUMAN)
        expected = "person" if before in (answered, slept) else "waiting"
        assert (await visitor.sees())["status"] == expected, before
    newcomer = await arrived(client, desk, inbox)
    conversation = await read(desk, await newcomer.press())
    assert (conversation.status, conversation.owner) == (Status.OPEN, Owner.HUMAN)


async def test_a_long_resolved_conversation_is_gone_and_the_next_one_is_linked(
    client: httpx.AsyncClient,
    desk: Desk,
    new_agent: NewAgent,
    clock: StoppedClock,
) -> None:
    visitor = await arrived(client, desk)
    id = UUID((await visitor.write("Hello"))["conversation_id"])
    await resolve(desk, await new_agent(Role.LEAD), id)
    seen = await visitor.sees()
    assert (seen["status"], seen["resolved_at"]) == ("resolved", "2026-01-05T12:00:00Z")
    clock.move(REOPENS_WITHIN + HOUR)
    assert await visitor.sees() is None
    assert (await visitor.write("Again"))["conversation_id"] != str(id)
    assert (await visitor.sees())["linked_from"] is True


async def test_who_has_it_and_how_many_wait_before(
    client: httpx.AsyncClient,
    desk: Desk,
    new_agent: NewAgent,
    clock: StoppedClock,
) -> None:
    lead = await new_agent(Role.LEAD)
    inbox = await new_inbox(desk)
    visitors = [await arrived(client, desk, inbox) for _ in range(3)]
    ids: list[UUID] = []
    for visitor in visitors:
        clock.move(timedelta(minutes=1))
        ids.append(await visitor.press())

    async def places() -> list[tuple[str, int | None]]:
        seen = [await visitor.sees() for visitor in visitors]
        return [(one["status"], one["queue_place"]) for one in seen]

    assert await places() == [("waiting", 0), ("waiting", 1), ("waiting", 2)]
    async with desk.database.transaction() as tx:
        await conversations.change(tx, ids[2], priority=Priority.URGENT.value)
    assert await places() == [("waiting", 1), ("waiting", 2), ("waiting", 0)]
    await assign(desk, lead, ids[0], team=None, assignee=lead.id)
    assert await places() == [("waiting", 1), ("waiting", 2), ("waiting", 0)]
    await reply(desk, lead, ids[0], Reply("Good day", "k"))
    assert await places() == [("person", None), ("waiting", 1), ("waiting", 0)]
    assert (await visitors[0].sees())["agent_name"] == lead.name
    await take_over(desk, lead, ids[2])
    assert (await visitors[2].sees())["status"] == "person"


async def test_what_a_customer_has_seen_is_known_and_bounded_apart_from_what_they_write(
    client: httpx.AsyncClient, desk: Desk, clock: StoppedClock
) -> None:
    visitor = await arrived(client, desk)
    id = UUID((await visitor.write("Hello"))["conversation_id"])
    contact = (await read(desk, id)).contact_id
    clock.move(timedelta(minutes=5))
    for _ in range(SENT_OF_CONTACT):
        assert (await visitor.ask("POST", "/seen")).status_code == 204
    async with desk.database.connection() as connection:
        assert (await contacts.read(connection, contact)).seen_at == clock()
    assert (await visitor.ask("POST", "/seen")).status_code == 429
    await visitor.write("Still here")
