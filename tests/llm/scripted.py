"""An LLM server on this machine whose every answer a test writes, faults included.

It speaks OpenAI's chat completions and Anthropic's messages, without streaming:

    with scripted.serving(failing(429, retry_after_s=2), says({"answer": "Yes."})) as llm:
        ...  # the client's base URL is llm.openai_url or llm.anthropic_url
    assert "secret" not in llm.requests[0].text
"""

import asyncio
import json
import re
import threading
from collections import deque
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from http import HTTPStatus
from itertools import count
from typing import Any, Literal, cast

REQUEST_BYTES_MAX = 64 * 1024 * 1024
CHUNK_BYTES = 256 * 1024
START_S_MAX = 10.0
RUN_OF_WORDS = 6  # so many words of a text in order mean that the prompt holds it

JsonObject = dict[str, Any]
Dialect = Literal["openai", "anthropic"]
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Request:
    """What the server was asked; header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    raw: bytes

    @property
    def dialect(self) -> Dialect:
        """Whose protocol it speaks."""
        return "anthropic" if self.path.endswith("/messages") else "openai"

    @property
    def body(self) -> JsonObject:
        """The parsed body; empty if there was none."""
        return json.loads(self.raw or b"{}")

    @property
    def text(self) -> str:
        """All that the model reads: instructions, messages, tools and schemas, one text a line."""
        return "\n".join(texts_of(self.body))

    @property
    def schema(self) -> JsonObject | None:
        """The JSON schema that the reply must fit, whichever way it was given."""
        if (form := _format(self.body)) is not None:
            return form.get("json_schema", form).get("schema")
        if (tool := self.tool) is not None:
            return tool.get("input_schema") or tool["function"]["parameters"]
        return None

    @property
    def tool(self) -> JsonObject | None:
        """The tool that must be called: the one that was named, else the first."""
        body = self.body
        tools: list[JsonObject] = body.get("tools") or []
        choice: object = body.get("tool_choice")
        if choice == "none":
            return None
        if isinstance(choice, dict):
            wanted = cast("JsonObject", choice)
            name = wanted.get("name") or wanted.get("function", {}).get("name")
            tools = [tool for tool in tools if _name(tool) == name] or tools
        return tools[0] if tools else None

    def holds(self, text: str) -> bool:
        """Whether the prompt has a part of this text, however it was quoted or wrapped."""
        found, wanted = (" ".join(_WORD.findall(one.lower())) for one in (self.text, text))
        words = wanted.split()
        runs = range(max(1, len(words) - RUN_OF_WORDS + 1))
        return any(f" {' '.join(words[at : at + RUN_OF_WORDS])} " in f" {found} " for at in runs)


class Pace(Enum):
    """How an answer is sent."""

    WHOLE = auto()
    CUT = auto()  # half of the body, then the connection is closed
    SILENT = auto()  # nothing at all, until the client leaves
    DRIP = auto()  # the head, then a space every so often, until the client leaves


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server sends."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    type: str = "application/json"
    pace: Pace = Pace.WHOLE
    every_s: float = 0.05  # between the bytes of a drip
    after_s: float = 0.0  # before the first byte


Behaviour = Callable[[Request], Answer]
Json = object  # a value of JSON, of any shape
Made = Json | Callable[[Request], Json]


# ── What a model says ────────────────────────────────────────────────────────────────────────────


def says(value: Made) -> Behaviour:
    """This value, or what the function makes of the request, in the way that was asked for.

    That is the content if a `response_format` or nothing was given, else the call of a tool.
    """
    return lambda request: _structured(request, json.dumps(_made(value, request)), "stop")


def truncated(value: Made) -> Behaviour:
    """The first half of that, because the tokens ran out."""

    def behave(request: Request) -> Answer:
        text = json.dumps(_made(value, request))
        return _structured(request, text[: len(text) // 2], "length")

    return behave


def writes(text: str, finish: str = "stop") -> Behaviour:
    """This text as content, whatever was asked for."""
    return lambda request: _message(request, _Message(text, finish=finish))


def calls(tool: str, arguments: Json) -> Behaviour:
    """A call of this tool, whether it was offered or not."""
    called = (tool, json.dumps(arguments))
    return lambda request: _message(request, _Message(None, call=called, finish="tool_calls"))


def refuses(reason: str = "I can't help with that.") -> Behaviour:
    """The model declines; OpenAI says why in a field of its own, Anthropic in the content."""

    def behave(request: Request) -> Answer:
        if request.dialect == "anthropic":
            return _message(request, _Message(reason, finish="refusal"))
        return _message(request, _Message(None, refusal=reason))

    return behave


def huge(bytes: int = 50_000_000) -> Behaviour:  # noqa: A002 -- the unit
    """A valid answer with a text of this size."""

    def behave(request: Request) -> Answer:
        small = says({"text": "<filled>"})(request)
        return replace(small, body=small.body.replace(b"<filled>", b"x" * bytes))

    return behave


wrong_schema = says({"unexpected": ["a", "shape", 4, None]})
empty = writes("")
filtered = writes("", finish="content_filter")


# ── What goes wrong on the way ───────────────────────────────────────────────────────────────────


def failing(status: int, *, retry_after_s: float | None = None, message: str = "") -> Behaviour:
    """An error in the protocol's own shape."""
    wait = () if retry_after_s is None else (("retry-after", f"{retry_after_s:g}"),)
    said = message or (HTTPStatus(status).phrase if status in set(HTTPStatus) else "Overloaded")

    def behave(request: Request) -> Answer:
        kind = _ERRORS.get(status, "invalid_request_error" if status < 500 else "api_error")
        error: JsonObject = {"type": kind, "message": said}
        if request.dialect == "anthropic":
            return Answer(_encoded({"type": "error", "error": error}), status, wait)
        return Answer(_encoded({"error": {**error, "code": None, "param": None}}), status, wait)

    return behave


