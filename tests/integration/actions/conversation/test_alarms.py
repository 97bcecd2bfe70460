"""Alarms about late replies: who hears of them, when, and what the customer reads."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from tandem.actions.conversation.change_conversation import change_conversation
from tandem.actions.conversation.mail_alarm import mail_alarm
from tandem.actions.conversation.raise_alarms import raise_alarms
from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.conversation.resolve import reopen, resolve
from tandem.actions.conversation.snooze import snooze
from tandem.actions.conversation.take_over import take_over
from tandem.core.desk.clock import Clock
from tandem.core.desk.conversation import Alarm, Priority
from tandem.core.desk.event import EventType
from tandem.core.desk.hours import Hours
from tandem.core.desk.message import Kind
from tandem.core.desk.ownership import Status
from tandem.core.turn.policy import Mode
from tandem.core.turn.texts import ENGLISH, texts_in
from tests.integration.shop import LIVE, MILK, Shop, in_mode

MINUTE = timedelta(minutes=1)
OFFICE = Hours("", "Europe/Berlin", (((540, 1020),),) * 5 + ((), ()))


async def told(shop: Shop, id: UUID) -> list[str]:
    return [
        str(event.data["alarm"]) for event in await shop.events(id) if event.type == EventType.LATE
    ]


async def jobs(shop: Shop, task: str) -> list[tuple[str, str]]:
    async with shop.database.connection() as connection:
        cursor = await connection.execute(
            "select args->>'conversation', args->>'alarm' from procrastinate_jobs"
            " where task_name = %s order by id",
            (task,),
        )
        return [(row[0], row[1]) for row in await cursor.fetchall()]


async def later(shop: Shop, minutes: float) -> None:
    shop.clock.move(timedelta(minutes=minutes))
    await raise_alarms(shop.desk)


async def test_a_warning_then_late_then_the_leads_each_once(shop: Shop) -> None:
    id = await shop.press(await shop.customer())
    for minutes, expected in (
        (7, []),
        (1, ["warned"]),
        (1.5, ["warned"]),
        (0.5, ["warned", "late"]),
        (9, ["warned", "late"]),
        (1, ["warned", "late", "lead"]),
        (500, ["warned", "late", "lead"]),
    ):
        await later(shop, minutes)
        assert await told(shop, id) == expected
    assert [alarm for _, alarm in await jobs(shop, "mail_alarm")] == ["warned", "late", "lead"]
    assert [alarm for _, alarm in await jobs(shop, "post_alarm")] == ["warned", "late", "lead"]


async def test_many_at_once_raise_each_alarm_once(shop: Shop) -> None:
    ids = [await shop.press(await shop.customer()) for _ in range(3)]
    shop.clock.move(timedelta(minutes=11))
    await asyncio.gather(*(raise_alarms(shop.desk) for _ in range(4)))
    assert [await told(shop, id) for id in ids] == [["late"]] * 3


async def test_the_customer_reads_one_honest_word(shop: Shop) -> None:
    id = await shop.press(await shop.customer())
    await later(shop, 12)
    await later(shop, 30)
    said = [one for one in await shop.thread(id) if one.text.startswith(ENGLISH.late)]
    assert [(one.kind, one.public_seq is not None) for one in said] == [(Kind.ACTIVITY, True)]
    assert "mail" not in said[0].text, "mail is not set up, so none is promised"


async def test_a_reply_in_time_is_no_alarm(shop: Shop) -> None:
    mara = await shop.agent()
    id = await shop.press(await shop.customer())
    shop.clock.move(timedelta(minutes=7))
    await reply(shop.desk, mara, id, Reply("Here I am.", "k"))
    await later(shop, 100)
    assert await told(shop, id) == []
    assert (await shop.read(id)).due_at is None


async def test_the_next_question_has_a_clock_of_its_own(shop: Shop) -> None:
    mara, contact = await shop.agent(), await shop.customer()
    id = await shop.press(contact)
    await reply(shop.desk, mara, id, Reply("Which machine?", "k"))
    shop.clock.move(timedelta(hours=5))
    await shop.write(contact, "The small one.")
    await later(shop, 44)
    assert await told(shop, id) == [], "a later reply is due in an hour"
    await later(shop, 17)
    assert await told(shop, id) == ["late"]


async def test_a_late_conversation_goes_to_another_person(shop: Shop) -> None:
    mara = await shop.agent("Mara", availability="online")
    id = await shop.press(await shop.customer())
    assert (await shop.read(id)).assignee_id == mara.id
    rosa = await shop.agent("Rosa", availability="online")
    await later(shop, 11)
    conversation = await shop.read(id)
    assert (conversation.assignee_id, conversation.assigned_why) == (rosa.id, "late")


async def test_with_nobody_else_it_stays(shop: Shop) -> None:
    mara = await shop.agent("Mara", availability="online")
    id = await shop.press(await shop.customer())
    await later(shop, 11)
    assert (await shop.read(id)).assignee_id == mara.id


async def test_clocks_stand_still_while_nobody_is_there(shop: Shop) -> None:
    shop.clock.at = datetime(2026, 6, 5, 14, 55, tzinfo=UTC)  # Friday, five minutes before closing
    closing = shop.under(replace(LIVE, hours=(OFFICE,)))
    id = await closing.press(await closing.customer())
    assert (await closing.read(id)).due_at == datetime(2026, 6, 8, 7, 5, tzinfo=UTC)
    shop.clock.at = datetime(2026, 6, 8, 7, 2, tzinfo=UTC)
    await raise_alarms(closing.desk)
    assert await told(closing, id) == []
    shop.clock.at = datetime(2026, 6, 8, 7, 5, tzinfo=UTC)
    await raise_alarms(closing.desk)
    assert await told(closing, id) == ["late"]


async def test_an_urgent_one_is_due_sooner_and_a_new_policy_holds_at_once(shop: Shop) -> None:
    mara = await shop.agent()
    id = await shop.press(await shop.customer())
    before = (await shop.read(id)).due_at
    await change_conversation(shop.desk, mara, id, priority=Priority.URGENT)
    urgent = (await shop.read(id)).due_at
    assert before is not None
    assert urgent == before - timedelta(minutes=5)
    strict = shop.under(replace(LIVE, clocks=(Clock(2, 2),)))
    await raise_alarms(strict.desk)
    assert (await shop.read(id)).due_at == before - timedelta(minutes=8)


async def test_a_snoozed_customer_who_waits_comes_back_in_time(shop: Shop) -> None:
    mara = await shop.agent()
    id = await shop.press(await shop.customer())
    await take_over(shop.desk, mara, id)
    await snooze(shop.desk, mara, id, shop.clock() + timedelta(days=1))
    await later(shop, 8)
    assert (await shop.read(id)).status is Status.OPEN
    assert await told(shop, id) == ["warned"]


async def test_resolving_stops_the_clock(shop: Shop) -> None:
    mara, contact = await shop.agent(), await shop.customer()
    id = await shop.press(contact)
    await later(shop, 11)
    await resolve(shop.desk, mara, id)
    conversation = await shop.read(id)
    assert (conversation.due_at, conversation.alarm) == (None, None)
    await shop.write(contact, MILK)
    await later(shop, 11)
    assert await told(shop, id) == ["late", "late"], "a new wait has a new alarm"


async def test_a_conversation_that_people_had_from_the_start_has_a_clock(shop: Shop) -> None:
    drafting = shop.under(in_mode(Mode.DRAFT))
    id = (await drafting.write(await drafting.customer(), MILK)).conversation
    await later(drafting, 11)
    assert await told(drafting, id) == ["late"]


async def test_who_is_mailed(shop: Shop) -> None:
    sending = shop.sending()
    mara = await shop.agent("Mara", availability="online", email="mara@shop.example")
    await shop.agent("Rosa", availability="online", email="rosa@shop.example")
    id = await sending.press(await sending.customer())
    holder = (await shop.read(id)).assignee_id
    first, second = ("mara", "rosa") if holder == mara.id else ("rosa", "mara")
    for minutes, alarm, expected in (
        (8, Alarm.WARNED, [first]),
        (3, Alarm.LATE, [second, first]),
    ):
        shop.clock.move(minutes * MINUTE)
        await raise_alarms(sending.desk)
        await mail_alarm(sending.desk, id, alarm)
        to = [address.username for address in shop.mailer.sent[-1]["To"].addresses]
        assert to == expected


async def test_an_alarm_that_is_over_is_not_mailed(shop: Shop) -> None:
    sending = shop.sending()
    mara = await shop.agent(availability="online", email="mara@shop.example")
    id = await sending.press(await sending.customer())
    shop.clock.move(11 * MINUTE)
    await raise_alarms(sending.desk)
    await reply(sending.desk, mara, id, Reply("Here I am.", "k"))
    await mail_alarm(sending.desk, id, Alarm.LATE)
    assert shop.mailer.sent == []


async def test_a_clock_moved_to_later_rings_again_and_the_customer_reads_it_once(
    shop: Shop,
) -> None:
    id = await shop.press(await shop.customer())
    await later(shop, 11)
    slow = shop.under(replace(LIVE, clocks=(Clock(60, 60),)))
    await raise_alarms(slow.desk)
    assert (await shop.read(id)).alarm is None
    await later(slow, 40)
    await later(slow, 10)
    assert await told(shop, id) == ["late", "warned", "late"]
    assert len([one for one in await shop.thread(id) if one.text == ENGLISH.late]) == 1


async def test_asking_for_a_person_in_a_late_conversation_raises_nothing_twice(shop: Shop) -> None:
    drafting, contact = shop.under(in_mode(Mode.DRAFT)), await shop.customer()
    id = (await drafting.write(contact, MILK)).conversation
    await later(drafting, 11)
    await drafting.press(contact)
    await later(drafting, 0)
    assert await told(shop, id) == ["late"]


async def test_asking_for_a_person_in_a_resolved_conversation_begins_a_new_wait(shop: Shop) -> None:
    mara, contact = await shop.agent(), await shop.customer()
    id = await shop.press(contact)
    await resolve(shop.desk, mara, id)
    shop.clock.move(timedelta(days=1))
    await shop.press(contact, key="again")
    await raise_alarms(shop.desk)
    assert (await shop.read(id)).waiting_since == shop.clock()
    assert await told(shop, id) == []


async def waits(shop: Shop, id: UUID) -> int:
    async with shop.database.connection() as connection:
        cursor = await connection.execute(
            "select count(*) from reply_wait where conversation_id = %s", (id,)
        )
        row = await cursor.fetchone()
    assert row is not None
    return row[0]


async def test_undoing_a_resolution_resumes_the_wait_and_a_later_reopening_does_not(
    shop: Shop,
) -> None:
    mara = await shop.agent()
    id = await shop.press(await shop.customer())
    since = (await shop.read(id)).waiting_since
    await resolve(shop.desk, mara, id)
    assert await waits(shop, id) == 1
    shop.clock.move(timedelta(seconds=5))
    await reopen(shop.desk, mara, id)
    assert (await shop.read(id)).waiting_since == since
    assert await waits(shop, id) == 0
    await resolve(shop.desk, mara, id)
    shop.clock.move(timedelta(days=3))
    await reopen(shop.desk, mara, id)
    await raise_alarms(shop.desk)
    assert ((await shop.read(id)).waiting_since, await waits(shop, id)) == (None, 1)
    assert await told(shop, id) == []


async def test_thanks_start_no_clock_and_an_answer_does(shop: Shop) -> None:
    mara, contact = await shop.agent(), await shop.customer()
    id = await shop.press(contact)
    await reply(shop.desk, mara, id, Reply("Does it work now?", "k"))
    await shop.write(contact, "Thanks a lot, bye!")
    assert (await shop.read(id)).waiting_since is None
    await shop.write(contact, "Yes")
    since = shop.clock()
    assert (await shop.read(id)).waiting_since == since
    shop.clock.move(MINUTE)
    await shop.write(contact, "Thank you!")
    assert (await shop.read(id)).waiting_since == since, "a wait goes on"


async def test_the_word_to_the_customer_is_in_their_language(shop: Shop) -> None:
    drafting = shop.under(in_mode(Mode.DRAFT))
    german = "Wie kann ich meine Bestellung zurückgeben und mein Geld wiederbekommen?"
    id = (await drafting.write(await drafting.customer(), german)).conversation
    await later(drafting, 11)
    assert [one.text for one in await shop.thread(id)][-1].startswith(texts_in("de").late)


async def test_no_address_is_asked_for_where_the_chat_has_no_field_for_it(shop: Shop) -> None:
    sending, mara = shop.sending(), await shop.agent()
    contact = await sending.customer()
    id = await sending.press(contact)
    await reply(sending.desk, mara, id, Reply("Which one?", "k"))
    await sending.write(contact, "The blue one.")
    await later(sending, 61)
    assert (await shop.thread(id))[-1].text == ENGLISH.late


async def test_who_is_away_is_not_warned_alone(shop: Shop) -> None:
    sending = shop.sending()
    mara = await shop.agent("Mara", email="mara@shop.example")
    id = await sending.press(await sending.customer())
    await take_over(sending.desk, mara, id)
    await shop.agent("Rosa", availability="online", email="rosa@shop.example")
    shop.clock.move(8 * MINUTE)
    await raise_alarms(sending.desk)
    await mail_alarm(sending.desk, id, Alarm.WARNED)
    to = [address.username for address in shop.mailer.sent[-1]["To"].addresses]
    assert to == ["mara", "rosa"]


async def test_a_machines_message_that_needs_no_answer_leaves_no_clock(shop: Shop) -> None:
    mara, contact = await shop.agent(), await shop.customer()
    id = await shop.press(contact)
    await reply(shop.desk, mara, id, Reply("Which machine?", "k"))
    await shop.write(contact, "I am out of the office.", automatic=True)
    await shop.turns()
    conversation = await shop.read(id)
    assert (conversation.waiting_since, conversation.due_at) == (None, None)
