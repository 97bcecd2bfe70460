"""The sweep does what is due by time, once each."""

from datetime import timedelta

import pytest

from tandem.actions.conversation.snooze import snooze
from tandem.actions.conversation.sweep import TURN_LATE, sweep
from tandem.core.desk.ownership import SILENCE, Owner, Resolution, Status
from tandem.core.turn.policy import Mode
from tandem.store.leases import TURN_ATTEMPTS_MAX
from tandem.store.showings import Outcome
from tests.integration.shop import DESCALE, LEASE, MILK, UNKNOWN, Shop, in_mode

A_SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("text", "end"), [(DESCALE, Resolution.ASSUMED), (UNKNOWN, Resolution.ABANDONED)]
)
async def test_a_day_of_silence_ends_it(shop: Shop, text: str, end: Resolution) -> None:
    id = (await shop.write(await shop.customer(), text)).conversation
    await shop.turns()
    shop.clock.move(SILENCE)
    await sweep(shop.desk)
    assert (await shop.read(id)).status is Status.PENDING, "not a second too early"
    shop.clock.move(A_SECOND)
    await sweep(shop.desk)
    conversation = await shop.read(id)
    assert (conversation.status, conversation.resolution) == (Status.RESOLVED, end)
    assert conversation.owner is Owner.ASSISTANT


async def test_silence_after_a_suggestion_is_no_success_and_is_kept_as_silence(shop: Shop) -> None:
    shop = shop.suggesting()
    contact = await shop.customer()
    id = (await shop.write(contact, DESCALE)).conversation
    await shop.turns()
    refused = await shop.said(id)
    await shop.pick(contact, refused, "no")
    await shop.turns()
    shown = await shop.said(id)
    shop.clock.move(SILENCE + A_SECOND)
    await sweep(shop.desk)
    conversation = await shop.read(id)
    assert (conversation.status, conversation.resolution) == (
        Status.RESOLVED,
        Resolution.ABANDONED,
    )
    assert await shop.outcomes(shown.turn_id) == {Outcome.SILENT}
    assert await shop.outcomes(refused.turn_id) == {Outcome.NO}, "a word was said to this one"


async def test_silence_after_a_late_word_is_none(shop: Shop) -> None:
    """The customer asks on, presses below the last answer before a worker comes, and leaves."""
    shop = shop.suggesting()
    contact = await shop.customer()
    id = (await shop.write(contact, DESCALE)).conversation
    await shop.turns()
    shown = await shop.said(id)
    await shop.write(contact, "Hello")
    assert (await shop.pick(contact, shown, "yes")).message is None
    await shop.turns()
    assert (await shop.said(id)).decision == "greet"
    shop.clock.move(SILENCE + A_SECOND)
    await sweep(shop.desk)
    assert (await shop.read(id)).resolution is Resolution.ABANDONED
    assert await shop.outcomes(shown.turn_id) == {Outcome.YES}


async def test_what_people_hold_never_ends_by_itself(shop: Shop) -> None:
    id = await shop.press(await shop.customer())
    shop.clock.move(30 * SILENCE)
    await sweep(shop.desk)
    assert (await shop.read(id)).status is Status.OPEN


async def test_a_snooze_ends_at_its_hour(shop: Shop) -> None:
    mara = await shop.agent()
    id = await shop.press(await shop.customer())
    await snooze(shop.desk, mara, id, shop.clock() + timedelta(hours=2))
    shop.clock.move(timedelta(hours=2) - A_SECOND)
    await sweep(shop.desk)
    assert (await shop.read(id)).status is Status.SNOOZED
    shop.clock.move(A_SECOND)
    await sweep(shop.desk)
    assert (await shop.read(id)).status is Status.OPEN


async def test_a_turn_that_nobody_took_goes_to_people(shop: Shop) -> None:
    id = (await shop.write(await shop.customer(), DESCALE)).conversation
    shop.clock.move(TURN_LATE)
    await sweep(shop.desk)
    assert (await shop.read(id)).status is Status.PENDING
    shop.clock.move(A_SECOND)
    await sweep(shop.desk)
    conversation = await shop.read(id)
    assert (conversation.status, conversation.handoff_reason) == (Status.OPEN, "time")
    assert await shop.turns() == []


async def test_a_turn_that_kills_its_workers_goes_to_people(shop: Shop) -> None:
    id = (await shop.write(await shop.customer(), DESCALE)).conversation
    for _ in range(TURN_ATTEMPTS_MAX):
        assert await shop.claim() is not None
        shop.clock.move(LEASE + A_SECOND)
    assert await shop.claim() is None
    await sweep(shop.desk)
    assert (await shop.read(id)).status is Status.OPEN


async def test_a_turn_under_way_is_left_alone(shop: Shop) -> None:
    id = (await shop.write(await shop.customer(), DESCALE)).conversation
    shop.clock.move(TURN_LATE - A_SECOND)
    assert await shop.claim() is not None
    shop.clock.move(2 * A_SECOND)
    await sweep(shop.desk)
    assert (await shop.read(id)).status is Status.PENDING


async def test_a_draft_that_nobody_could_make_is_given_up(shop: Shop) -> None:
    """Otherwise the oldest waiting turn, which operators monitor, would only grow older."""
    drafting = shop.under(in_mode(Mode.DRAFT))
    id = (await drafting.write(await shop.customer(), MILK)).conversation
    shop.clock.move(TURN_LATE + A_SECOND)
    await sweep(shop.desk)
    conversation = await shop.read(id)
    assert conversation.turn_done_seq >= conversation.turn_wanted_seq
    assert not conversation.is_with_people
    assert await shop.claim() is None


async def test_what_only_machines_wrote_ends_after_a_day(shop: Shop) -> None:
    written = await shop.write(await shop.customer(), "Out of office", automatic=True)
    await shop.turns()
    shop.clock.move(SILENCE + A_SECOND)
    await sweep(shop.desk)
    assert (await shop.read(written.conversation)).status is Status.RESOLVED