def later(seconds: float, behaviour: Behaviour) -> Behaviour:
    """The same, but the first byte only after a while."""
    return lambda request: replace(behaviour(request), after_s=seconds)


def cut(behaviour: Behaviour) -> Behaviour:
    """Half of that answer, then the connection is closed."""
    return lambda request: replace(behaviour(request), pace=Pace.CUT)


def raw(body: bytes, type: str = "application/json", status: int = 200) -> Behaviour:
    """Any bytes."""
    return lambda _: Answer(body, status, type=type)


def dripping(every_s: float = 0.05) -> Behaviour:
    """A byte every so often, for as long as the client waits: no single read times out."""
    return lambda _: Answer(pace=Pace.DRIP, every_s=every_s)


def silent(_: Request) -> Answer:
    """Nothing, for as long as the client waits."""
    return Answer(pace=Pace.SILENT)


def empty_choices(request: Request) -> Answer:
    """An answer without a message."""
    answer = json.loads(writes("")(request).body)
    return Answer(_encoded(answer | {"content" if "content" in answer else "choices": []}))


html_page = raw(b"<!doctype html><title>Sign in</title><h1>Hotel Wi-Fi</h1>", "text/html")
not_json = raw(b"upstream connect error or disconnect/reset before headers")
invalid_utf8 = raw(b'{"choices": [{"message": {"content": "caf\xe9 \xff\xfe"}}]}')


