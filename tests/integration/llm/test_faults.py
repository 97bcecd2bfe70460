"""Whatever a model's server does, the customer gets what they would get without it, in time."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic_ai import models as pydantic_models

from tandem import app
from tandem.actions.knowledge.learn import Source, learn
from tandem.actions.turn.replay import replay
from tandem.actions.turn.respond import respond
from tandem.assistant.gather import Asked
from tandem.assistant.requests import FAILURES_MAX, REST_S, REST_S_MAX, RETRIES, Health
from tandem.core.desk.customer import CustomerContext
from tandem.core.desk.message import Author, Message
from tandem.core.turn.generate import without_verdict
from tandem.settings import Settings
from tandem.store import model_calls
from tests.integration.llm.writing import (
    CLAUDE,
    FIRST,
    PATIENCE_S,
    QUOTE,
    SECOND,
    Seconds,
    record_of,
    turn_of,
    writers,
    written_by,
)
from tests.integration.shop import ARTICLES, DESCALE, MILK, UNKNOWN, Shop
from tests.llm import scripted
from tests.llm.answering import NOT_ANSWERABLE, asks, quoting, reply, saying, saying_of
from tests.llm.scripted import Behaviour, Request, failing, says

pytestmark = pytest.mark.usefixtures("asks_models")

TRUE = quoting(QUOTE)
SECONDS = 1.0


def altered(behaviour: Behaviour, change: Callable[[dict[str, Any]], object]) -> Behaviour:
    """The same answer with something in its body changed."""

    def behave(request: Request) -> scripted.Answer:
        answer = behaviour(request)
        body = json.loads(answer.body)
        change(body)
        return replace(answer, body=json.dumps(body).encode())

    return behave


UNAVAILABLE: dict[str, Behaviour] = {
    "429": failing(429),
    "500": failing(500, message="SECRET trace of the server"),
    "502": failing(502),
    "503": failing(503),
    "529": failing(529),
    "408": failing(408),
    "cut": scripted.cut(TRUE),
    "HTML": scripted.html_page,
    "not JSON": scripted.not_json,
    "invalid UTF-8": scripted.invalid_utf8,
    "empty choices": scripted.empty_choices,
    "50 MB": scripted.huge(),
    "JSON 100,000 deep": scripted.raw(b"[" * 100_000),
    "redirect": scripted.raw(b"", status=307),
    "negative usage": altered(TRUE, lambda body: body["usage"].update(prompt_tokens=-1)),
    "null": scripted.raw(b"null"),
    "an error in a 200": scripted.raw(b'{"error": {"message": "SECRET"}}'),
}
"""Faults of the way or the server: asked once more."""

SLOW: dict[str, Behaviour] = {
    "silence": scripted.silent,
    "slow drip": scripted.dripping(),
    "too late": scripted.later(3 * SECONDS, TRUE),
}
"""Faults that take all the time there is: asked once."""

FINAL: dict[str, Behaviour] = {
    "429 with Retry-After": failing(429, retry_after_s=30),
    "503 with Retry-After": failing(503, retry_after_s=30),
    "400": failing(400, message="SECRET prompt that is quoted"),
    "too long": failing(400, message="This model's maximum context length is 8 tokens."),
    "401": failing(401),
    "402": failing(402),
    "404": failing(404),
    "413": failing(413),
    "truncated JSON": scripted.truncated(reply([(QUOTE, [1], QUOTE)])),
    "half of the JSON as a whole": scripted.writes('{"kind": "answer", "claims": [{"text": "Us'),
    "wrong schema": scripted.wrong_schema,
    "empty": scripted.empty,
    "blank": scripted.writes("  \n"),
    "refusal": scripted.refuses(),
    "content filter": scripted.filtered,
    "a tool that was not offered": scripted.calls("refund", {"cents": 49_900}),
    "text instead of JSON": scripted.writes("Two tablets, SECRET."),
    "a list": says([]),
    "a number": says(7),
    "no claims": says(reply([])),
    "claims of the wrong type": says({"kind": "answer", "claims": {"text": QUOTE}}),
    "JSON in JSON 100,000 deep": scripted.writes("[" * 100_000),
}
"""Answers that are none: not asked again, for the same would come."""


@pytest.mark.parametrize("fault", [*UNAVAILABLE, *SLOW, *FINAL])
async def test_the_customer_gets_what_they_would_get_without_a_model(
    shop: Shop, fault: str
) -> None:
    behaviour = (UNAVAILABLE | SLOW | FINAL)[fault]
    seconds = SECONDS if fault in SLOW else PATIENCE_S
    quoted = await turn_of(written_by(shop, None, seconds=seconds), DESCALE)
    with scripted.serving(behaviour) as llm:
        async with writers(llm.openai_url) as models, asyncio.timeout(PATIENCE_S):
            desk = written_by(shop, models, seconds=seconds)
            turn = await turn_of(desk, DESCALE)
            lost = await turn_of(desk, UNKNOWN)
        requests = len(llm.requests)
    assert (turn.decision, turn.text) == ("suggest", quoted.text)
    assert QUOTE in turn.text
    same = replace(quoted.evidence.context, who=turn.evidence.context.who)  # another customer
    assert replace(turn.evidence, written=None) == replace(quoted.evidence, context=same)
    assert lost.decision == "offer_human"

    most = 1 if fault not in UNAVAILABLE else 1 + RETRIES
    assert len(turn.asked) == most
    for one in (turn, lost):
        assert one.written.finding.candidate is None
        assert [call.failure for call in one.written.calls] == [row.failure for row in one.asked]
        assert all(row.failure and row.model == FIRST for row in one.asked)
        assert "SECRET" not in "".join(row.failure for row in one.asked)
        assert (await replay(shop.database, one.id)).identical
    assert len(turn.asked) + len(lost.asked) == requests


async def test_nor_does_the_other_protocol_lose_a_turn(shop: Shop) -> None:
    faults = UNAVAILABLE | FINAL
    del faults["negative usage"]  # its body is of OpenAI's protocol
    quoted = await turn_of(written_by(shop, None), DESCALE)
    with scripted.serving() as llm:
        async with writers(llm.anthropic_url, names=[CLAUDE]) as models:
            desk = written_by(shop, models)
            for fault, behaviour in faults.items():
                llm.plays(behaviour)
                fresh = replace(models, health=Health())
                turn = await turn_of(written_by(shop, fresh), DESCALE)
                assert (turn.decision, turn.text) == ("suggest", quoted.text), fault
                assert all(row.failure for row in turn.asked), fault
                assert len(turn.asked) in (1, 1 + RETRIES), fault
            llm.plays(TRUE)
            assert f"{QUOTE} [1]" in (await turn_of(desk, DESCALE)).text


@pytest.mark.parametrize("fault", ["500", "silence", "wrong schema", "50 MB"])
async def test_so_does_a_caller_of_the_library(shop: Shop, fault: str) -> None:
    async def answered(desk: Shop) -> Any:
        message = Message(Author.CUSTOMER, DESCALE)
        asked = Asked(message, (), CustomerContext(), shop.clock())
        return await respond(desk.desk.thinking, asked, turn=shop.desk.new_id)

    quoted = await answered(written_by(shop, None))
    with scripted.serving((UNAVAILABLE | SLOW | FINAL)[fault]) as llm:
        async with writers(llm.openai_url) as models, asyncio.timeout(PATIENCE_S):
            response = await answered(written_by(shop, models, seconds=SECONDS))
    assert (response.content, response.sources) == (quoted.content, quoted.sources)
    assert (response.decision, response.maker) == ("suggest", "extractive")
    evidence, asked = await record_of(shop.database, UUID(response.turn_id))
    assert evidence.written == response.written
    assert [row.failure for row in asked] == [one.failure for one in response.written.calls] != []


@pytest.mark.parametrize("fault", ["500", "429 with Retry-After", "silence", "HTML", "wrong schema",
                                   "refusal", "404", "truncated JSON", "slow drip"])  # fmt: skip
async def test_the_next_model_answers_when_the_first_fails(shop: Shop, fault: str) -> None:
    behaviour = (UNAVAILABLE | SLOW | FINAL)[fault]
    with scripted.serving(behaviour) as bad, scripted.serving(TRUE) as good:
        async with writers(bad.openai_url, good.openai_url) as models, asyncio.timeout(PATIENCE_S):
            turn = await turn_of(written_by(shop, models, seconds=2 * SECONDS), DESCALE)
    assert turn.decision == "suggest"
    assert f"{QUOTE} [1]" in turn.text
    assert (turn.written.model, turn.written.claims, turn.written.dropped) == (SECOND, 1, ())
    *failed, last = turn.asked
    assert {row.model for row in failed} == {FIRST}
    assert all(row.failure for row in failed)
    assert (last.model, last.failure) == (SECOND, "")


async def test_a_failing_model_is_left_alone_and_comes_back(shop: Shop) -> None:
    clock = Seconds()
    with scripted.serving(failing(500)) as llm:
        async with writers(llm.openai_url, health=Health(clock)) as models:
            desk = written_by(shop, models)
            asked = [len((await turn_of(desk, DESCALE)).asked) for _ in range(4)]
            assert asked == [2, 1, 0, 0]
            assert sum(asked) == FAILURES_MAX
            clock.at += REST_S
            assert len((await turn_of(desk, DESCALE)).asked) == 1, "one try, and it rests again"
            assert len((await turn_of(desk, DESCALE)).asked) == 0
            clock.at += REST_S
            llm.plays(TRUE)
            assert (await turn_of(desk, DESCALE)).written.claims == 1
            llm.plays(failing(500), TRUE)
            turn = await turn_of(desk, DESCALE)
            assert [bool(row.failure) for row in turn.asked] == [True, False], "it counts anew"


async def test_so_is_one_whose_answers_can_not_be_read(shop: Shop) -> None:
    with scripted.serving(scripted.wrong_schema) as llm:
        async with writers(llm.openai_url, health=Health(Seconds())) as models:
            desk = written_by(shop, models)
            asked = [len((await turn_of(desk, DESCALE)).asked) for _ in range(5)]
    assert asked == [1, 1, 1, 0, 0]


async def test_one_that_declines_or_asks_back_is_well(shop: Shop) -> None:
    question = asks("And which of our machines would that be?")
    script = [says(NOT_ANSWERABLE), failing(500), says(NOT_ANSWERABLE), failing(500), question]
    with scripted.serving(*script) as llm:
        async with writers(llm.openai_url, health=Health(Seconds())) as models:
            desk = written_by(shop, models)
            turns = [await turn_of(desk, UNKNOWN) for _ in range(3)]
    assert [turn.written.declined for turn in turns] == [True, True, False]
    assert [turn.decision for turn in turns] == ["offer_human", "offer_human", "ask"]
    assert turns[-1].text.endswith("Which machine do you have?"), "in the desk's own words"


async def test_a_busy_server_is_asked_again_when_it_says(shop: Shop) -> None:
    clock = Seconds()
    with scripted.serving(failing(429, retry_after_s=40)) as busy, scripted.serving(TRUE) as good:
        async with writers(busy.openai_url, good.openai_url, health=Health(clock)) as models:
            desk = written_by(shop, models)
            for requests in (1, 1, 1):
                assert (await turn_of(desk, DESCALE)).written.model == SECOND
                assert len(busy.requests) == requests, "not before the 40 seconds are over"
                clock.at += 19
            busy.plays(TRUE)
            assert (await turn_of(desk, DESCALE)).written.model == FIRST
            # A short wait is waited for; a very long one is not believed.
            busy.plays(failing(429, retry_after_s=2), TRUE)
            assert (await turn_of(desk, DESCALE)).written.model == FIRST
            busy.plays(failing(429, retry_after_s=100_000), TRUE)
            assert (await turn_of(desk, DESCALE)).written.model == SECOND
            clock.at += REST_S_MAX
            assert (await turn_of(desk, DESCALE)).written.model == FIRST


async def test_retries_and_fallbacks_have_a_bound(shop: Shop) -> None:
    with scripted.serving(failing(500)) as one, scripted.serving(failing(503)) as other:
        async with writers(one.openai_url, other.openai_url) as models:
            turn = await turn_of(written_by(shop, models, samples=5), DESCALE)
    assert (len(one.requests), len(other.requests)) == (1 + RETRIES, 1 + RETRIES)
    assert len(turn.asked) == 2 * (1 + RETRIES)


async def test_a_server_that_is_killed_in_the_middle(
    shop: Shop, conninfo: str, tmp_path: Any
) -> None:
    """As a program uses the library: the settings, and nothing else."""
    articles = tmp_path / "more"
    articles.mkdir()
    for key, text in ARTICLES.items():
        (articles / f"{key}.md").write_text(text, encoding="utf-8")
    await learn(shop.database, None, Source(articles), prune=True, now=shop.clock())
    settings = Settings(home=tmp_path, database_url=conninfo, embedder="none")
    async with await app.SupportAssistant.open(settings=settings) as without:
        quoted = await without.respond(DESCALE)
    with scripted.serving(scripted.later(PATIENCE_S, TRUE)) as llm:
        settings = settings.model_copy(update={"llm": FIRST, "llm_url": llm.openai_url})
        assistant = await app.SupportAssistant.open(settings=settings)
        turn = asyncio.create_task(assistant.respond(DESCALE))
        while not llm.answering:  # noqa: ASYNC110 -- another thread counts
            await asyncio.sleep(0.01)
    async with assistant, asyncio.timeout(PATIENCE_S):
        response = await turn
        assert response.content == quoted.content
        assert response.written is not None
        assert [one.failure != "" for one in response.written.calls] == [True, True]
        assert (await assistant.respond(DESCALE)).content == quoted.content, "nothing listens"


# Budgets -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rules",
    [{"tokens_per_conversation": 1}, {"tokens_per_day": 1}, {"dollars_per_day": 0.000_001}],
    ids=str,
)
async def test_over_the_budget_nobody_is_asked(shop: Shop, rules: dict[str, Any]) -> None:
    with scripted.serving(TRUE) as llm:
        async with writers(llm.openai_url, prices={FIRST: (1.0, 2.0)}) as models:
            desk = written_by(shop, models, **rules)
            contact = await shop.customer()
            first = await turn_of(desk, DESCALE, contact)
            (row,) = first.asked
            assert row.cost == pytest.approx((row.tokens_in + 2.0 * row.tokens_out) / 1e6)
            second = await turn_of(desk, MILK, contact)
            third = await turn_of(desk, UNKNOWN, contact)
            other = await turn_of(desk, DESCALE)
            shop.clock.move(timedelta(days=1))
            tomorrow = await turn_of(desk, DESCALE)
        requests = len(llm.requests)
    assert first.written.claims == 1
    assert second.decision == "suggest", "there is something to quote"
    assert "sixty degrees" in second.text
    assert third.decision == "hand_off"
    reason = await shop.row(
        "select handoff_reason from conversation where id = %s", third.conversation
    )
    assert reason == ("usage_limit",)
    for turn in (second, third):
        assert (turn.asked, turn.written.spent) == ([], True)
        assert (await replay(shop.database, turn.id)).identical
    of_conversation = "tokens_per_conversation" in rules
    assert other.written.spent != of_conversation, "another customer's budget is another"
    assert not tomorrow.written.spent
    assert requests == 2 + of_conversation


async def test_a_failed_request_that_said_what_it_took_counts(shop: Shop) -> None:
    with scripted.serving(scripted.truncated(reply([(QUOTE, [1], QUOTE)]))) as llm:
        async with writers(llm.openai_url) as models:
            desk = written_by(shop, models, tokens_per_day=1)
            (row,) = (await turn_of(desk, DESCALE)).asked
            assert row.tokens_in > 100
            assert (await turn_of(desk, DESCALE)).written.spent


# Lies ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "usage",
    [
        {"prompt_tokens": 10**15, "completion_tokens": 10**15, "total_tokens": 2 * 10**15},
        {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
        None,
    ],
    ids=str,
)
async def test_a_budget_holds_for_a_server_that_does_not_count(
    shop: Shop, usage: dict[str, int] | None
) -> None:
    lying = altered(TRUE, lambda body: body.update(usage=usage))
    with scripted.serving(lying) as llm:
        async with writers(llm.openai_url) as models:
            turn = await turn_of(written_by(shop, models), DESCALE)
    assert turn.written.claims == 1
    (row,) = turn.asked
    assert 100 < row.tokens_in < 10_000
    assert 10 < row.tokens_out < 1_000


@pytest.mark.parametrize("odd", ["\0", "\ud800", "\x1b[2J", "\u202e", "\U000e0041"])
async def test_odd_characters_neither_stop_a_turn_nor_reach_anybody(shop: Shop, odd: str) -> None:
    behaviours = (
        saying_of(lambda _: reply([(QUOTE, [1], QUOTE + odd), (f"Never{odd} mind.", [1], "")])),
        saying((f"Use two{odd} descaling tablets for one boiler.", QUOTE)),
        scripted.writes(f'{{"kind": "{odd}"}}'),
        scripted.writes(odd),
        asks(f"Which{odd} boiler?"),
    )
    for behaviour in behaviours:
        with scripted.serving(behaviour) as llm:
            async with writers(llm.openai_url) as models:
                turn = await turn_of(written_by(shop, models), DESCALE)
        assert turn.decision == "suggest"
        assert QUOTE in turn.text
        assert odd not in turn.text
        assert len(turn.asked) >= 1
        assert (await replay(shop.database, turn.id)).identical


@pytest.mark.parametrize("text", ["Yes.", "No.", "Yes, you can.", "You can't.", "…", "👍"])
async def test_a_claim_that_nothing_can_support_is_dropped(shop: Shop, text: str) -> None:
    with scripted.serving(saying((text, QUOTE))) as llm:
        async with writers(llm.openai_url) as models:
            turn = await turn_of(written_by(shop, models), DESCALE)
    (dropped,) = turn.written.dropped
    assert dropped.text == without_verdict(text)
    assert f"{QUOTE} [1]" in turn.text
    assert turn.written.finding.candidate is None


# In tests ------------------------------------------------------------------------------------


async def test_where_requests_are_refused_none_is_made(shop: Shop) -> None:
    with (
        scripted.serving(TRUE) as llm,
        pydantic_models.override_allow_model_requests(allow_model_requests=False),
    ):
        async with writers(llm.openai_url) as models:
            with pytest.raises(RuntimeError, match="ALLOW_MODEL_REQUESTS"):
                await turn_of(written_by(shop, models), DESCALE)
    assert llm.requests == []


async def test_what_was_spent_is_told_by_model(shop: Shop) -> None:
    with scripted.serving(failing(500), failing(500), TRUE) as llm:
        async with writers(llm.openai_url, prices={FIRST: (1.0, 1.0)}) as models:
            desk = written_by(shop, models)
            turns = [await turn_of(desk, DESCALE) for _ in range(2)]
    async with shop.database.connection() as connection:
        (total,) = await model_calls.totals(connection, shop.clock() - timedelta(days=1))
    rows = [row for turn in turns for row in turn.asked]
    assert (total.model, total.calls, total.failures) == (FIRST, 3, 2)
    assert total.tokens_in == sum(row.tokens_in for row in rows) > 0
    assert total.dollars == pytest.approx(sum(row.cost or 0.0 for row in rows))
