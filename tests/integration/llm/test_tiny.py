"""The tiny language model answers in every shape, always ends, and leaves no process behind."""

import json
import os
import signal
import subprocess
import sys
import time
from typing import Any

import httpx
import pytest

from tests.llm import tiny
from tests.llm.tiny import ROOT, Tiny

CLAIM = {
    "type": "object",
    "properties": {"text": {"type": "string"}, "passage": {"enum": ["p1", "p2"]}},
    "required": ["text", "passage"],
    "additionalProperties": False,
}
SCHEMA = {
    "type": "object",
    "properties": {
        "claims": {"type": "array", "items": CLAIM, "minItems": 1, "maxItems": 3},
        "sure": {"type": "boolean"},
    },
    "required": ["claims", "sure"],
    "additionalProperties": False,
}
FORMAT = {"type": "json_schema", "json_schema": {"name": "reply", "schema": SCHEMA, "strict": True}}
TOOLS = [{"type": "function", "function": {"name": "reply", "parameters": SCHEMA}}]


def post(llm: Tiny, **body: object) -> dict[str, Any]:
    messages = [
        {"role": "system", "content": "You are a support agent."},
        {"role": "user", "content": "Where is my parcel? ¿Dónde? 你好 🙂"},
    ]
    answer = httpx.post(
        f"{llm.base_url}/chat/completions",
        json={"model": llm.model, "messages": messages, "max_tokens": 2_000, **body},
        timeout=60,
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def is_claims(value: dict[str, Any]) -> bool:
    return (
        set(value) == {"claims", "sure"}
        and 1 <= len(value["claims"]) <= 3
        and all(claim["passage"] in ("p1", "p2") for claim in value["claims"])
    )


@pytest.mark.parametrize("temperature", [0.0, 1.0])
@pytest.mark.parametrize("seed", range(5))
def test_every_answer_fits_the_schema_and_ends(
    tiny_llm: Tiny, temperature: float, seed: int
) -> None:
    answer = post(tiny_llm, response_format=FORMAT, temperature=temperature, seed=seed)
    (choice,) = answer["choices"]
    assert choice["finish_reason"] == "stop"
    assert is_claims(json.loads(choice["message"]["content"]))
    assert 0 < answer["usage"]["completion_tokens"] < 2_000
    assert answer["usage"]["prompt_tokens"] > 0


@pytest.mark.parametrize("seed", range(3))
def test_a_tool_that_must_be_called_is_called(tiny_llm: Tiny, seed: int) -> None:
    answer = post(tiny_llm, tools=TOOLS, tool_choice="required", seed=seed)
    (choice,) = answer["choices"]
    assert choice["finish_reason"] == "tool_calls"
    (call,) = choice["message"]["tool_calls"]
    assert call["function"]["name"] == "reply"
    assert is_claims(json.loads(call["function"]["arguments"]))


@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_free_text_ends_too(tiny_llm: Tiny, temperature: float) -> None:
    (choice,) = post(tiny_llm, temperature=temperature, seed=1)["choices"]
    assert choice["finish_reason"] == "stop"
    assert choice["message"]["content"].strip()


def test_an_answer_that_is_too_long_is_cut(tiny_llm: Tiny) -> None:
    (choice,) = post(tiny_llm, response_format=FORMAT, max_tokens=10)["choices"]
    assert choice["finish_reason"] == "length"
    with pytest.raises(json.JSONDecodeError):
        json.loads(choice["message"]["content"])


def test_the_same_seed_gives_the_same_answer(tiny_llm: Tiny) -> None:
    texts = [post(tiny_llm, seed=seed)["choices"][0]["message"]["content"] for seed in (3, 3, 4)]
    assert texts[0] == texts[1] != texts[2]


def test_it_stops_at_once_with_an_answer_in_flight() -> None:
    body = {
        "messages": [{"role": "user", "content": "Go on."}],
        "stream": True,
        "ignore_eos": True,
    }
    with (
        tiny.running() as llm,
        httpx.stream("POST", f"{llm.base_url}/chat/completions", json=body) as answer,
    ):
        pieces = answer.iter_raw()
        assert next(pieces)
        began = time.monotonic()
        os.kill(llm.pid, signal.SIGTERM)
        with pytest.raises(httpx.TransportError):
            list(pieces)
        assert time.monotonic() - began < 5.0


def test_it_ends_with_the_process_that_started_it() -> None:
    command = [sys.executable, "-m", "tools.tiny_llm", "--attached"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["model"] == "tiny"
        process.stdin.close()  # as when its parent is killed
        assert process.wait(10) == 0


def test_by_hand_it_runs_until_it_is_terminated() -> None:
    command = [sys.executable, "-m", "tools.tiny_llm"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    with process:
        assert process.stdout is not None
        llm = json.loads(process.stdout.readline())
        assert httpx.get(f"{llm['base_url']}/models").json()["data"][0]["id"] == "tiny"
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(10) == -signal.SIGTERM