# ── The server ───────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Llm:
    """The running server. It plays `script` in order, and the last behaviour for ever.

    `requests` are all requests so far, `answering` counts those being answered, `answering_most`
    the most at once, and `abandoned` those whose client left before it had all of the answer.
    """

    script: deque[Behaviour]
    port: int = 0
    requests: list[Request] = field(default_factory=list[Request])
    answering: int = 0
    answering_most: int = 0
    abandoned: int = 0
    faults: list[BaseException] = field(default_factory=list[BaseException])

    @property
    def openai_url(self) -> str:
        """The base URL for a client of OpenAI's protocol."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def anthropic_url(self) -> str:
        """The base URL for a client of Anthropic's protocol, which adds /v1 itself."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def sent(self) -> bytes:
        """The heads and bodies of all requests so far, to look for what must not be sent."""
        heads = ("\n".join(f"{k}: {v}" for k, v in one.headers.items()) for one in self.requests)
        bodies = (one.raw for one in self.requests)
        return b"\n".join([*(head.encode() for head in heads), *bodies])

    def plays(self, *script: Behaviour) -> None:
        """From now on, it behaves so."""
        self.script = deque(script)

    def _behave(self, request: Request) -> Answer:
        if request.path == "/v1/models" and request.method == "GET":
            model = {"id": "scripted", "object": "model", "created": 0, "owned_by": "tests"}
            return Answer(_encoded({"object": "list", "data": [model]}))
        if request.path not in ("/v1/chat/completions", "/v1/messages"):
            return failing(404)(request)
        if request.body.get("stream"):
            return failing(400, message="The scripted server does not stream.")(request)
        script = self.script
        behaviour = script.popleft() if len(script) > 1 else script[0]
        return behaviour(request)

    async def run(self, started: Future[Callable[[], object]]) -> None:
        """Serve until the function in `started` is called, which ends all connections at once."""
        loop, stop = asyncio.get_running_loop(), asyncio.Event()
        connections: set[asyncio.Task[None]] = set()

        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = loop.create_task(self._serve(reader, writer))
            connections.add(task)
            task.add_done_callback(connections.discard)

        server = await asyncio.start_server(connected, "127.0.0.1", 0, backlog=256)
        self.port = server.sockets[0].getsockname()[1]
        started.set_result(lambda: loop.call_soon_threadsafe(stop.set))
        await stop.wait()
        server.close()
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection, one after the other."""
        try:
            while (request := await _read(reader)) is not None:
                self.requests.append(request)
                self.answering += 1
                self.answering_most = max(self.answering_most, self.answering)
                try:
                    await _send(reader, writer, self._behave(request))
                except ConnectionError:
                    self.abandoned += 1
                    return
                finally:
                    self.answering -= 1
        except Exception as fault:  # noqa: BLE001 -- the behaviour's, shown where the block ends
            self.faults.append(fault)
        finally:
            writer.transport.abort()


@contextmanager
def serving(*script: Behaviour) -> Generator[Llm]:
    """The server while the block runs, in a thread and a loop of its own.

    So a test may use it from any loop, from none, and from other processes. A behaviour that raises
    closes the connection, and its error is raised again at the end of the block.
    """
    llm = Llm(deque(script or (says({}),)))
    started: Future[Callable[[], object]] = Future()
    thread = threading.Thread(target=lambda: asyncio.run(llm.run(started)), daemon=True)
    thread.start()
    stop = started.result(START_S_MAX)
    try:
        yield llm
    finally:
        stop()
        thread.join()
    if llm.faults:
        raise llm.faults[0]


async def _read(reader: asyncio.StreamReader) -> Request | None:
    """The next request; None when the client is gone."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").rstrip().split("\r\n")
        pairs = (line.partition(":") for line in lines)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        size = int(headers.get("content-length", "0"))
        assert size <= REQUEST_BYTES_MAX
        method, target, _ = first.split()
        return Request(method, target.partition("?")[0], headers, await reader.readexactly(size))
    except (asyncio.IncompleteReadError, ConnectionError):
        return None


async def _send(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: Answer) -> None:
    """Send the answer; raises ConnectionError when the client leaves before it has all of it."""
    if answer.after_s:
        await _pause(reader, answer.after_s)
    if answer.pace is Pace.SILENT:
        await _pause(reader, None)
    is_drip, is_cut = answer.pace is Pace.DRIP, answer.pace is Pace.CUT
    size = (
        ("transfer-encoding", "chunked") if is_drip else ("content-length", str(len(answer.body)))
    )
    fields = (("content-type", answer.type), size, *answer.headers)
    lines = [f"HTTP/1.1 {answer.status} X", *(f"{name}: {value}" for name, value in fields), "", ""]
    writer.write("\r\n".join(lines).encode("latin-1"))
    while is_drip:
        writer.write(b"1\r\n \r\n")
        await writer.drain()
        await _pause(reader, answer.every_s)
    body = memoryview(answer.body)[: len(answer.body) // 2 if is_cut else None]
    for at in range(0, len(body), CHUNK_BYTES):
        writer.write(body[at : at + CHUNK_BYTES])
        await writer.drain()
    if is_cut:
        writer.close()
        await writer.wait_closed()


async def _pause(reader: asyncio.StreamReader, seconds: float | None) -> None:
    """Wait so long; raises ConnectionResetError when the client leaves (it sends nothing now)."""
    try:
        async with asyncio.timeout(seconds):
            await reader.read(1)
    except TimeoutError:
        return
    raise ConnectionResetError


# ── The two protocols ────────────────────────────────────────────────────────────────────────────

_numbers = count(1)
_ERRORS = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
    529: "overloaded_error",
}
_STOPS = {
    "stop": "end_turn",
    "length": "max_tokens",
    "tool_calls": "tool_use",
    "content_filter": "refusal",
    "refusal": "refusal",
}


