"""The scripted server does what its behaviours say, in both protocols, and stops at once."""

import asyncio
import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.llm import scripted
from tests.llm.scripted import Behaviour, Llm, Request

SCHEMA = {"type": "object", "properties": {"answer": {"type": "string"}}, "required": ["answer"]}
SAID = {"answer": "Yes."}
PROMPT = {"model": "m", "messages": [{"role": "user", "content": "Where is it?"}]}
OPENAI, ANTHROPIC = "/v1/chat/completions", "/v1/messages"
BOTH = pytest.mark.parametrize("path", [OPENAI, ANTHROPIC])

CONTENT = {"response_format": {"type": "json_schema", "json_schema": {"schema": SCHEMA}}}
CALL = {
    "tools": [
        {"type": "function", "function": {"name": "other", "parameters": {}}},
        {"type": "function", "function": {"name": "final", "parameters": SCHEMA}},
    ],
    "tool_choice": {"type": "function", "function": {"name": "final"}},
}
ANTHROPIC_CALL = {
    "tools": [{"name": "final", "input_schema": SCHEMA}],
    "tool_choice": {"type": "tool", "name": "final"},
}
ANTHROPIC_CONTENT = {"output_config": {"format": {"type": "json_schema", "schema": SCHEMA}}}


@pytest.fixture
def llm() -> Iterator[Llm]:
    with scripted.serving() as running:
        yield running


def post(llm: Llm, path: str = OPENAI, timeout: float = 5.0, **body: Any) -> httpx.Response:
    return httpx.post(
        llm.anthropic_url + path,
        json={**PROMPT, **body},
        headers={"authorization": "Bearer key"},
        timeout=timeout,
        trust_env=False,
    )


def message(llm: Llm, behaviour: Behaviour, **body: Any) -> dict[str, Any]:
    llm.plays(behaviour)
    (choice,) = post(llm, **body).json()["choices"]
    return {**choice["message"], "finish": choice["finish_reason"]}


def of_anthropic(llm: Llm, behaviour: Behaviour, **body: Any) -> tuple[list[Any], str]:
    llm.plays(behaviour)
    answer = post(llm, ANTHROPIC, **body).json()
    return answer["content"], answer["stop_reason"]


def test_it_says_the_value_in_the_way_that_was_asked_for(llm: Llm) -> None:
    for asked in ({}, CONTENT, {**CONTENT, **CALL}, {**CALL, "tool_choice": "none"}):
        said = message(llm, scripted.says(SAID), **asked)
        assert (json.loads(said["content"]), said["finish"]) == (SAID, "stop")
    said = message(llm, scripted.says(SAID), **CALL)
    assert (said["content"], said["finish"]) == (None, "tool_calls")
    (call,) = said["tool_calls"]
    assert call["function"] == {"name": "final", "arguments": json.dumps(SAID)}


def test_it_says_the_value_in_the_words_of_anthropic(llm: Llm) -> None:
    for asked in ({}, ANTHROPIC_CONTENT):
        content, stop = of_anthropic(llm, scripted.says(SAID), **asked)
        assert (content, stop) == ([{"type": "text", "text": json.dumps(SAID)}], "end_turn")
    (call,), stop = of_anthropic(llm, scripted.says(SAID), **ANTHROPIC_CALL)
    assert (call["type"], call["name"], call["input"], stop) == (
        "tool_use",
        "final",
        SAID,
        "tool_use",
    )


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (OPENAI, CONTENT),
        (OPENAI, CALL),
        (ANTHROPIC, ANTHROPIC_CALL),
        (ANTHROPIC, ANTHROPIC_CONTENT),
    ],
)
def test_the_schema_is_read_from_the_request(llm: Llm, path: str, body: dict[str, Any]) -> None:
    llm.plays(scripted.says(lambda request: {"schema": request.schema}))
    assert post(llm, path, **body).status_code == 200
    assert llm.requests[0].schema == SCHEMA


