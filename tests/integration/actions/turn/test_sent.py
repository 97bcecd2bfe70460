"""What a turn sent to a language model is kept for a time, shown, and then deleted."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from tandem.actions.turn.forget_sent import forget_sent
from tandem.actions.turn.show_sent import show_sent
from tandem.assistant.requests import Keeps
from tandem.core.errors import NotFoundError, UnavailableError
from tandem.core.turn.sent import Texts
from tests.integration.shop import DESCALE, PERSON, Shop
from tests.integration.worded import TABLETS, THREE, answer, worded


async def turn_of(shop: Shop, text: str = DESCALE) -> UUID:
    """The turn that a new customer's message got."""
    id = (await shop.write(await shop.customer(), text, apart=True)).conversation
    await shop.turns()
    (turn,) = await shop.row("select id from turn where conversation_id = %s", id)
    return turn


async def test_what_was_sent_and_came_back_is_there_word_for_word(shop: Shop) -> None:
    said = answer(TABLETS, THREE)
    shop, model = worded(shop, UnavailableError("It is too busy."), said)
    turn = await turn_of(shop)
    sent = await show_sent(shop.database, turn)
    prompt = model.asked[0]
    failed, good = sent.requests
    assert (failed.number, failed.failure, failed.output) == (1, "It is too busy.", "")
    assert (good.number, good.failure, good.output) == (2, "", said)
    assert good.sent == failed.sent == f"{prompt.system}\n\n{prompt.data}"
    assert DESCALE in (good.sent or "")
    assert (good.texts, good.deleted_at, good.is_as_recorded) == (Texts.KEPT, None, True)
    assert (good.tokens_in, good.tokens_out, good.cost) == (100, 10, pytest.approx(0.0002))
    assert (good.model, good.purpose, good.prompt) == ("openai:tiny", "answer", prompt.version)
    assert dict(good.settings) == {"max_tokens": "100", "seed": "0"}
    assert sent.says == "2 requests left the house, to openai:tiny."


async def test_a_text_that_was_altered_is_told_from_the_recorded_one(shop: Shop) -> None:
    shop, _ = worded(shop, answer(TABLETS), is_hosted=False)
    turn = await turn_of(shop)
    await shop.row("update model_call set sent = 'Hello.' where turn_id = %s returning 1", turn)
    (request,) = (await show_sent(shop.database, turn)).requests
    assert (request.texts, request.is_as_recorded) == (Texts.KEPT, False)


@pytest.mark.parametrize("question", [DESCALE, PERSON])
async def test_a_turn_that_sent_nothing_says_so(shop: Shop, question: str) -> None:
    """With no model, and with one that was not asked because a person is wanted."""
    if question == PERSON:
        shop, _ = worded(shop, answer(TABLETS))
    sent = await show_sent(shop.database, await turn_of(shop, question))
    assert (sent.requests, sent.lookup) == ((), None)
    assert sent.says == "Nothing was sent: no language model and no look-up was asked."
    with pytest.raises(NotFoundError):
        await show_sent(shop.database, uuid4())


async def test_texts_are_deleted_when_their_time_is_over_and_the_rest_stays(shop: Shop) -> None:
    shop, _ = worded(shop, answer(TABLETS), is_hosted=False)
    old = await turn_of(shop)
    shop.clock.move(timedelta(days=29))
    new = await turn_of(shop)
    await forget_sent(shop.desk)
    assert (await show_sent(shop.database, old)).requests[0].texts is Texts.KEPT
    shop.clock.move(timedelta(days=2))
    now = shop.clock()
    for _ in range(2):  # the second time nothing is left to do
        await forget_sent(shop.desk)
        shop.clock.move(timedelta(minutes=1))
    (gone,) = (await show_sent(shop.database, old)).requests
    assert (gone.texts, gone.deleted_at, gone.is_as_recorded) == (Texts.DELETED, now, None)
    assert (gone.sent, gone.output) == (None, None)
    assert (gone.tokens_in, gone.tokens_out, gone.model) == (100, 10, "openai:tiny")
    assert (await show_sent(shop.database, new)).requests[0].texts is Texts.KEPT


async def test_a_desk_that_keeps_none_stores_none_and_deletes_what_is_there(shop: Shop) -> None:
    shop, _ = worded(shop, answer(TABLETS))
    before = await turn_of(shop)
    writers = shop.desk.thinking.writers
    assert writers is not None
    thinking = replace(shop.desk.thinking, writers=replace(writers, keeps=Keeps.COSTS))
    desk = replace(shop.desk, thinking=thinking, prompts_kept=timedelta(0))
    shop = replace(shop, desk=desk)
    turn = await turn_of(shop)
    (request,) = (await show_sent(shop.database, turn)).requests
    assert (request.texts, request.sent, request.output) == (Texts.NEVER_KEPT, None, None)
    shop.clock.move(timedelta(minutes=1))
    await forget_sent(shop.desk)
    assert (await show_sent(shop.database, before)).requests[0].texts is Texts.DELETED
    assert (await show_sent(shop.database, turn)).requests[0].texts is Texts.NEVER_KEPT


@pytest.mark.parametrize("is_escaped", [True, False])
@pytest.mark.parametrize("odd", ["\0", "\ud800"])
async def test_an_answer_that_no_database_can_keep_costs_the_customer_nothing(
    shop: Shop, odd: str, is_escaped: bool
) -> None:
    said = answer({**TABLETS, "text": f"Use two descaling tablets{odd}."})
    said = said if is_escaped else json.loads(f'"{said.replace(chr(34), chr(92) + chr(34))}"')
    shop, _ = worded(shop, said)
    (request,) = (await show_sent(shop.database, await turn_of(shop))).requests
    assert (request.texts, request.is_as_recorded) == (Texts.KEPT, True)
    assert (await shop.row("select count(*) from message where author = 'assistant'")) == (1,)