@dataclass(frozen=True, slots=True)
class _Message:
    """What the model says: `finish` in OpenAI's words; the arguments of a call are text."""

    content: str | None
    call: tuple[str, str] | None = None
    refusal: str | None = None
    finish: str = "stop"


def _structured(request: Request, text: str, finish: str) -> Answer:
    tool = request.tool
    if tool is None or _format(request.body) is not None:
        return _message(request, _Message(text, finish=finish))
    ended = "tool_calls" if finish == "stop" else finish
    return _message(request, _Message(None, call=(_name(tool), text), finish=ended))


def _message(request: Request, message: _Message) -> Answer:
    said = message.content or (message.call[1] if message.call else "")
    usage = (_tokens(request.text), _tokens(said))
    number, model = next(_numbers), str(request.body.get("model", ""))
    speak = _anthropic if request.dialect == "anthropic" else _openai
    return Answer(_encoded(speak(number, model, message, usage)))


def _openai(number: int, model: str, message: _Message, usage: tuple[int, int]) -> JsonObject:
    said: JsonObject = {"role": "assistant", "content": message.content, "refusal": message.refusal}
    if message.call:
        name, arguments = message.call
        call = {"name": name, "arguments": arguments}
        said["tool_calls"] = [{"id": f"call_{number}", "type": "function", "function": call}]
    return {
        "id": f"chatcmpl-{number}",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": model,
        "choices": [
            {"index": 0, "message": said, "finish_reason": message.finish, "logprobs": None}
        ],
        "usage": {
            "prompt_tokens": usage[0],
            "completion_tokens": usage[1],
            "total_tokens": sum(usage),
        },
    }


def _anthropic(number: int, model: str, message: _Message, usage: tuple[int, int]) -> JsonObject:
    content: list[JsonObject] = []
    if message.content:
        content.append({"type": "text", "text": message.content})
    if message.call:
        name, arguments = message.call
        # Its arguments are no text: what was cut short arrives as an empty object.
        given = json.loads(arguments) if message.finish == "tool_calls" else {}
        content.append({"type": "tool_use", "id": f"toolu_{number}", "name": name, "input": given})
    return {
        "id": f"msg_{number}",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": content,
        "stop_reason": _STOPS[message.finish],
        "stop_sequence": None,
        "usage": {"input_tokens": usage[0], "output_tokens": usage[1]},
    }


def _format(body: JsonObject) -> JsonObject | None:
    """The schema that the content must fit, as either protocol gives it."""
    form = body.get("response_format") or body.get("output_config", {}).get("format")
    return form if form and form["type"] == "json_schema" else None


def _name(tool: JsonObject) -> str:
    return tool.get("name") or tool["function"]["name"]


def texts_of(value: object) -> list[str]:
    """All strings in it, in order, but for the words of the protocol."""
    match value:
        case str():
            return [value]
        case list():
            return [text for one in cast("list[object]", value) for text in texts_of(one)]
        case dict():
            named = cast("JsonObject", value)
            inner = (one for key, one in named.items() if key not in ("model", "role", "type"))
            return [text for one in inner for text in texts_of(one)]
        case _:
            return []


def _made(value: Made, request: Request) -> Json:
    return value(request) if callable(value) else value


def _encoded(value: Json) -> bytes:
    return json.dumps(value).encode()


def _tokens(text: str) -> int:
    """About as many as a real model would count."""
    return (len(text) + 3) // 4
