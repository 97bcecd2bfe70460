"""What the assistant promises is kept with its turn, and people say what became of it."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tandem.actions.knowledge.learn import Source, learn
from tandem.actions.promise.judge_promise import judge_promise
from tandem.core.desk.agent import Agent, Role
from tandem.core.desk.event import EventType
from tandem.core.desk.promise import PromiseOutcome, PromiseState, StoredPromise
from tandem.core.errors import ForbiddenError, NotFoundError
from tandem.core.turn.policy import Mode
from tandem.store import promises
from tests.integration.shop import DESCALE, Shop, in_mode

ARTICLE = "# Refund for a grinder\n\nWe refund you for the grinder within 14 days."
SAYS = "We refund you for the grinder within 14 days."
REFUND = "When do you refund the grinder?"


@pytest.fixture
async def refunding(shop: Shop, tmp_path: Path) -> Shop:
    """The shop, with an article that promises something."""
    (tmp_path / "refund.md").write_text(ARTICLE, encoding="utf-8")
    await learn(shop.database, shop.embedder, Source(tmp_path), prune=False, now=shop.clock())
    return shop


async def made(shop: Shop, agent: Agent | None = None, **of: object) -> list[StoredPromise]:
    agent = agent or await shop.agent(role=Role.LEAD)
    async with shop.database.connection() as connection:
        return await promises.page(connection, agent, now=shop.clock(), most=100, **of)  # pyright: ignore[reportArgumentType]


async def asked(shop: Shop, text: str = REFUND) -> tuple[UUID, UUID]:
    """A contact who asks, and their conversation; its turn is taken."""
    contact = await shop.customer()
    id = (await shop.write(contact, text)).conversation
    await shop.turns()
    return contact, id


async def test_what_is_sent_is_kept_with_whom_in_what_words_and_by_when(refunding: Shop) -> None:
    contact, id = await asked(refunding)
    reply = await refunding.said(id)
    [promise] = await made(refunding)
    assert (promise.conversation_id, promise.contact_id, promise.message_id) == (
        id,
        contact,
        reply.id,
    )
    assert (promise.kind, promise.says, promise.title) == ("refund", SAYS, "Refund for a grinder")
    assert promise.due_at is not None
    assert promise.due_at - refunding.clock() > timedelta(days=14)
    assert promise.state is PromiseState.OPEN
    await asked(refunding, DESCALE)
    assert len(await made(refunding)) == 1, "tablets promise nothing"


async def test_told_twice_it_is_one_promise(refunding: Shop) -> None:
    contact, _ = await asked(refunding)
    await refunding.write(contact, REFUND)
    await refunding.turns()
    assert len(await made(refunding)) == 1


@pytest.mark.parametrize("mode", [Mode.SHADOW, Mode.DRAFT])
async def test_what_no_customer_was_told_is_no_promise(refunding: Shop, mode: Mode) -> None:
    await asked(refunding.under(in_mode(mode)))
    assert await made(refunding) == []


async def test_it_is_due_when_its_time_is_over_until_somebody_says_what_became(
    refunding: Shop,
) -> None:
    contact, id = await asked(refunding)
    agent = await refunding.agent()
    [promise] = await made(refunding)
    refunding.clock.move(timedelta(days=15))
    assert [one.state for one in await made(refunding)] == [PromiseState.DUE]
    assert await made(refunding, state=PromiseState.OPEN) == []
    refunding.clock.move(timedelta(minutes=1))
    await refunding.write(contact, "Where is it?", apart=True)
    [due] = await made(refunding, state=PromiseState.DUE)
    assert due.came_back_at == refunding.clock()
    broken = await judge_promise(refunding.desk, agent, promise.id, PromiseOutcome.BROKEN)
    assert (broken.state, broken.judged_by) == (PromiseState.BROKEN, agent.name)
    await judge_promise(refunding.desk, agent, promise.id, PromiseOutcome.BROKEN)
    again = await judge_promise(refunding.desk, agent, promise.id, None)
    assert (again.state, again.judged_by) == (PromiseState.DUE, None)
    told = [one.data for one in await refunding.events(id) if one.type == EventType.PROMISE]
    assert [one["outcome"] for one in told] == ["broken", None], "the same again is no event"


async def test_it_is_counted_by_article_without_internal_people(refunding: Shop) -> None:
    await asked(refunding)
    await asked(refunding)
    internal = await refunding.customer(is_internal=True)
    await refunding.write(internal, REFUND)
    await refunding.turns()
    agent = await refunding.agent()
    newest, *_ = [one for one in await made(refunding) if one.contact_id != internal]
    await judge_promise(refunding.desk, agent, newest.id, PromiseOutcome.KEPT)
    now = refunding.clock() + timedelta(days=20)
    async with refunding.database.connection() as connection:
        [one] = await promises.counted(connection, now - timedelta(days=90), now, now=now)
    assert (one.kind, one.made, one.due, one.kept) == ("refund", 2, 1, 1)
    assert (one.kept_share.value, one.kept_share.n) == (1.0, 1)


async def test_only_who_may_see_the_conversation_sees_and_judges_it(refunding: Shop) -> None:
    _, id = await asked(refunding)
    [promise] = await made(refunding)
    stranger, viewer = await refunding.agent(), await refunding.agent(role=Role.VIEWER)
    await refunding.row("insert into team (id, name) values (%s, 'Billing') returning id", id)
    await refunding.row("update conversation set team_id = id where id = %s returning id", id)
    assert await made(refunding, stranger) == []
    with pytest.raises(NotFoundError):
        await judge_promise(refunding.desk, stranger, promise.id, PromiseOutcome.KEPT)
    with pytest.raises(ForbiddenError):
        await judge_promise(refunding.desk, viewer, promise.id, PromiseOutcome.KEPT)
    with pytest.raises(NotFoundError, match="no such promise"):
        await judge_promise(refunding.desk, stranger, id, PromiseOutcome.KEPT)
