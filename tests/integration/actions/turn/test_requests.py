"""What left for a language model is written down, whatever becomes of the turn."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from tandem.assistant.requests import LATE, UNFINISHED, Writers
from tandem.core.turn.policy import ModelRules
from tandem.core.turn.prompt import Prompt
from tandem.core.turn.reply import Said
from tests.integration.shop import DESCALE, LIVE, Shop
from tests.integration.worded import TABLETS, answer, worded

ROWS = """
    select json_agg(json_build_array(turn_id is null, failure, tokens_in, cost) order by id)
    from model_call where conversation_id = %s
"""


@dataclass(slots=True)
class ActingModel:
    """Does something while it is asked, by the sample, then gives the answer."""

    acts: Callable[[int], Awaitable[str | None]]
    name: str = "openai:tiny"
    is_hosted: bool = True
    asked: list[Prompt] = field(default_factory=list[Prompt])

    def settings(self, sample: int) -> Mapping[str, float | int]:
        """The parameters of a request."""
        return {"seed": sample}

    async def ask(self, prompt: Prompt, *, deadline_s: float, sample: int = 0) -> Said:
        """What the act gives, or two descaling tablets."""
        self.asked.append(prompt)
        return Said(await self.acts(sample) or answer(TABLETS), 100, 10)


def acting(shop: Shop, acts: Callable[[int], Awaitable[str | None]], **rules: Any) -> Shop:
    """The shop with a model that acts."""
    model = ActingModel(acts)
    writers = Writers((model,), {model.name: (1.0, 10.0)})
    thinking = replace(shop.suggesting().desk.thinking, writers=writers)
    shop = replace(shop, desk=replace(shop.desk, thinking=thinking))
    return shop.under(replace(LIVE, llm=ModelRules(**rules)))


async def test_a_turn_that_a_newer_message_overtakes_keeps_what_it_asked(shop: Shop) -> None:
    contact = await shop.customer()

    async def act(_: int) -> None:
        if not written:
            written.append((await shop.write(contact, "And does it hurt the lid?")).conversation)

    written: list[object] = []
    desk = acting(shop, act)
    first = await shop.write(contact, DESCALE)
    taken = await desk.turns()
    assert [one.effect is None for one in taken] == [True, False], "the first was overtaken"
    (rows,) = await shop.row(ROWS, first.conversation)
    assert [row[:2] for row in rows][:2] == [[True, ""], [False, ""]]
    assert all(row[2] == 100 for row in rows)


async def test_a_turn_that_is_cut_off_leaves_its_request(shop: Shop) -> None:
    async def act(_: int) -> None:
        raise asyncio.CancelledError

    sent = await shop.write(await shop.customer(), DESCALE)
    with pytest.raises(asyncio.CancelledError):
        await acting(shop, act).turns()
    (rows,) = await shop.row(ROWS, sent.conversation)
    ((is_apart, failure, tokens, cost),) = rows
    assert (is_apart, failure) == (True, UNFINISHED)
    assert tokens > 100, "about as many as the text has"
    assert cost == pytest.approx(tokens / 1_000_000)


async def test_what_a_silent_server_may_have_read_counts(shop: Shop) -> None:
    shop, _ = worded(shop, TimeoutError(), answer(TABLETS))
    sent = await shop.write(await shop.customer(), DESCALE)
    await shop.turns()
    (rows,) = await shop.row(ROWS, sent.conversation)
    assert [row[1] for row in rows] == [LATE, ""]
    assert rows[0][2] > rows[1][2] == 100


async def test_the_sample_that_cannot_be_read_is_the_one_that_failed(shop: Shop) -> None:
    read = asyncio.Event()

    async def act(sample: int) -> str | None:
        if sample == 1:
            await read.wait()  # so its answer comes after that of the other
            return "no JSON"
        if sample == 2:
            read.set()
        return None

    sent = await shop.write(await shop.customer(), DESCALE)
    await acting(shop, act, samples=3).turns()
    (rows,) = await shop.row(ROWS, sent.conversation)
    assert [bool(row[1]) for row in rows] == [False, True, False]
