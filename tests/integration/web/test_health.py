"""Health checks and metrics for operators."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from tandem.actions.ports import Desk
from tandem.core.errors import UnavailableError
from tandem.testing import StoppedClock
from tandem.web.app import create
from tandem.web.health import Figures
from tests.integration.shop import DESCALE, Shop
from tests.integration.worded import TABLETS, answer, worded


async def test_a_desk_whose_database_answers_is_ready(client: httpx.AsyncClient) -> None:
    alive, ready = await client.get("/healthz"), await client.get("/readyz")
    assert (alive.status_code, alive.json()) == (200, {"status": "ok"})
    assert (ready.status_code, ready.json()) == (200, {"status": "ok"})


async def test_without_its_database_a_desk_is_alive_and_not_ready(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    await desk.database.close()
    alive, ready = await client.get("/healthz"), await client.get("/readyz")
    assert alive.status_code == 200
    assert ready.status_code == 503
    assert ready.json()["type"] == "/problems/unavailable"
    assert "retry-after" in ready.headers


async def test_a_desk_on_an_older_schema_is_not_ready(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    async with desk.database.connection() as connection:
        await connection.execute("delete from migration where number > 1")
    assert (await client.get("/readyz")).status_code == 503


async def test_figures_tell_of_requests_and_of_the_desk(client: httpx.AsyncClient) -> None:
    await client.get("/healthz")
    await client.get("/api/v1/nothing")
    await client.get("/api/v1/conversations/5b2e8f10-7c4d-4e8a-9a6b-1d3f5c7e9a02")
    lines = (await client.get("/metrics")).text.splitlines()
    requests = "tandem_http_requests_total"
    one = "/api/v1/conversations/{id}"
    assert f'{requests}{{method="GET",route="/healthz",status="200"}} 1.0' in lines
    assert f'{requests}{{method="GET",route="unknown",status="404"}} 1.0' in lines
    assert f'{requests}{{method="GET",route="{one}",status="401"}} 1.0' in lines
    assert 'tandem_http_request_seconds_count{method="GET",route="/healthz"} 1.0' in lines
    assert "tandem_streams_open 0.0" in lines
    assert "tandem_turns_due 0.0" in lines
    assert "tandem_turn_wait_seconds_max 0.0" in lines


WAITING = """
with made as (
    insert into inbox (id, name, channel) values (%(id)s, 'Orders', 'api') returning id
), who as (
    insert into contact (id, created_at) values (%(id)s, %(now)s) returning id
)
insert into conversation (
    id, inbox_id, contact_id, status, owner, last_message_at, created_at,
    turn_wanted_seq, turn_wanted_at
)
select %(id)s, made.id, who.id, 'pending', 'assistant', %(now)s, %(now)s, 1, %(now)s
from made, who
"""


async def test_the_database_is_asked_for_its_figures_once_in_a_while(
    client: httpx.AsyncClient, desk: Desk, clock: StoppedClock
) -> None:
    assert "tandem_turns_due 0.0" in (await client.get("/metrics")).text
    async with desk.database.connection() as connection:
        await connection.execute(WAITING, {"id": desk.new_id(), "now": clock()})
    assert "tandem_turns_due 0.0" in (await client.get("/metrics")).text
    clock.move(timedelta(seconds=5))
    text = (await client.get("/metrics")).text
    assert "tandem_turns_due 1.0" in text
    assert "tandem_turn_wait_seconds_max 5.0" in text
    assert 'tandem_conversations{owner="assistant",status="pending"} 1.0' in text


async def test_models_are_counted_since_midnight(
    client: httpx.AsyncClient, shop: Shop, clock: StoppedClock
) -> None:
    def lines(text: str) -> list[str]:
        return [line for line in text.splitlines() if line.startswith("tandem_model_")]

    assert lines((await client.get("/metrics")).text) == []
    priced, _ = worded(shop, UnavailableError("It is too busy."), answer(TABLETS))
    await priced.write(await shop.customer(), DESCALE, apart=True)
    await priced.turns()
    clock.move(timedelta(seconds=5))
    assert lines((await client.get("/metrics")).text) == [
        'tandem_model_requests_today{model="openai:tiny"} 2.0',
        'tandem_model_failures_today{model="openai:tiny"} 1.0',
        'tandem_model_tokens_today{model="openai:tiny",way="in"} 100.0',
        'tandem_model_tokens_today{model="openai:tiny",way="out"} 10.0',
        'tandem_model_dollars_today{model="openai:tiny"} 0.0002',
    ]
    clock.move(timedelta(days=1))
    assert lines((await client.get("/metrics")).text) == []
    unpriced, _ = worded(shop, answer(TABLETS), price=None)
    await unpriced.write(await shop.customer(), DESCALE, apart=True)
    await unpriced.turns()
    clock.move(timedelta(seconds=5))
    text = (await client.get("/metrics")).text
    assert 'tandem_model_requests_today{model="openai:tiny"} 1.0' in text
    assert "tandem_model_dollars_today{" not in text


async def test_two_desks_in_one_process_count_apart(
    app: FastAPI, client: httpx.AsyncClient, desk: Desk
) -> None:
    await client.get("/healthz")
    transport = httpx.ASGITransport(create(desk, app.state.options))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as other:
        assert "/healthz" not in (await other.get("/metrics")).text


async def test_a_stream_is_counted_while_it_is_open(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    figures: Figures = app.state.figures
    seen: list[float | None] = []

    def open_now() -> float | None:
        return figures.registry.get_sample_value("tandem_streams_open")

    @app.get("/streams")
    async def streams() -> StreamingResponse:
        async def frames() -> AsyncIterator[bytes]:
            seen.append(open_now())
            yield b":\n\n"

        return StreamingResponse(frames(), media_type="text/event-stream")

    await client.get("/streams")
    seen.append(open_now())
    timed = "tandem_http_request_seconds_count"
    labels = {"method": "GET", "route": "/streams"}
    assert seen == [1, 0]
    assert figures.registry.get_sample_value(timed, labels) is None
