"""Actions of agents: who may do them, in which state, and what happens on conflicts."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from tandem.actions.conversation.assign import assign
from tandem.actions.conversation.change_conversation import (
    TAG_CHARS_MAX,
    TAGS_MAX,
    change_conversation,
)
from tandem.actions.conversation.hand_back import CONTINUES, hand_back
from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.conversation.resolve import reopen, resolve
from tandem.actions.conversation.snooze import snooze
from tandem.actions.conversation.take_over import take_over
from tandem.actions.conversation.write_note import write_note
from tandem.actions.turn import pause as pauses
from tandem.actions.turn.take_turn import RERUNS_MAX, take_turn
from tandem.core.desk.agent import Agent, Role
from tandem.core.desk.conversation import Priority
from tandem.core.desk.mail import MAIL_AFTER
from tandem.core.desk.message import Author, Kind
from tandem.core.desk.ownership import Owner, Resolution, Status
from tandem.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from tandem.core.turn.policy import Mode
from tandem.store import events, teams
from tests.integration.shop import DESCALE, MILK, Shop, in_mode

Act = Callable[[Shop, Agent, UUID], Awaitable[object]]


ACTS: dict[str, Act] = {
    "take_over": lambda shop, agent, id: take_over(shop.desk, agent, id),
    "reply": lambda shop, agent, id: reply(shop.desk, agent, id, Reply("Yes.", "k")),
    "write_note": lambda shop, agent, id: write_note(shop.desk, agent, id, "Hm.", "k"),
    "assign": lambda shop, agent, id: assign(shop.desk, agent, id, team=None, assignee=agent.id),
    "hand_back": lambda shop, agent, id: hand_back(shop.desk, agent, id),
    "snooze": lambda shop, agent, id: snooze(
        shop.desk, agent, id, shop.clock() + timedelta(days=1)
    ),
    "resolve": lambda shop, agent, id: resolve(shop.desk, agent, id),
    "reopen": lambda shop, agent, id: reopen(shop.desk, agent, id),
    "change": lambda shop, agent, id: change_conversation(
        shop.desk, agent, id, priority=Priority.HIGH
    ),
}


@pytest.mark.parametrize("act", ACTS)
async def test_nobody_acts_where_they_may_not_look_and_no_viewer_at_all(
    shop: Shop, act: str
) -> None:
    viewer, stranger = await shop.agent(role=Role.VIEWER), await shop.agent("Ben")
    mara, team = await shop.agent("Rosa"), uuid4()
    async with shop.database.transaction() as tx:
        await teams.add(tx, id=team, name="Boilers", members=[mara.id])
    id = await shop.press(await shop.customer())
    await assign(shop.desk, mara, id, team=team, assignee=None)
    before = await shop.read(id)
    with pytest.raises(ForbiddenError):
        await ACTS[act](shop, viewer, id)
    with pytest.raises(NotFoundError, match="no such conversation"):
        await ACTS[act](shop, stranger, id)
    with pytest.raises(NotFoundError, match="no such conversation"):
        await ACTS[act](shop, mara, uuid4())
    assert await shop.read(id) == before


VERSIONED: dict[str, Callable[[Shop, Agent, UUID, int], Awaitable[object]]] = {
    "take_over": lambda shop, agent, id, seen: take_over(shop.desk, agent, id, version=seen),
    "assign": lambda shop, agent, id, seen: assign(
        shop.desk, agent, id, team=None, assignee=None, version=seen
    ),
    "hand_back": lambda shop, agent, id, seen: hand_back(shop.desk, agent, id, version=seen),
    "snooze": lambda shop, agent, id, seen: snooze(
        shop.desk, agent, id, shop.clock() + timedelta(days=1), version=seen
    ),
    "resolve": lambda shop, agent, id, seen: resolve(shop.desk, agent, id, version=seen),
    "reopen": lambda shop, agent, id, seen: reopen(shop.desk, agent, id, version=seen),
    "change": lambda shop, agent, id, seen: change_conversation(
        shop.desk, agent, id, tags=[], version=seen
    ),
}


@pytest.mark.parametrize("act", VERSIONED)
async def test_nobody_changes_what_changed_meanwhile(shop: Shop, act: str) -> None:
    mara = await shop.agent()
    id = await shop.press(await shop.customer())
    seen = (await shop.read(id)).version
    await change_conversation(shop.desk, mara, id, priority=Priority.HIGH)
    before = await shop.read(id)
    with pytest.raises(ConflictError, match="changed meanwhile"):
        await VERSIONED[act](shop, mara, id, seen)
    assert await shop.read(id) == before


async def test_taking_over_tells_the_customer_who_is_there(shop: Shop) -> None:
    mara = await shop.agent()
    id = (await shop.write(await shop.customer(), DESCALE)).conversation
    taken = await take_over(shop.desk, mara, id)
    assert (taken.status, taken.owner, taken.assignee_id) == (
        Status.OPEN,
        Owner.HUMAN,
        mara.id,
    )
    assert taken.handoff_reason == "taken_over"
    assert taken.waiting_since is not None, "they still wait for an answer"
    async with shop.database.connection() as connection:
        told = await events.public_since(connection, id, 0)
    assert told[2].public_data == {"agent_name": "Mara", "public_seq": 3}
    assert await take_over(shop.desk, mara, id) == taken, "a second time changes nothing"
    with pytest.raises(ConflictError, match="colleague has"):
        await take_over(shop.desk, await shop.agent("Ben"), id)


async def test_two_agents_replying_at_once_are_one_reply_and_one_refusal(shop: Shop) -> None:
    team = [await shop.agent("Mara"), await shop.agent("Ben")]
    received = await shop.write(await shop.customer(), DESCALE)
    seen = received.message.seq
    done = await asyncio.gather(
        *(
            reply(shop.desk, agent, received.conversation, Reply("Two.", agent.name, (), seen))
            for agent in team
        ),
        return_exceptions=True,
    )
    refused = [one for one in done if isinstance(one, ConflictError)]
    assert len(refused) == 1
    assert "Your text is kept" in refused[0].hint
    said = [author for author, _ in await shop.replies(received.conversation)]
    assert said == ["customer", "agent"]


async def test_the_same_reply_ten_times_at_once_is_sent_once(shop: Shop) -> None:
    mara = await shop.agent()
    id = (await shop.write(await shop.customer(), DESCALE)).conversation
    sent = await asyncio.gather(
        *(reply(shop.desk, mara, id, Reply("Two.", "k")) for _ in range(10))
    )
    assert len({message.id for message in sent}) == 1
    assert len(await shop.replies(id)) == 2
    notes = await asyncio.gather(*(write_note(shop.desk, mara, id, "Odd.", "n") for _ in range(10)))
    assert len({note.id for note in notes}) == 1


async def test_a_reply_is_refused_when_something_was_written_since(shop: Shop) -> None:
    mara, ben = await shop.agent("Mara"), await shop.agent("Ben")
    contact = await shop.customer()
    seen = (await shop.write(contact, DESCALE)).message.seq
    id = (await shop.write(contact, MILK)).conversation
    with pytest.raises(ConflictError, match="The customer wrote"):
        await reply(shop.desk, mara, id, Reply("Two.", "1", seen_seq=seen))
    seen = (await shop.read(id)).seq
    await shop.turns()
    with pytest.raises(ConflictError, match="Somebody else wrote"):
        await reply(shop.desk, mara, id, Reply("Two.", "2", seen_seq=seen))
    seen = (await shop.read(id)).seq
    await write_note(shop.desk, ben, id, "A note disturbs nobody.", "n")
    await reply(shop.desk, mara, id, Reply("Two.", "3", seen_seq=seen))
    with pytest.raises(ConflictError, match="colleague has"):
        await reply(shop.desk, ben, id, Reply("Three.", "4"))
    await reply(shop.desk, ben, id, Reply("Three.", "4", take_over=True))
    assert (await shop.read(id)).assignee_id == ben.id
    with pytest.raises(InvalidError, match="empty"):
        await reply(shop.desk, ben, id, Reply(" ", "5"))
    with pytest.raises(InvalidError, match="empty"):
        await write_note(shop.desk, ben, id, " ", "6")


async def test_a_reply_answers_closes_and_is_mailed_to_who_left_an_address(shop: Shop) -> None:
    mara = await shop.agent()
    contact = await shop.customer(email="rosa@home.example")
    id = (await shop.write(contact, DESCALE)).conversation
    sent = await reply(shop.desk, mara, id, Reply("Two.", "k", resolve=True))
    conversation = await shop.read(id)
    assert (conversation.status, conversation.resolution) == (
        Status.RESOLVED,
        Resolution.AGENT,
    )
    assert (conversation.waiting_since, conversation.human_replied_at) == (None, shop.clock())
    assert await shop.turns() == [], "nothing is left to answer"
    assert sent.delivery == "queued"
    assert await jobs(shop) == [
        ("mail_reply", {"message": str(sent.id)}, shop.clock() + MAIL_AFTER)
    ]


async def test_a_note_changes_nothing_and_no_customer_sees_it(shop: Shop) -> None:
    mara = await shop.agent()
    id = (await shop.write(await shop.customer(), DESCALE)).conversation
    before = await shop.read(id)
    note = await write_note(shop.desk, mara, id, "swordfish", "n")
    after = await shop.read(id)
    assert (note.kind, note.public_seq, note.agent_name) == (Kind.NOTE, None, "Mara")
    assert (after.owner, after.waiting_since, after.public_seq) == (
        before.owner,
        before.waiting_since,
        before.public_seq,
    )
    async with shop.database.connection() as connection:
        assert "swordfish" not in str(await events.public_since(connection, id, 0))
    assert [turn.decision for turn in await shop.turns()] == ["answer"]


async def test_assigning_takes_somebody_who_can_and_a_team_that_is_there(shop: Shop) -> None:
    mara, viewer = await shop.agent(), await shop.agent("Ben", role=Role.VIEWER)
    id = (await shop.write(await shop.customer(), DESCALE)).conversation
    with pytest.raises(ConflictError, match="assistant has"):
        await assign(shop.desk, mara, id, team=None, assignee=mara.id)
    await take_over(shop.desk, mara, id)
    with pytest.raises(InvalidError, match="can't take"):
        await assign(shop.desk, mara, id, team=None, assignee=viewer.id)
    with pytest.raises(InvalidError, match="no such agent"):
        await assign(shop.desk, mara, id, team=None, assignee=uuid4())
    with pytest.raises(InvalidError, match="no such team"):
        await assign(shop.desk, mara, id, team=uuid4(), assignee=None)
    assert (await assign(shop.desk, mara, id, team=None, assignee=None)).assignee_id is None


async def test_handing_back_is_told_and_refused_where_the_assistant_may_not_answer(
    shop: Shop,
) -> None:
    mara = await shop.agent()
    id = await shop.press(await shop.customer())
    await pauses.pause(shop.desk, None)
    with pytest.raises(ConflictError, match="stopped"):
        await hand_back(shop.desk, mara, id)
    await pauses.resume(shop.desk, None)
    with pytest.raises(ConflictError, match="may not answer"):
        await hand_back(shop.under(in_mode(Mode.DRAFT)).desk, mara, id)
    back = await hand_back(shop.desk, mara, id)
    assert (back.status, back.owner, back.assignee_id) == (
        Status.PENDING,
        Owner.ASSISTANT,
        None,
    )
    last = (await shop.thread(id))[-1]
    assert (last.author, last.kind, last.text) == (Author.SYSTEM, Kind.ACTIVITY, CONTINUES)
    with pytest.raises(ConflictError, match="can't be handed back"):
        await hand_back(shop.desk, mara, id)


async def test_snoozing_closing_and_opening_again(shop: Shop) -> None:
    mara = await shop.agent()
    id = (await shop.write(await shop.customer(), DESCALE)).conversation
    until = shop.clock() + timedelta(days=1)
    with pytest.raises(ConflictError, match="can't be snoozed"):
        await snooze(shop.desk, mara, id, until)
    with pytest.raises(ConflictError, match="already open"):
        await reopen(shop.desk, mara, id)
    await take_over(shop.desk, mara, id)
    with pytest.raises(ConflictError, match="in the past"):
        await snooze(shop.desk, mara, id, shop.clock())
    assert (await snooze(shop.desk, mara, id, until)).snoozed_until == until
    assert (await reopen(shop.desk, mara, id)).status is Status.OPEN
    assert (await resolve(shop.desk, mara, id)).resolution is Resolution.AGENT
    with pytest.raises(ConflictError, match="already resolved"):
        await resolve(shop.desk, mara, id)
    again = await reopen(shop.desk, mara, id)
    assert (again.status, again.resolution, again.resolved_at) == (Status.OPEN, None, None)


async def test_changing_keeps_what_is_not_named_and_takes_only_known_categories(shop: Shop) -> None:
    mara = await shop.agent()
    id = await shop.press(await shop.customer())
    changed = await change_conversation(
        shop.desk, mara, id, priority=Priority.URGENT, tags=[" leak ", "leak", "", "boiler"]
    )
    assert (changed.priority, changed.tags) == (Priority.URGENT, ("leak", "boiler"))
    assert (await change_conversation(shop.desk, mara, id, tags=[])).priority == "urgent"
    with pytest.raises(InvalidError, match="no category"):
        await change_conversation(shop.desk, mara, id, category="plumbing")
    for tags in (["a" * (TAG_CHARS_MAX + 1)], [str(n) for n in range(TAGS_MAX + 1)]):
        with pytest.raises(InvalidError, match="tags"):
            await change_conversation(shop.desk, mara, id, tags=tags)


async def jobs(shop: Shop) -> list[tuple[object, ...]]:
    """The deferred jobs: task, arguments, time."""
    async with shop.database.connection() as connection:
        cursor = await connection.execute(
            "select task_name, args, scheduled_at from procrastinate_jobs order by id"
        )
        return await cursor.fetchall()


async def test_handed_back_what_came_during_the_last_answer_is_answered(shop: Shop) -> None:
    """A stop ends the turn that is due over it; nobody has answered it for that."""
    contact = await shop.customer()
    id = (await shop.write(contact, DESCALE)).conversation
    late = None
    for number in range(RERUNS_MAX + 1):  # the last of these turns sends what is outrun by then
        lease = await shop.claim()
        assert lease is not None
        shop.embedder.hold()
        thinking = asyncio.create_task(take_turn(shop.desk, lease))
        await shop.embedder.reached.wait()
        late = await shop.write(contact, f"It is boiler number {number}.")
        shop.embedder.resume()
        await thinking
    assert [author for author, _ in await shop.replies(id)][-1] == "assistant"
    await pauses.pause(shop.desk, None)
    await pauses.resume(shop.desk, None)
    await hand_back(shop.desk, await shop.agent(), id)
    assert late is not None
    assert (await shop.read(id)).waiting_since == late.message.created_at
    assert len(await shop.turns()) == 1
