"""The review queue: what is drawn from real turns, who judges it, and the rates that come out."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.conversation.sweep import sweep
from tandem.actions.conversation.take_over import take_over
from tandem.actions.review.draw_sample import draw_sample, draw_when_due
from tandem.actions.review.judge import judge
from tandem.actions.review.undo_judgement import undo_judgement
from tandem.core.desk.agent import Agent, Role
from tandem.core.desk.review import FIRSTS, SETTLES, ReviewKind, Stratum, Verdict
from tandem.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from tandem.core.metrics.reviewed import Reviewed, reviewed
from tandem.core.turn.effect import Effect
from tandem.core.turn.policy import Mode
from tandem.store import reviews
from tandem.store.reviews import StoredItem, Waiting
from tests.integration.shop import DESCALE, MILK, PERSON, UNKNOWN, Shop, in_mode

DAY = timedelta(days=1)


async def asked(shop: Shop, *texts: str, contact: UUID | None = None) -> list[UUID]:
    """A customer writes these in one conversation; the turns of the replies."""
    contact = contact or await shop.customer()
    turns: list[UUID] = []
    for text in texts:
        id = (await shop.write(contact, text)).conversation
        await shop.turns()
        turns.append(
            (
                await shop.row(
                    "select id from turn where conversation_id = %s"
                    " order by taken_at desc, seen_seq desc limit 1",
                    id,
                )
            )[0]
        )
        shop.clock.move(timedelta(minutes=1))
    return turns


async def item(shop: Shop, turn: UUID) -> StoredItem:
    async with shop.database.connection() as connection:
        return await reviews.read(connection, turn)


async def waiting(shop: Shop, agent: Agent) -> list[Waiting]:
    async with shop.database.connection() as connection:
        return await reviews.waiting(connection, agent.id, settled=shop.clock() - SETTLES)


async def rates(shop: Shop) -> Reviewed:
    async with shop.database.connection() as connection:
        long_ago = shop.clock() - timedelta(days=300)
        return reviewed(await reviews.items(connection, long_ago, shop.clock()))


async def judged_by_one(shop: Shop, turns: Sequence[UUID]) -> None:
    """Makes one verdict enough for each, whatever the seed said."""
    await shop.row(
        "update review_item set judges = 1 where turn_id = any(%s) returning 1", list(turns)
    )


async def lead(shop: Shop, name: str = "Lena") -> Agent:
    return await shop.agent(name, role=Role.LEAD)


async def test_the_first_answers_of_a_category_are_all_read(shop: Shop) -> None:
    turns = [turn for text in (DESCALE, MILK, DESCALE) for turn in await asked(shop, text)]
    drawn = await draw_sample(shop.desk)
    assert (drawn.firsts, drawn.sampled, drawn.of) == (3, 0, 0)
    for turn in turns:
        found = await item(shop, turn)
        assert (found.kind, found.strata, found.probability) == ("answer", ["first"], 1.0)


async def test_after_the_first_ones_answers_are_sampled(shop: Shop) -> None:
    [before] = await asked(shop, DESCALE)
    await draw_sample(shop.desk)
    await shop.row(
        "insert into turn select gen_random_uuid(), taken_at, evidence_hash, policy_hash, decision,"
        " rule, decision_body, steps, conversation_id, seen_seq, 'sent' from turn,"
        " generate_series(1, %s) where id = %s returning 1",
        FIRSTS - 1,
        before,
    )
    await shop.row("update review_draw set until = until - interval '1 day' returning 1")
    shop.clock.move(timedelta(minutes=1))
    assert (await draw_sample(shop.desk)).firsts == FIRSTS - 1
    later = [turn for _ in range(6) for turn in await asked(shop, DESCALE)]
    drawn = await draw_sample(shop.desk, size=4)
    assert (drawn.firsts, drawn.of) == (0, 6)
    sampled = await shop.row(
        "select array_agg(turn_id) from review_item where 'random' = any(strata)"
    )
    ids = set(sampled[0])
    assert ids <= set(later)
    for turn in ids:
        assert (await item(shop, turn)).probability < 1


async def test_what_no_customer_saw_is_no_item(shop: Shop) -> None:
    internal = await shop.customer(is_internal=True)
    await asked(shop, DESCALE, contact=internal)
    for mode in (Mode.SHADOW, Mode.DRAFT):
        await asked(shop.under(in_mode(mode)), DESCALE)
    drawn = await draw_sample(shop.desk)
    assert (drawn.firsts, drawn.sampled, drawn.of) == (0, 0, 0)


async def test_kinds_and_risks_are_those_of_the_turns(shop: Shop) -> None:
    contact = await shop.customer()
    [refused] = await asked(shop.suggesting(), DESCALE, contact=contact)
    await asked(shop.suggesting(), "no", contact=contact)
    [long, *_] = await asked(shop, DESCALE, MILK, DESCALE, MILK, DESCALE)
    [unhappy] = await asked(shop, MILK)
    [handoff] = await asked(shop, PERSON)
    [other] = await asked(shop, UNKNOWN)
    await shop.row(
        "insert into event (conversation_id, seq, type, data, at)"
        " select conversation_id, 900, 'conversation.rated', '{\"stars\": 2}', taken_at"
        " from turn where id = %s returning 1",
        unhappy,
    )
    await shop.row(
        "update article_version set learnt_at = learnt_at - interval '1 year' returning 1"
    )
    await shop.row(
        "update article_version set learnt_at = %s where title ~ 'milk' returning 1",
        shop.clock() - DAY,
    )
    async with shop.database.connection() as connection:
        found = {
            one.id: one for one in await reviews.frame(connection, shop.clock() - DAY, shop.clock())
        }
    risks = {
        turn: {
            name
            for name in ("is_long", "is_unhappy", "is_reopened", "is_refused", "has_new_article")
            if getattr(found[turn], name)
        }
        for turn in (refused, long, unhappy, handoff, other)
    }
    assert risks == {
        refused: {"is_refused"},
        long: {"is_long"},
        unhappy: {"is_unhappy", "has_new_article"},
        handoff: set(),
        other: set(),
    }
    assert all(found[turn].confidence is not None for turn in (refused, long))
    await draw_sample(shop.desk)
    kinds = [(await item(shop, turn)).kind for turn in (refused, long, handoff, other)]
    assert kinds == ["suggestion", "answer", "handoff", "other"]
    strata = (await item(shop, handoff)).strata
    assert strata == [Stratum.RANDOM]


async def test_who_comes_back_within_seven_days_is_a_risk(shop: Shop) -> None:
    contact = await shop.customer()
    [before] = await asked(shop, DESCALE, contact=contact)
    shop.clock.move(timedelta(hours=25))
    await sweep(shop.desk)
    await asked(shop, MILK, contact=contact)
    async with shop.database.connection() as connection:
        [first, after] = await reviews.frame(connection, shop.clock() - 7 * DAY, shop.clock())
    assert (first.id, first.is_reopened, after.is_reopened) == (before, True, False)


async def test_no_turn_is_in_two_samples(shop: Shop) -> None:
    await asked(shop, PERSON)
    assert (await draw_sample(shop.desk)).sampled == 1
    with pytest.raises(ConflictError):
        await draw_sample(shop.desk)
    with pytest.raises(ConflictError):
        await draw_sample(shop.desk, since=shop.clock() - DAY)
    await asked(shop, PERSON)
    drawn = await draw_sample(shop.desk)
    assert (drawn.sampled, drawn.of) == (1, 1)


async def test_a_sample_has_a_size_and_a_time(shop: Shop) -> None:
    with pytest.raises(InvalidError):
        await draw_sample(shop.desk, size=0)
    with pytest.raises(InvalidError):
        await draw_sample(shop.desk, since=shop.clock() + DAY)


async def test_each_week_is_drawn_on_its_monday_and_once(shop: Shop) -> None:
    """The clock stands on a Monday, 12:00 UTC."""
    await asked(shop, PERSON)
    first = await draw_when_due(shop.desk)
    assert first is not None
    assert first.until == datetime.fromisoformat("2026-01-05T00:00:00+00:00")
    assert (first.sampled, await draw_when_due(shop.desk)) == (0, None)
    await asked(shop, DESCALE)
    assert await draw_when_due(shop.desk) is None
    assert (await shop.row("select count(*) from review_item"))[0] == 1  # a first one, at once
    shop.clock.move(6 * DAY + timedelta(hours=20))  # the next Monday, before nine
    assert await draw_when_due(shop.desk) is None
    shop.clock.move(timedelta(hours=1))
    second = await draw_when_due(shop.desk)
    assert second is not None
    assert (second.since, second.until - second.since) == (first.until, 7 * DAY)
    assert second.sampled == 1


async def test_two_draws_at_once_take_each_turn_once(shop: Shop) -> None:
    for _ in range(3):
        await asked(shop, PERSON)
    later = shop.clock() + 7 * DAY
    found = await asyncio.gather(
        *(draw_when_due(replace(shop.desk, clock=lambda: later)) for _ in range(3))
    )
    assert sum(one.sampled for one in found if one is not None) == 3


async def test_a_verdict_is_kept_once_and_can_be_undone(shop: Shop) -> None:
    [turn] = await asked(shop, DESCALE)
    await draw_sample(shop.desk)
    await judged_by_one(shop, [turn])
    lena = await lead(shop)
    shop.clock.move(2 * DAY)
    assert [one.turn_id for one in await waiting(shop, lena)] == [turn]
    await judge(
        shop.desk,
        lena,
        turn,
        verdict=Verdict.WRONG,
        should_be_person=True,
        source=" Boilers ",
        missing=" The size. ",
        category="billing",
    )
    assert await waiting(shop, lena) == []
    found = await rates(shop)
    assert (found.wrong_answers.value, found.wrong_answers.n, found.judged) == (1.0, 1, 1)
    with pytest.raises(ConflictError, match="You have judged"):
        await judge(shop.desk, lena, turn, verdict=Verdict.RIGHT, should_be_person=False)
    async with shop.database.connection() as connection:
        [said] = await reviews.standing(connection, turn)
        labels = await reviews.labels(connection)
    assert (said.source, said.missing, said.category) == ("Boilers", "The size.", "billing")
    assert labels == {"uncategorised": 1}
    assert not said.is_again

    await undo_judgement(shop.desk, lena, turn)
    assert [one.turn_id for one in await waiting(shop, lena)] == [turn]
    assert (await rates(shop)).judged == 0
    with pytest.raises(ConflictError, match="nothing of yours"):
        await undo_judgement(shop.desk, lena, turn)
    await judge(shop.desk, lena, turn, verdict=Verdict.RIGHT, should_be_person=False)
    async with shop.database.connection() as connection:
        [said] = await reviews.standing(connection, turn)
        assert said.is_again
        assert await reviews.judged_again(connection) == (1, 1)


async def test_of_two_who_judge_at_once_one_is_told(shop: Shop) -> None:
    [turn] = await asked(shop, DESCALE)
    await draw_sample(shop.desk)
    await judged_by_one(shop, [turn])
    people = [await lead(shop), await lead(shop)]
    said = await asyncio.gather(
        *(
            judge(shop.desk, one, turn, verdict=Verdict.RIGHT, should_be_person=False)
            for one in people
        ),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in said) == ["ConflictError", "NoneType"]
    assert (await rates(shop)).judged == 1


async def test_what_two_judge_waits_for_the_second(shop: Shop) -> None:
    [turn] = await asked(shop, DESCALE)
    await draw_sample(shop.desk)
    await shop.row("update review_item set judges = 2 returning 1")
    lena, omar, third = [await lead(shop, name) for name in ("Lena", "Omar", "Ines")]
    shop.clock.move(2 * DAY)
    await judge(shop.desk, lena, turn, verdict=Verdict.RIGHT, should_be_person=False)
    assert await waiting(shop, lena) == []
    assert len(await waiting(shop, omar)) == 1
    await judge(shop.desk, omar, turn, verdict=Verdict.PARTLY, should_be_person=False)
    assert await waiting(shop, third) == []
    async with shop.database.connection() as connection:
        pairs = await reviews.pairs(connection, shop.clock() - 9 * DAY, shop.clock())
        progress = await reviews.progress(connection, settled=shop.clock() - SETTLES)
    assert pairs == [("right", "partly", False, False)]
    assert (progress.items, progress.done, progress.open) == (1, 1, 0)


async def test_nobody_judges_their_own_work_while_another_can(shop: Shop) -> None:
    lena = await lead(shop)
    [turn] = await asked(shop, PERSON)
    id = (await item_conversation(shop, turn))[0]
    await take_over(shop.desk, lena, id)
    await reply(shop.desk, lena, id, Reply("I'm here.", "key"))
    await draw_sample(shop.desk)
    shop.clock.move(2 * DAY)
    assert [one.turn_id for one in await waiting(shop, lena)] == [turn]  # nobody else judges
    omar = await lead(shop, "Omar")
    assert await waiting(shop, lena) == []
    assert [one.turn_id for one in await waiting(shop, omar)] == [turn]


async def item_conversation(shop: Shop, turn: UUID) -> tuple[UUID]:
    return await shop.row("select conversation_id from turn where id = %s", turn)


async def test_a_conversation_that_goes_on_is_not_judged_yet(shop: Shop) -> None:
    await asked(shop, DESCALE)
    await draw_sample(shop.desk)
    lena = await lead(shop)
    assert await waiting(shop, lena) == []
    shop.clock.move(SETTLES)
    assert len(await waiting(shop, lena)) == 1


async def test_missed_and_needless_are_of_their_own_conversations(shop: Shop) -> None:
    """Of four conversations, two end without people: each counts once, by its last turn."""
    [early, late] = await asked(shop, DESCALE, MILK)
    [alone] = await asked(shop, DESCALE)
    [taken] = await asked(shop, DESCALE)
    await take_over(shop.desk, await shop.agent(), (await item_conversation(shop, taken))[0])
    [handoff] = await asked(shop, PERSON)
    await draw_sample(shop.desk)
    turns = [early, late, alone, taken, handoff]
    await judged_by_one(shop, turns)
    lena = await lead(shop)
    for turn in turns:
        kind = (await item(shop, turn)).kind
        await judge(
            shop.desk,
            lena,
            turn,
            verdict=None if kind == ReviewKind.HANDOFF else Verdict.RIGHT,
            should_be_person=turn in (early, late, taken),
        )
    assert (await rates(shop)).missed.n == 0  # none has ended
    shop.clock.move(timedelta(hours=25))
    await sweep(shop.desk)
    found = await rates(shop)
    assert (found.missed.value, found.missed.n) == (0.5, 2)
    assert (found.needless.value, found.needless.n) == (1.0, 1)
    assert (found.wrong_answers.value, found.wrong_answers.n) == (0.0, 4)


async def test_only_leads_judge_and_only_what_fits(shop: Shop) -> None:
    [turn] = await asked(shop, DESCALE)
    [handoff] = await asked(shop, PERSON)
    await draw_sample(shop.desk)
    lena, mara = await lead(shop), await shop.agent()
    with pytest.raises(ForbiddenError):
        await judge(shop.desk, mara, turn, verdict=Verdict.RIGHT, should_be_person=False)
    with pytest.raises(ForbiddenError):
        await undo_judgement(shop.desk, mara, turn)
    with pytest.raises(NotFoundError):
        await judge(shop.desk, lena, uuid4(), verdict=Verdict.RIGHT, should_be_person=False)
    with pytest.raises(InvalidError):
        await judge(shop.desk, lena, turn, verdict=None, should_be_person=False)
    with pytest.raises(InvalidError):
        await judge(shop.desk, lena, handoff, verdict=Verdict.RIGHT, should_be_person=False)
    with pytest.raises(InvalidError):
        await judge(
            shop.desk,
            lena,
            turn,
            verdict=Verdict.RIGHT,
            should_be_person=False,
            category="nonsense",
        )
    with pytest.raises(InvalidError):
        await judge(
            shop.desk, lena, turn, verdict=Verdict.RIGHT, should_be_person=False, missing="x" * 2001
        )
    assert (await rates(shop)).judged == 0


def test_the_effects_that_reach_a_customer_are_these() -> None:
    """The frame's SQL names them; a new effect must be thought of there."""
    assert {effect.value for effect in Effect} == {
        "sent",
        "handed_off",
        "drafted",
        "recorded",
        "nothing",
    }
