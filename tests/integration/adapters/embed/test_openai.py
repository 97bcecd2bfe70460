"""The endpoint embedder against a real HTTP server on this machine."""

import json
import threading
import traceback
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import numpy as np
import pytest

from tandem.adapters.embed.openai import EndpointEmbedder
from tandem.core.errors import ConfigError, TandemError, UnavailableError

KEY = "sk-secret"
Reply = Callable[[list[str]], tuple[int, Any]]


def vectors(texts: list[str]) -> tuple[int, Any]:
    """A valid answer of an endpoint: here (length, 1) for each text, the last text first."""
    rows = [{"index": row, "embedding": [len(text), 1]} for row, text in enumerate(texts)]
    return 200, {"data": rows[::-1]}


def status(code: int) -> Reply:
    return lambda texts: (code, {"error": f"no, not with {KEY} and {texts}"})


def embeddings(*rows: list[float]) -> Reply:
    return lambda _: (200, {"data": [{"embedding": row} for row in rows]})


class Endpoint:
    """An endpoint that sends the scripted replies in order, and valid ones after them."""

    def __init__(self) -> None:
        self.script: list[Reply] = []
        self.requests: list[dict[str, Any]] = []
        self.closing = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"

    def hang(self, texts: list[str]) -> tuple[int, Any]:
        """Answer only when the test is over."""
        self.closing.wait()
        return vectors(texts)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                seen = {"path": self.path, "authorization": self.headers["Authorization"]}
                endpoint.requests.append(seen | body)
                reply = endpoint.script.pop(0) if endpoint.script else vectors
                code, answer = reply(body["input"])
                self.send_response(code)
                self.end_headers()
                if not endpoint.closing.is_set():
                    self.wfile.write(json.dumps(answer).encode())

            def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
                """Keep the test's output clean."""

        return Handler


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    endpoint = Endpoint()
    thread = threading.Thread(target=endpoint.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield endpoint
    endpoint.closing.set()
    endpoint.server.shutdown()
    endpoint.server.server_close()
    thread.join()


async def embed(endpoint: Endpoint, texts: list[str], *script: Reply) -> tuple[Any, list[float]]:
    """The vectors of the texts or the error, and the pauses made, with the script after opening."""
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    async def ask() -> Any:
        async with httpx.AsyncClient(trust_env=False) as client:
            embedder = await EndpointEmbedder.open(
                client, endpoint.url, "small", KEY, window=100, sleep=sleep
            )
            assert (embedder.model, embedder.dimension, embedder.window) == ("small", 2, 100)
            endpoint.script.extend(script)
            try:
                return await embedder.embed(texts)
            except TandemError as error:
                return error

    return await ask(), pauses


def unit(texts: list[str]) -> np.ndarray:
    rows = np.array([[len(text), 1] for text in texts], float)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


async def test_texts_go_out_in_batches_and_come_back_in_order(endpoint: Endpoint) -> None:
    texts = ["x" * length for length in range(130)]
    found, pauses = await embed(endpoint, texts)
    np.testing.assert_allclose(found, unit(texts), rtol=1e-6)
    assert pauses == []
    assert [len(request["input"]) for request in endpoint.requests[1:]] == [64, 64, 2]
    assert {request["path"] for request in endpoint.requests} == {"/v1/embeddings"}
    assert {request["authorization"] for request in endpoint.requests} == {f"Bearer {KEY}"}
    assert {request["model"] for request in endpoint.requests} == {"small"}


async def test_what_exceeds_the_window_is_not_sent(endpoint: Endpoint) -> None:
    await embed(endpoint, ["x" * 1000])
    assert endpoint.requests[-1]["input"] == ["x" * 300]  # 100 tokens, as they are counted


@pytest.mark.parametrize(
    ("failures", "pauses"), [([429], [0.5]), ([500], [0.5]), ([503, 429], [0.5, 1.0])]
)
async def test_a_passing_failure_is_waited_out(
    endpoint: Endpoint, failures: list[int], pauses: list[float]
) -> None:
    found, waited = await embed(endpoint, ["secret text"], *map(status, failures))
    np.testing.assert_allclose(found, unit(["secret text"]), rtol=1e-6)
    assert waited == pauses


FAILURES: dict[str, tuple[list[Reply], type[TandemError], str, list[float]]] = {
    "500 for good": ([status(500)] * 3, UnavailableError, "3 times.* status 500", [0.5, 1.0]),
    "429 for good": ([status(429)] * 3, UnavailableError, "3 times.* status 429", [0.5, 1.0]),
    "wrong key": ([status(401)], ConfigError, "refuses our request with status 401", []),
    "redirect": ([status(307)], ConfigError, "status 307", []),
    "wrong dimension": ([embeddings([1, 2, 3])], UnavailableError, "3 numbers", []),
    "too many": ([embeddings([1, 2], [3, 4])], UnavailableError, "2 vectors for 1 texts", []),
    "too few": ([embeddings()], UnavailableError, "0 vectors for 1 texts", []),
    "NaN": ([embeddings([1, float("nan")])], UnavailableError, "without a direction", []),
    "zeros": ([embeddings([0, 0])], UnavailableError, "without a direction", []),
    "another protocol": ([lambda _: (200, ["ok"])], UnavailableError, "not a list of embedd", []),
    "words": (
        [lambda _: (200, {"data": [{"embedding": "x"}]})],
        UnavailableError,
        "not a list",
        [],
    ),
}


@pytest.mark.parametrize("case", FAILURES)
async def test_a_failure_says_who_must_act_and_gives_nothing_away(
    endpoint: Endpoint, case: str
) -> None:
    script, kind, message, pauses = FAILURES[case]
    error, waited = await embed(endpoint, ["secret text"], *script)
    assert type(error) is kind
    assert waited == pauses
    with pytest.raises(kind, match=message):
        raise error
    told = "".join(traceback.format_exception(error))
    assert KEY not in told
    assert "secret text" not in told


async def test_an_endpoint_that_hangs_is_given_up(endpoint: Endpoint) -> None:
    endpoint.script.extend([endpoint.hang] * 3)
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    async def ask() -> None:
        async with httpx.AsyncClient(trust_env=False) as client:
            await EndpointEmbedder.open(client, endpoint.url, "small", timeout_s=0.05, sleep=sleep)

    with pytest.raises(UnavailableError, match=r"3 times.* TimeoutError"):
        await ask()
    assert pauses == [0.5, 1.0]


@pytest.mark.parametrize("url", ["", "localhost:80/v1", "ftp://host/v1", "http://host:port/v1"])
async def test_a_url_that_is_none_is_refused(url: str) -> None:
    async def ask() -> None:
        async with httpx.AsyncClient(trust_env=False) as client:
            await EndpointEmbedder.open(client, url, "small")

    with pytest.raises(ConfigError, match="TANDEM_EMBEDDER_URL"):
        await ask()


@pytest.mark.parametrize("key", ["sk-secret\n", "sk-sécret"])
async def test_a_key_that_no_header_can_hold_is_refused_without_quoting_it(key: str) -> None:
    async def ask() -> None:
        async with httpx.AsyncClient(trust_env=False) as client:
            await EndpointEmbedder.open(client, "http://127.0.0.1/v1", "small", key)

    with pytest.raises(ConfigError, match="TANDEM_EMBEDDER_KEY") as refusal:
        await ask()
    assert key.strip() not in str(refusal.value)
