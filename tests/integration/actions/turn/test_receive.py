"""A message is stored once, in the right conversation, and a request for a person works at once."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from tandem.actions.conversation.hand_back import hand_back
from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.conversation.resolve import resolve
from tandem.actions.conversation.snooze import snooze
from tandem.actions.conversation.sweep import UPLOAD_KEPT, sweep
from tandem.actions.turn import pause as pauses
from tandem.actions.turn.receive import ATTACHMENTS_MAX, CLIENT_KEY_MAX, Inbound, receive
from tandem.actions.turn.take_turn import take_turn
from tandem.core.desk.accept import MESSAGE_CHARS_MAX
from tandem.core.desk.conversation import Priority
from tandem.core.desk.event import EventType
from tandem.core.desk.message import Attachment, Author, Kind
from tandem.core.desk.ownership import REOPENS_WITHIN, Owner, Status
from tandem.core.errors import InvalidError, NotFoundError
from tandem.core.turn.policy import Audience, Mode
from tandem.store import inboxes, messages
from tests.integration.shop import DESCALE, MILK, PERSON, Shop, chunks, in_mode


async def test_a_message_is_stored_told_and_a_turn_is_wanted(shop: Shop) -> None:
    received = await shop.write(await shop.customer(), f"{DESCALE}\0\n")
    conversation = await shop.read(received.conversation)
    assert (conversation.status, conversation.owner) == (Status.PENDING, Owner.ASSISTANT)
    assert conversation.subject == DESCALE
    assert conversation.waiting_since == conversation.last_message_at == shop.clock()
    assert conversation.turn_wanted_seq == received.message.seq == 2
    assert [event.type for event in await shop.events(conversation.id)] == [
        EventType.STARTED,
        EventType.MESSAGE,
    ]
    assert received.message.text == f"{DESCALE}\n", "what no database holds is left out"


async def test_the_same_post_ten_times_at_once_is_one_message(shop: Shop) -> None:
    contact = await shop.customer()
    received = await asyncio.gather(*(shop.write(contact, DESCALE, "k") for _ in range(10)))
    assert len({(one.conversation, one.message.id) for one in received}) == 1
    assert sum(one.is_new for one in received) == 1
    assert len(await shop.replies(received[0].conversation)) == 1
    assert len(await shop.turns()) == 1


async def test_different_posts_at_once_all_arrive_in_one_conversation(shop: Shop) -> None:
    contact = await shop.customer()
    received = await asyncio.gather(*(shop.write(contact, f"Part {n}?") for n in range(10)))
    assert len({one.conversation for one in received}) == 1
    assert len(await shop.replies(received[0].conversation)) == 10


async def test_a_post_repeated_late_is_still_the_same_message(shop: Shop) -> None:
    """Even if another conversation has begun since."""
    contact = await shop.customer()
    await shop.write(contact, DESCALE)
    first = await shop.write(contact, MILK, "k")
    apart = await shop.write(contact, "And something else?", apart=True)
    again = await shop.write(contact, MILK, "k")
    assert (again.is_new, again.conversation) == (False, first.conversation)
    assert apart.conversation != first.conversation
    assert len(await shop.replies(apart.conversation)) == 1


@pytest.mark.parametrize(
    ("text", "key", "files", "named"),
    [
        ("  \n", "k", 0, "empty"),
        ("\0", "k", 0, "empty"),
        ("a" * (MESSAGE_CHARS_MAX + 1), "k", 0, "characters"),
        ("Hello", "", 0, "client key"),
        ("Hello", "k" * (CLIENT_KEY_MAX + 1), 0, "client key"),
        ("Hello", "k", ATTACHMENTS_MAX + 1, "files"),
        ("Hello", "k", 1, "attachment is not there"),
    ],
)
async def test_what_cannot_be_taken_leaves_nothing(
    shop: Shop, text: str, key: str, files: int, named: str
) -> None:
    contact = await shop.customer()
    attachments = tuple(uuid4() for _ in range(files))
    with pytest.raises(InvalidError, match=named):
        await receive(shop.desk, Inbound(contact, shop.inbox, text, key, attachments))
    async with shop.database.connection() as connection:
        cursor = await connection.execute("select from conversation")
        assert await cursor.fetchall() == []


async def test_nobody_can_write_from_nowhere(shop: Shop) -> None:
    with pytest.raises(NotFoundError):
        await shop.write(uuid4(), DESCALE)
    with pytest.raises(NotFoundError):
        await replace(shop, inbox=uuid4()).write(await shop.customer(), DESCALE)
    with pytest.raises(NotFoundError):
        await shop.press(uuid4())


async def test_a_file_goes_with_one_message_of_its_owner_alone(shop: Shop) -> None:
    contact, other = await shop.customer(), await shop.customer()
    file = Attachment(uuid4(), "bill.pdf", "application/pdf", 3)
    await shop.files.put(file.id, chunks(b"pdf"), 10)
    async with shop.database.transaction() as tx:
        await messages.uploaded(tx, file, contact=contact, agent=None, now=shop.clock())

    def sent(by: object) -> Inbound:
        return Inbound(contact, shop.inbox, "", str(by), (file.id,))

    with pytest.raises(InvalidError, match="not there"):
        await receive(shop.desk, replace(sent("other"), contact=other))
    received = await receive(shop.desk, sent("mine"))
    assert received.message is not None
    assert received.message.attachments == (file,)
    assert (await shop.thread(received.conversation))[0].attachments == (file,)
    with pytest.raises(InvalidError, match="not there"):
        await receive(shop.desk, sent("twice"))

    forgotten = replace(file, id=uuid4())
    await shop.files.put(forgotten.id, chunks(b"pdf"), 10)
    async with shop.database.transaction() as tx:
        await messages.uploaded(tx, forgotten, contact=contact, agent=None, now=shop.clock())
    shop.clock.move(UPLOAD_KEPT + timedelta(seconds=1))
    await sweep(shop.desk)
    assert list(shop.files.kept) == [file.id]


async def test_a_person_asked_for_is_there_when_the_request_returns(shop: Shop) -> None:
    """Even while a slow turn holds the lease: its result is no longer sent."""
    contact = await shop.customer()
    id = (await shop.write(contact, DESCALE)).conversation
    lease = await shop.claim()
    assert lease is not None
    shop.embedder.hold()
    thinking = asyncio.create_task(take_turn(shop.desk, lease))
    await shop.embedder.reached.wait()

    await shop.write(contact, PERSON)
    conversation = await shop.read(id)
    assert (conversation.status, conversation.owner) == (Status.OPEN, Owner.HUMAN)
    assert (conversation.handoff_reason, conversation.handoff_rule) == (
        "customer_request",
        "person",
    )
    before = await shop.events(id)

    shop.embedder.resume()
    taken = await thinking
    assert (taken.decision, taken.effect) == ("answer", None)
    assert await shop.events(id) == before
    assert [author for author, _ in await shop.replies(id)] == [
        "customer",
        "customer",
        "assistant",
    ]
    assert await shop.turns() == []


@pytest.mark.parametrize("mode", Mode)
async def test_no_mode_and_no_pause_keeps_a_person_away(shop: Shop, mode: Mode) -> None:
    contact = await shop.customer()
    begun = (await shop.write(contact, DESCALE)).conversation
    changed = shop.under(in_mode(mode))
    await changed.write(contact, PERSON)
    assert (await shop.read(begun)).status is Status.OPEN
    await pauses.pause(shop.desk, None)
    other = await shop.customer()
    assert (await shop.read(await changed.press(other))).status is Status.OPEN
    id = (await changed.write(other, PERSON, apart=True)).conversation
    assert (await shop.read(id)).status is Status.OPEN


async def test_danger_is_urgent_and_goes_to_the_team_and_the_one_with_most_room(shop: Shop) -> None:
    await shop.agent("Ben")
    rosa = await shop.agent("Rosa", availability="online")
    id = (await shop.write(await shop.customer(), "I smell burning from it")).conversation
    conversation = await shop.read(id)
    assert conversation.handoff_reason == "policy_restriction"
    assert (conversation.priority, conversation.assignee_id) == (Priority.URGENT, rosa.id)


async def test_people_who_have_it_from_the_start_are_called_all_the_same(shop: Shop) -> None:
    """Where the assistant only drafts, danger and a request for a person still reach the team."""
    drafting = shop.under(in_mode(Mode.DRAFT))
    rosa = await shop.agent("Rosa", availability="online")
    contact = await shop.customer()
    id = (await drafting.write(contact, DESCALE)).conversation
    assert not (await shop.read(id)).is_with_people
    await drafting.write(contact, "I smell burning from it")
    conversation = await shop.read(id)
    assert (conversation.priority, conversation.assignee_id) == (Priority.URGENT, rosa.id)
    assert conversation.handoff_reason == "policy_restriction"
    note, told = (await shop.thread(id))[-2:]
    assert (note.kind, told.author) == (Kind.NOTE, Author.ASSISTANT)

    other = await shop.customer()
    begun = (await drafting.write(other, DESCALE)).conversation
    assert await drafting.press(other) == begun
    assert (await shop.read(begun)).handoff_reason == "customer_request"
    assert (await shop.replies(begun))[-1][0] == "assistant"


async def test_where_people_have_it_in_hand_danger_makes_it_urgent_and_no_more(shop: Shop) -> None:
    mara, contact = await shop.agent(), await shop.customer()
    id = await shop.press(contact)
    await reply(shop.desk, mara, id, Reply("Here I am.", "k"))
    await shop.write(contact, PERSON)
    assert (await shop.read(id)).priority is Priority.NORMAL
    await shop.write(contact, "I smell burning from it")
    conversation = await shop.read(id)
    assert (conversation.priority, conversation.assignee_id) == (Priority.URGENT, mara.id)
    assert (await shop.replies(id))[-1] == ("customer", "I smell burning from it")
    changed = [one for one in await shop.events(id) if one.type == EventType.CHANGED]
    assert [one.data["priority"] for one in changed] == ["urgent"]


async def test_a_machine_is_not_told_that_people_were_asked(shop: Shop) -> None:
    contact = await shop.customer()
    id = (await shop.write(contact, DESCALE)).conversation
    await shop.turns()
    await shop.under(in_mode(Mode.OFF)).write(contact, "Out of office", automatic=True)
    conversation = await shop.read(id)
    assert (conversation.status, conversation.handoff_reason) == (Status.OPEN, "mode")
    assert (await shop.replies(id))[-1] == ("customer", "Out of office")


async def test_what_a_machine_wrote_is_not_answered_nor_does_it_silence_anybody(shop: Shop) -> None:
    contact = await shop.customer()
    id = (await shop.write(contact, f"Out of office. {PERSON}", automatic=True)).conversation
    (taken,) = await shop.turns()
    assert taken.decision == "stay_silent"
    assert (await shop.read(id)).waiting_since is None
    await shop.write(contact, DESCALE)
    await shop.write(contact, "Out of office", automatic=True)
    (taken,) = await shop.turns()
    assert taken.decision == "answer"
    await shop.write(contact, "Out of office", automatic=True)
    await shop.write(contact, PERSON)
    assert (await shop.read(id)).status is Status.OPEN


async def test_within_seven_days_it_is_the_same_conversation_and_its_owner_s(shop: Shop) -> None:
    contact, agent = await shop.customer(), await shop.agent()
    id = (await shop.write(contact, DESCALE)).conversation
    await shop.turns()
    await resolve(shop.desk, agent, id)
    shop.clock.move(REOPENS_WITHIN)
    assert (await shop.write(contact, MILK)).conversation == id
    assert (await shop.read(id)).status is Status.PENDING
    (taken,) = await shop.turns()
    assert taken.decision == "answer"

    await reply(shop.desk, agent, id, Reply("Anything else?", "r", resolve=True))
    shop.clock.move(REOPENS_WITHIN)
    assert (await shop.write(contact, MILK)).conversation == id
    conversation = await shop.read(id)
    assert (conversation.status, conversation.owner) == (Status.OPEN, Owner.HUMAN)
    assert conversation.waiting_since == shop.clock()


async def test_later_it_is_a_new_one_linked_to_the_old(shop: Shop) -> None:
    contact, agent = await shop.customer(), await shop.agent()
    old = (await shop.write(contact, DESCALE)).conversation
    await resolve(shop.desk, agent, old)
    shop.clock.move(REOPENS_WITHIN + timedelta(seconds=1))
    new = await shop.write(contact, MILK)
    assert (await shop.read(new.conversation)).linked_from == old
    assert (await shop.read(old)).status is Status.RESOLVED
    apart = await shop.write(contact, MILK, apart=True)
    assert (await shop.read(apart.conversation)).linked_from is None


async def test_a_snoozed_conversation_wakes_when_its_customer_writes(shop: Shop) -> None:
    contact, agent = await shop.customer(), await shop.agent()
    id = await shop.press(contact)
    await snooze(shop.desk, agent, id, shop.clock() + timedelta(days=2))
    await shop.write(contact, "It is worse now")
    conversation = await shop.read(id)
    assert (conversation.status, conversation.snoozed_until) == (Status.OPEN, None)


async def test_what_the_assistant_may_not_answer_any_more_goes_to_people(shop: Shop) -> None:
    """It owned the conversation; then it was paused, or its mode became `off`."""
    agent = await shop.agent()
    contacts = [await shop.customer(), await shop.customer(), await shop.customer()]
    ids = [(await shop.write(contact, DESCALE)).conversation for contact in contacts]
    await shop.turns()
    await resolve(shop.desk, agent, ids[0])

    await shop.under(in_mode(Mode.OFF)).write(contacts[1], MILK)
    assert (await shop.read(ids[1])).handoff_reason == "mode"
    reached = in_mode(Mode.AUTO, Audience.INTERNAL)
    await shop.under(reached).write(contacts[2], MILK)
    assert (await shop.read(ids[2])).handoff_reason == "mode"
    await pauses.pause(shop.desk, None)
    await shop.write(contacts[0], MILK)
    conversation = await shop.read(ids[0])
    assert (conversation.status, conversation.handoff_reason) == (Status.OPEN, "stopped")
    await pauses.resume(shop.desk, None)
    await hand_back(shop.desk, agent, ids[0])
    (taken,) = await shop.turns()
    assert taken.decision == "answer"


CARD = "My card is 4111 1111 1111 1111, IBAN DE89 3704 0044 0532 0130 00."
MASKED = "My card is •••• 1111, IBAN DE•••• 3000."


async def test_a_card_number_is_nowhere_to_be_read(shop: Shop) -> None:
    received = await shop.write(await shop.customer(), f"{CARD} {PERSON}")
    conversation = await shop.read(received.conversation)
    assert conversation.subject == f"{MASKED} {PERSON}"
    assert received.message.text == f"{MASKED} {PERSON}"
    told = [str(event.data) for event in await shop.events(conversation.id)]
    texts = [message.text for message in await shop.thread(conversation.id)]  # the brief too
    frozen = await shop.row("select string_agg(body, '') from record")
    assert "4111 1111" not in "".join([*told, *texts, *map(str, frozen)])


async def test_the_html_body_of_a_program_is_read_as_text(shop: Shop) -> None:
    contact, inbox = await shop.customer(), uuid4()
    async with shop.database.transaction() as tx:
        await inboxes.add(tx, id=inbox, name="Mail", channel="api")
    html = "<p>Hello,</p><p>get me a <b>human</b>&nbsp;please<br>4111&nbsp;1111 1111 1111</p>"
    received = await receive(shop.desk, Inbound(contact, inbox, html, "k"))
    assert received.message is not None
    assert received.message.text == "Hello,\n\nget me a human please\n•••• 1111"
    conversation = await shop.read(received.conversation)
    assert conversation.subject.startswith("Hello, get me a human")
    assert conversation.handoff_rule == "person"


async def test_tags_that_a_person_types_stay_and_hide_no_wish(shop: Shop) -> None:
    typed = "<p>get me a <b>human</b></p>"
    received = await shop.write(await shop.customer(), typed)
    assert received.message.text == typed
    assert (await shop.read(received.conversation)).handoff_rule == "person"


async def test_what_the_desk_wrote_before_is_not_the_customers_wish(shop: Shop) -> None:
    mail = f"{DESCALE}\n\n-----Original Message-----\nFrom: Support\n\nYou can ask for a human."
    received = await shop.write(await shop.customer(), mail)
    conversation = await shop.read(received.conversation)
    assert (conversation.owner, conversation.subject) == (Owner.ASSISTANT, DESCALE)
    assert received.message.text == mail, "agents see all of it"
    assert [taken.decision for taken in await shop.turns()] == ["answer"]
