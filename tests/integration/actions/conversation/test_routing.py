"""Routing: who gets what first, who comes online, goes away, gives back; and teams."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from tandem.actions.access.change_profile import change_profile
from tandem.actions.access.notice_console import BACK_WITHIN, notice_console
from tandem.actions.access.save_team import add_team, change_team
from tandem.actions.conversation.assign import assign
from tandem.actions.conversation.change_conversation import change_conversation
from tandem.actions.conversation.decline import decline
from tandem.actions.conversation.raise_alarms import raise_alarms
from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.conversation.resolve import resolve
from tandem.actions.conversation.sweep import SEEN_LATE, sweep
from tandem.core.desk.agent import Agent, Role
from tandem.core.desk.conversation import Priority, Why
from tandem.core.desk.event import EventType
from tandem.core.desk.hours import Hours
from tandem.core.errors import ConflictError, InvalidError
from tandem.core.turn.policy import Mode
from tandem.core.turn.texts import ENGLISH
from tandem.store import agents, contacts, routing
from tests.integration.shop import LIVE, MILK, PERSON, Shop, in_mode

MINUTE = timedelta(minutes=1)


async def online(shop: Shop, agent: Agent, *, is_online: bool = True) -> None:
    async with shop.database.connection() as connection:
        now = await agents.read(connection, agent.id)
    await change_profile(shop.desk, now, availability="online" if is_online else "away")


async def room(shop: Shop, agent: Agent, capacity: int) -> None:
    async with shop.database.transaction() as tx:
        await agents.change(tx, agent.id, capacity=capacity, now=shop.clock())


async def holders(shop: Shop, ids: Sequence[UUID]) -> list[UUID | None]:
    return [(await shop.read(id)).assignee_id for id in ids]


async def test_who_comes_online_gets_the_urgent_one_first_and_is_told_why(shop: Shop) -> None:
    lead, mara = await shop.agent("Lea", role=Role.LEAD), await shop.agent("Mara")
    await room(shop, mara, 1)
    older = await shop.press(await shop.customer())
    shop.clock.move(MINUTE)
    urgent = await shop.press(await shop.customer())
    await change_conversation(shop.desk, lead, urgent, priority=Priority.URGENT)
    shop.clock.move(2 * MINUTE)
    await online(shop, mara)
    assert await holders(shop, [older, urgent]) == [None, mara.id]
    event = (await shop.events(urgent))[-1]
    assert event.type == EventType.ASSIGNED
    assert (event.data["by"], event.data["why"], event.data["assignee_id"]) == (
        None,
        "line",
        str(mara.id),
    )


async def test_a_late_one_comes_before_a_more_urgent_one_that_is_not(shop: Shop) -> None:
    lead, mara = await shop.agent("Lea", role=Role.LEAD), await shop.agent("Mara")
    await room(shop, mara, 1)
    late = await shop.press(await shop.customer())
    shop.clock.move(11 * MINUTE)
    fresh = await shop.press(await shop.customer())
    await change_conversation(shop.desk, lead, fresh, priority=Priority.HIGH)
    await online(shop, mara)
    assert await holders(shop, [late, fresh]) == [mara.id, None]


async def test_nobody_gets_more_than_they_have_room_for(shop: Shop) -> None:
    mara, rosa = await shop.agent("Mara"), await shop.agent("Rosa")
    ids = [await shop.press(await shop.customer()) for _ in range(5)]
    await room(shop, mara, 2)
    await room(shop, rosa, 1)
    await online(shop, mara)
    await online(shop, rosa)
    assert await holders(shop, ids) == [mara.id, mara.id, rosa.id, None, None]


async def test_whoever_gets_room_gets_the_next(shop: Shop) -> None:
    mara = await shop.agent("Mara")
    await room(shop, mara, 1)
    await online(shop, mara)
    ids = [await shop.press(await shop.customer()) for _ in range(3)]
    assert await holders(shop, ids) == [mara.id, None, None]
    await resolve(shop.desk, mara, ids[0])
    assert (await holders(shop, ids))[1:] == [mara.id, None]
    await reply(shop.desk, mara, ids[1], Reply("Done.", "k", resolve=True))
    assert (await holders(shop, ids))[2] == mara.id


async def test_a_conversation_that_people_had_from_the_start_is_given_out_too(shop: Shop) -> None:
    mara = await shop.agent(availability="online")
    written = await shop.under(in_mode(Mode.DRAFT)).write(await shop.customer(), MILK)
    assert await holders(shop, [written.conversation]) == [mara.id]


async def test_who_goes_away_gives_back_those_who_wait(shop: Shop) -> None:
    mara = await shop.agent("Mara", availability="online")
    waiting, answered = [await shop.press(await shop.customer()) for _ in range(2)]
    await reply(shop.desk, mara, answered, Reply("Which one?", "k"))
    rosa = await shop.agent("Rosa", availability="online")
    await online(shop, mara, is_online=False)
    assert await holders(shop, [waiting, answered]) == [rosa.id, mara.id]
    assert (await shop.read(waiting)).assigned_why == "away"


async def test_with_nobody_left_they_wait_in_line(shop: Shop) -> None:
    mara = await shop.agent("Mara", availability="online")
    waiting = await shop.press(await shop.customer())
    await online(shop, mara, is_online=False)
    assert await holders(shop, [waiting]) == [None]
    await online(shop, mara)
    assert await holders(shop, [waiting]) == [mara.id]


async def test_who_closes_the_console_is_away_after_a_while(shop: Shop) -> None:
    mara = await shop.agent("Mara", availability="online")
    program = await shop.agent("A program", availability="online")
    async with shop.database.transaction() as tx:
        await agents.seen(tx, mara.id, shop.clock())
    ids = [await shop.press(await shop.customer()) for _ in range(2)]
    shop.clock.move(SEEN_LATE + timedelta(seconds=1))
    await sweep(shop.desk)
    async with shop.database.connection() as connection:
        found = [await agents.read(connection, one.id) for one in (mara, program)]
    assert [one.availability for one in found] == ["away", "online"]
    assert await holders(shop, ids) == [program.id, program.id]


async def test_a_console_that_opens_again_soon_brings_its_agent_back(shop: Shop) -> None:
    mara = await shop.agent("Mara", availability="online")
    await notice_console(shop.desk, mara)
    shop.clock.move(SEEN_LATE + timedelta(seconds=1))  # the desk was down, or the laptop slept
    await sweep(shop.desk)
    id = await shop.press(await shop.customer())
    assert await holders(shop, [id]) == [None]
    await notice_console(shop.desk, mara)
    assert await holders(shop, [id]) == [mara.id]


@pytest.mark.parametrize("why", ["by choice", "long ago"])
async def test_who_went_home_is_not_brought_back(shop: Shop, why: str) -> None:
    mara = await shop.agent("Mara", availability="online")
    await notice_console(shop.desk, mara)
    if why == "by choice":
        await online(shop, mara, is_online=False)
    else:
        shop.clock.move(SEEN_LATE + timedelta(seconds=1))
        await sweep(shop.desk)
        shop.clock.move(BACK_WITHIN + timedelta(seconds=1))
    await notice_console(shop.desk, mara)
    async with shop.database.connection() as connection:
        assert (await agents.read(connection, mara.id)).availability == "away"


async def test_who_closes_the_console_before_it_was_seen_again_is_away_too(shop: Shop) -> None:
    mara = await shop.agent("Mara")
    await notice_console(shop.desk, mara)
    shop.clock.move(MINUTE)
    await online(shop, mara)
    shop.clock.move(SEEN_LATE + timedelta(seconds=1))
    await sweep(shop.desk)
    async with shop.database.connection() as connection:
        assert (await agents.read(connection, mara.id)).availability == "away"


async def test_a_customer_of_somebody_who_is_away_writes_again(shop: Shop) -> None:
    mara = await shop.agent("Mara", availability="online")
    contact = await shop.customer()
    id = await shop.press(contact)
    await reply(shop.desk, mara, id, Reply("Which one?", "k"))
    shop.clock.move(MINUTE)
    await online(shop, mara, is_online=False)
    await shop.write(contact, "The blue one.")
    assert await holders(shop, [id]) == [mara.id], "nobody else is there, and she knows it"
    rosa = await shop.agent("Rosa")
    await online(shop, rosa)
    assert await holders(shop, [id]) == [rosa.id]
    assert (await shop.read(id)).assigned_why == "away"


async def test_what_a_person_gave_to_somebody_away_is_theirs_until_it_is_late(shop: Shop) -> None:
    lead, mara = await shop.agent("Lea", role=Role.LEAD), await shop.agent("Mara")
    id = await shop.press(await shop.customer())
    await assign(shop.desk, lead, id, team=None, assignee=mara.id)
    rosa = await shop.agent("Rosa")
    await online(shop, rosa)
    await raise_alarms(shop.desk)
    assert await holders(shop, [id]) == [mara.id]
    shop.clock.move(11 * MINUTE)
    await raise_alarms(shop.desk)
    assert await holders(shop, [id]) == [rosa.id]


async def test_a_late_one_goes_on_once_somebody_has_room_and_not_again(shop: Shop) -> None:
    mara = await shop.agent("Mara", availability="online")
    id = await shop.press(await shop.customer())
    shop.clock.move(15 * MINUTE)
    await raise_alarms(shop.desk)
    assert await holders(shop, [id]) == [mara.id], "nobody else is there"
    rosa = await shop.agent("Rosa")
    await online(shop, rosa)
    assert await holders(shop, [id]) == [rosa.id]
    assert (await shop.read(id)).assigned_why == "late"
    shop.clock.move(MINUTE)
    await raise_alarms(shop.desk)
    assert await holders(shop, [id]) == [rosa.id], "it is passed on once"


async def test_who_writes_a_late_reply_keeps_it(shop: Shop) -> None:
    mara = await shop.agent("Mara", availability="online")
    id = await shop.press(await shop.customer())
    await shop.agent("Rosa", availability="online")
    shop.clock.move(11 * MINUTE)
    async with shop.database.transaction() as tx:
        await tx.execute(
            "insert into presence (conversation_id, agent_id, screen, doing, until)"
            " values (%s, %s, 's', 'writing', %s)",
            (id, mara.id, shop.clock() + MINUTE),
        )
    await raise_alarms(shop.desk)
    assert await holders(shop, [id]) == [mara.id]


async def test_what_was_given_back_goes_to_somebody_else_and_not_again(shop: Shop) -> None:
    mara = await shop.agent("Mara", availability="online")
    id = await shop.press(await shop.customer())
    await decline(shop.desk, mara, id)
    assert await holders(shop, [id]) == [None]
    await raise_alarms(shop.desk)
    assert await holders(shop, [id]) == [None], "not to who gave it back"
    rosa = await shop.agent("Rosa")
    await online(shop, rosa)
    assert await holders(shop, [id]) == [rosa.id]
    with pytest.raises(ConflictError):
        await decline(shop.desk, mara, id)
    await assign(shop.desk, rosa, id, team=None, assignee=mara.id)
    assert await holders(shop, [id]) == [mara.id], "by hand it may go to anybody"


async def test_nobody_is_kept_from_a_person_by_somebody_that_none_can_take(shop: Shop) -> None:
    lead = await shop.agent("Lea", role=Role.LEAD)
    empty = await add_team(shop.desk, lead, name="Nobody")
    stuck = await shop.press(await shop.customer())
    async with shop.database.transaction() as tx:
        await routing.assign(
            tx, stuck, team=empty.id, assignee=None, why=Why.AGENT, now=shop.clock()
        )
    shop.clock.move(MINUTE)
    other = await shop.press(await shop.customer())
    mara = await shop.agent("Mara")
    await online(shop, mara)
    assert await holders(shop, [stuck, other]) == [None, mara.id]


async def test_teams_by_category_and_language(shop: Shop) -> None:
    lead = await shop.agent("Lea", role=Role.LEAD)
    known: dict[str, UUID] = {}
    for name, categories, languages in (
        ("Billing", ("billing",), ()),
        ("Abrechnung", ("billing",), ("de",)),
        ("Deutsch", (), ("de",)),
        ("Nothing", (), ()),
    ):
        team = await add_team(
            shop.desk, lead, name=name, categories=categories, languages=languages
        )
        known[name] = team.id
    async with shop.database.connection() as connection:

        async def takes(category: str, language: str) -> str | None:
            found = await routing.team_for(connection, category, language)
            return next((name for name, id in known.items() if id == found), None)

        assert await takes("billing", "en") == "Billing"
        assert await takes("billing", "de") == "Abrechnung"
        assert await takes("delivery", "de") == "Deutsch"
        assert await takes("delivery", "en") is None
        assert await takes("", "") is None


async def test_the_customers_language_chooses_the_team(shop: Shop) -> None:
    lead = await shop.agent("Lea", role=Role.LEAD)
    team = await add_team(shop.desk, lead, name="Deutsch", languages=("de",))
    written = await shop.write(
        await shop.customer(), "Ich möchte bitte mit einem Menschen sprechen, das hilft mir nicht."
    )
    conversation = await shop.read(written.conversation)
    assert (conversation.team_id, conversation.language) == (team.id, "de")


OFFICE = Hours("", "Europe/Berlin", (((540, 1020),),) * 5 + ((), ()))
SATURDAY = datetime(2026, 6, 6, 12, tzinfo=UTC)


async def test_off_hours_the_customer_reads_when_people_are_back(shop: Shop) -> None:
    shop.clock.at = SATURDAY
    closed = shop.under(replace(LIVE, hours=(OFFICE,)))
    contact = await closed.customer()
    async with shop.database.transaction() as tx:
        await contacts.in_zone(tx, contact, "America/New_York")
    id = await closed.press(contact)
    said = (await closed.said(id)).text
    assert "back on Monday, 03:00 (your time)" in said
    assert ENGLISH.kept in said
    assert "mail" not in said
    asked = await closed.sending().write(await closed.customer(), PERSON)
    assert ENGLISH.leave_email in (await closed.said(asked.conversation)).text
    known = await closed.customer(email="rosa@example.com")
    asked = await closed.sending().write(known, PERSON)
    assert ENGLISH.by_mail in (await closed.said(asked.conversation)).text


async def test_in_their_hours_nothing_is_said_of_them(shop: Shop) -> None:
    shop.clock.at = SATURDAY + timedelta(days=2)
    id = await shop.under(replace(LIVE, hours=(OFFICE,))).press(await shop.customer())
    assert "back" not in (await shop.said(id)).text


async def test_a_team_has_hours_of_its_own(shop: Shop) -> None:
    shop.clock.at = SATURDAY
    lead = await shop.agent("Lea", role=Role.LEAD)
    await add_team(shop.desk, lead, name="Deutsch", languages=("de",))
    weekend = Hours("Deutsch", "Europe/Berlin", ((),) * 5 + (((0, 1440),),) * 2)
    open_shop = shop.under(replace(LIVE, hours=(OFFICE, weekend)))
    written = await open_shop.write(
        await shop.customer(), "Ich möchte bitte mit einem Menschen sprechen, das hilft mir nicht."
    )
    assert "zurück" not in (await shop.said(written.conversation)).text
    other = await open_shop.press(await shop.customer())
    assert "back on Monday" in (await shop.said(other)).text


async def test_after_a_handoff_off_hours_a_new_question_can_be_asked_beside_it(shop: Shop) -> None:
    shop.clock.at = SATURDAY
    closed = shop.under(replace(LIVE, hours=(OFFICE,)))
    contact = await closed.customer()
    id = await closed.press(contact)
    await closed.write(contact, MILK)
    await closed.turns()
    assert len(await closed.replies(id)) == 2, "the assistant is silent there"
    new = await closed.write(contact, MILK, apart=True)
    await closed.turns()
    assert new.conversation != id
    assert "sixty degrees" in (await closed.said(new.conversation)).text


@pytest.mark.parametrize("has_team", [True, False])
async def test_no_team_nobody_online_no_hours_is_no_error(shop: Shop, has_team: bool) -> None:
    if has_team:
        await add_team(shop.desk, await shop.agent(role=Role.LEAD), name=str(uuid4()))
    id = await shop.press(await shop.customer())
    await raise_alarms(shop.desk)
    assert await holders(shop, [id]) == [None]


async def test_a_team_with_hours_of_its_own_keeps_its_name(shop: Shop) -> None:
    lead = await shop.agent("Lea", role=Role.LEAD)
    team = await add_team(shop.desk, lead, name="Deutsch")
    own = shop.under(replace(LIVE, hours=(replace(OFFICE, team="Deutsch"),)))
    with pytest.raises(ConflictError, match="hours"):
        await change_team(own.desk, lead, team.id, team.version, name="German")
    same = await change_team(own.desk, lead, team.id, team.version, name="Deutsch")
    await change_team(shop.desk, lead, team.id, same.version, name="German")


async def test_a_team_can_be_changed_although_one_of_its_categories_left_the_policy(
    shop: Shop,
) -> None:
    lead = await shop.agent("Lea", role=Role.LEAD)
    team = await add_team(shop.desk, lead, name="Billing", categories=("billing",))
    without = shop.under(replace(LIVE, categories=()))
    same = await change_team(
        without.desk, lead, team.id, team.version, name="Money", categories=team.categories
    )
    assert (same.name, list(same.categories)) == ("Money", ["billing"])
    with pytest.raises(InvalidError, match="no category"):
        await change_team(without.desk, lead, team.id, same.version, categories=("delivery",))