def test_behaviours_are_played_in_order_and_the_last_one_for_ever(llm: Llm) -> None:
    llm.plays(scripted.failing(500), scripted.writes("a"), scripted.writes("b"))
    answers = [post(llm) for _ in range(4)]
    assert answers.pop(0).status_code == 500
    assert [one.json()["choices"][0]["message"]["content"] for one in answers] == ["a", "b", "b"]


def test_what_was_sent_is_kept(llm: Llm) -> None:
    post(llm, temperature=0)
    (request,) = llm.requests
    assert (request.method, request.path, request.dialect) == ("POST", OPENAI, "openai")
    assert request.headers["authorization"] == "Bearer key"
    assert request.body == {**PROMPT, "temperature": 0}
    assert request.text == "Where is it?"
    assert b"Bearer key" in llm.sent
    assert b"Where is it?" in llm.sent


def test_the_usage_follows_the_lengths(llm: Llm) -> None:
    llm.plays(scripted.writes("12345678"))
    usage = post(llm).json()["usage"]
    assert usage["completion_tokens"] == 2
    assert usage["total_tokens"] == usage["prompt_tokens"] + 2
    assert post(llm, ANTHROPIC).json()["usage"]["output_tokens"] == 2


def test_a_model_refuses_is_filtered_or_says_nothing(llm: Llm) -> None:
    said = message(llm, scripted.refuses("No."))
    assert (said["content"], said["refusal"], said["finish"]) == (None, "No.", "stop")
    assert of_anthropic(llm, scripted.refuses("No."))[1] == "refusal"
    assert message(llm, scripted.filtered)["finish"] == "content_filter"
    assert of_anthropic(llm, scripted.filtered) == ([], "refusal")
    assert message(llm, scripted.empty)["content"] == ""
    llm.plays(scripted.empty_choices)
    assert post(llm).json()["choices"] == []
    assert post(llm, ANTHROPIC).json()["content"] == []


def test_a_truncated_answer_is_no_json(llm: Llm) -> None:
    said = message(llm, scripted.truncated(SAID), **CONTENT)
    assert (said["content"], said["finish"]) == ('{"answer"', "length")
    said = message(llm, scripted.truncated(SAID), **CALL)
    assert (said["tool_calls"][0]["function"]["arguments"], said["finish"]) == (
        '{"answer"',
        "length",
    )
    content, stop = of_anthropic(llm, scripted.truncated(SAID), **ANTHROPIC_CALL)
    assert (content[0]["input"], stop) == ({}, "max_tokens")


def test_it_calls_a_tool_that_was_not_offered(llm: Llm) -> None:
    said = message(llm, scripted.calls("refund", {"cents": 5}), **CONTENT)
    assert said["tool_calls"][0]["function"] == {"name": "refund", "arguments": '{"cents": 5}'}


@pytest.mark.parametrize("status", [401, 429, 500, 503, 529])
def test_errors_have_the_protocols_shape(llm: Llm, status: int) -> None:
    llm.plays(scripted.failing(status, retry_after_s=2))
    for path in (OPENAI, ANTHROPIC):
        answer = post(llm, path)
        assert (answer.status_code, answer.headers["retry-after"]) == (status, "2")
        assert answer.json()["error"]["message"]
    llm.plays(scripted.failing(status))
    assert "retry-after" not in post(llm).headers


@BOTH
def test_bodies_that_are_no_answer(llm: Llm, path: str) -> None:
    llm.plays(scripted.html_page, scripted.not_json, scripted.invalid_utf8)
    page = post(llm, path)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html")
    with pytest.raises(json.JSONDecodeError):
        post(llm, path).json()
    with pytest.raises(UnicodeDecodeError):
        post(llm, path).json()


def test_an_answer_of_fifty_megabytes(llm: Llm) -> None:
    llm.plays(scripted.huge())
    answer = post(llm, timeout=30)
    assert len(answer.content) > 50_000_000
    assert len(json.loads(answer.json()["choices"][0]["message"]["content"])["text"]) == 50_000_000


