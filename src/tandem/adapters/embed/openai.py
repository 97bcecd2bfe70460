"""Embeds through any endpoint with OpenAI's `/embeddings` API."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Self

import httpx
import numpy as np
from numpy.typing import NDArray

from tandem.core.errors import ConfigError, UnavailableError

BATCH = 64  # texts per request
ATTEMPTS = 3
PAUSE_S = 0.5  # before the second attempt; doubled before each further one
TOO_MANY_REQUESTS = 429
TIMEOUT_S = 30.0  # for a whole request, so that a very slow reply ends too
WINDOW = 8192  # tokens, as in OpenAI's embedding models
CHARACTERS_A_TOKEN = 3  # English has about four, most languages fewer; an estimate on the safe side


@dataclass(frozen=True, slots=True, repr=False)
class Endpoint:
    """Where requests go and how long they wait; it has no repr, since it holds the key."""

    client: httpx.AsyncClient
    url: httpx.URL
    model: str
    headers: dict[str, str]
    timeout_s: float
    sleep: Callable[[float], Awaitable[None]]

    async def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector a row for the texts of one request, after at most three attempts."""
        body = {"model": self.model, "input": list(texts), "encoding_format": "float"}
        failure = ""
        for attempt in range(ATTEMPTS):
            if attempt:
                await self.sleep(PAUSE_S * 2 ** (attempt - 1))
            try:
                async with asyncio.timeout(self.timeout_s):
                    reply = await self.client.post(
                        self.url, json=body, headers=self.headers, timeout=None
                    )
            except (httpx.RequestError, TimeoutError) as error:
                failure = type(error).__name__  # its message may quote what was sent
                continue
            if reply.is_success:
                return _unit_vectors(reply, len(texts))
            failure = f"status {reply.status_code}"
            if not reply.is_server_error and reply.status_code != TOO_MANY_REQUESTS:
                raise ConfigError(
                    f"The embeddings endpoint refuses our request with {failure}.",
                    hint="Check TANDEM_EMBEDDER_URL, TANDEM_EMBEDDER_MODEL, TANDEM_EMBEDDER_KEY.",
                )
        raise UnavailableError(
            f"The embeddings endpoint failed {ATTEMPTS} times, the last time with {failure}.",
            hint="Try again later; until then search uses keywords only.",
        )


class EndpointEmbedder:
    """Gets unit vectors of texts from an endpoint; no error contains the key or a text."""

    def __init__(self, endpoint: Endpoint, dimension: int, window: int) -> None:
        self.model = endpoint.model
        self.dimension = dimension
        self.window = window
        self._endpoint = endpoint

    @classmethod
    async def open(
        cls,
        client: httpx.AsyncClient,
        url: str,
        model: str,
        key: str | None = None,
        *,
        window: int = WINDOW,
        timeout_s: float = TIMEOUT_S,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> Self:
        """The embedder at the base URL; its dimension is that of its first reply.

        Raises ConfigError if the endpoint refuses us, UnavailableError if it does not answer.
        """
        endpoint = Endpoint(client, _url(url), model, _headers(key), timeout_s, sleep)
        return cls(endpoint, (await endpoint.vectors(["dimension"])).shape[1], window)

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector a row, in the texts' order; text beyond the window is cut off.

        Raises ConfigError if the endpoint refuses us, UnavailableError if it fails three times in
        a row or its reply is invalid.
        """
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), BATCH):
            batch = [
                text[: self.window * CHARACTERS_A_TOKEN] for text in texts[start : start + BATCH]
            ]
            found = await self._endpoint.vectors(batch)
            if found.shape[1] != self.dimension:
                raise _senseless(f"{found.shape[1]} numbers a vector instead of {self.dimension}")
            vectors[start : start + BATCH] = found
        return vectors

    def count_tokens(self, text: str) -> int:
        """About how many tokens the text has; an estimate on the high side."""
        return -(-len(text) // CHARACTERS_A_TOKEN)


def _url(base: str) -> httpx.URL:
    try:
        url = httpx.URL(f"{base.rstrip('/')}/embeddings")
    except httpx.InvalidURL:
        url = httpx.URL()
    if url.scheme not in ("http", "https"):
        raise ConfigError("TANDEM_EMBEDDER_URL must be a complete URL, like https://host/v1.")
    return url


def _headers(key: str | None) -> dict[str, str]:
    if key is None:
        return {}
    if not (
        key.isascii() and key.isprintable()
    ):  # otherwise the HTTP library quotes it in its error
        raise ConfigError("TANDEM_EMBEDDER_KEY contains a character that is not allowed in a key.")
    return {"Authorization": f"Bearer {key}"}


def _unit_vectors(reply: httpx.Response, count: int) -> NDArray[np.float32]:
    try:
        # Servers that omit the index answer in order, which sorting keeps.
        rows = sorted(reply.json()["data"], key=lambda row: row.get("index", 0))
        vectors = np.array([row["embedding"] for row in rows], np.float64)
    except (ValueError, LookupError, TypeError, AttributeError):
        raise _senseless("something that is not a list of embeddings") from None
    if vectors.ndim != 2 or len(vectors) != count:
        raise _senseless(f"{len(vectors)} vectors for {count} texts")
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not (np.isfinite(lengths) & (lengths > 0)).all():
        raise _senseless("vectors without a direction")
    return (vectors / lengths).astype(np.float32)


def _senseless(what: str) -> UnavailableError:
    return UnavailableError(
        f"The embeddings endpoint answered with {what}.",
        hint="Check that TANDEM_EMBEDDER_MODEL names an embedding model of this endpoint.",
    )