@BOTH
def test_a_connection_is_closed_in_the_middle(llm: Llm, path: str) -> None:
    llm.plays(scripted.cut(scripted.says(SAID)))
    with pytest.raises(httpx.RemoteProtocolError, match="peer closed"):
        post(llm, path)
    assert llm.abandoned == 0


def test_silence_lasts_until_the_client_leaves(llm: Llm) -> None:
    llm.plays(scripted.silent)
    with pytest.raises(httpx.ReadTimeout):
        post(llm, timeout=0.2)
    until_left(llm)


def test_a_drip_passes_the_timeout_of_a_read(llm: Llm) -> None:
    llm.plays(scripted.dripping(0.02))
    began = time.monotonic()
    url = llm.openai_url + "/chat/completions"
    with httpx.stream("POST", url, json=PROMPT, timeout=1.0) as answer:
        for piece in answer.iter_raw():
            assert piece.strip() == b""
            if time.monotonic() - began > 1.2:
                break
    until_left(llm)


def test_a_late_answer_comes_whole(llm: Llm) -> None:
    llm.plays(scripted.later(0.2, scripted.writes("late")))
    began = time.monotonic()
    assert post(llm).json()["choices"][0]["message"]["content"] == "late"
    assert time.monotonic() - began >= 0.2


def test_other_requests(llm: Llm) -> None:
    assert httpx.get(llm.openai_url + "/models").json()["data"][0]["id"] == "scripted"
    assert httpx.post(llm.openai_url + "/responses", json={}).status_code == 404
    assert post(llm, stream=True).status_code == 400


async def test_fifty_requests_at_once_each_get_their_own_answer(llm: Llm) -> None:
    def echo(request: Request) -> object:
        return {"echo": request.body["messages"][0]["content"]}

    llm.plays(scripted.later(0.3, scripted.says(echo)))
    limits = httpx.Limits(max_connections=50)
    async with httpx.AsyncClient(base_url=llm.openai_url, limits=limits, timeout=20) as client:

        async def ask(number: int) -> str:
            messages = [{"role": "user", "content": str(number)}]
            answer = await client.post("/chat/completions", json={**PROMPT, "messages": messages})
            return json.loads(answer.json()["choices"][0]["message"]["content"])["echo"]

        numbers = range(50)
        assert await asyncio.gather(*map(ask, numbers)) == [str(number) for number in numbers]
    assert len(llm.requests) == llm.answering_most == 50
    assert llm.answering == 0


async def test_it_starts_and_stops_at_once_with_answers_in_flight() -> None:
    began = time.monotonic()
    async with httpx.AsyncClient(timeout=30) as client:
        with scripted.serving(scripted.dripping(), scripted.silent, scripted.huge()) as llm:
            url = llm.openai_url + "/chat/completions"
            pending = [asyncio.create_task(client.post(url, json=PROMPT)) for _ in range(3)]
            while len(llm.requests) < 3:  # noqa: ASYNC110 -- another thread fills it
                await asyncio.sleep(0.01)
        assert time.monotonic() - began < 5.0
        for outcome in await asyncio.gather(*pending, return_exceptions=True):
            assert isinstance(outcome, httpx.TransportError)


def test_a_fault_of_a_behaviour_is_shown() -> None:
    def broken(request: Request) -> object:
        return {"choice": request.body["no such key"]}

    with (
        pytest.raises(KeyError, match="no such key"),
        scripted.serving(scripted.says(broken)) as llm,
        pytest.raises(httpx.RemoteProtocolError),
    ):
        post(llm)


def until_left(llm: Llm) -> None:
    deadline = time.monotonic() + 5.0
    while not llm.abandoned and time.monotonic() < deadline:
        time.sleep(0.01)
    assert (llm.abandoned, llm.answering) == (1, 0)
