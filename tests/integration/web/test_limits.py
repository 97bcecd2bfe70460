"""Limits on a request's body, with or without a declared length."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from tandem.web.deps import WebOptions

MOST = 500
HEADERS = {"Content-Type": "application/json"}
PADDED = b'{"email": "mara@example.com", "password": "x"%s}'


@pytest.fixture
def options(options: WebOptions) -> WebOptions:
    """Limits that a test can reach."""
    return replace(options, body_bytes_max=MOST, upload_bytes_max=2 * MOST)


def body(size: int) -> bytes:
    """JSON of this many bytes that is valid unless it is too large."""
    return PADDED % (b" " * (size - len(PADDED) + 2))


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 100):
        yield content[start : start + 100]


@pytest.mark.parametrize(("size", "status"), [(MOST, 401), (MOST + 1, 413)])
@pytest.mark.parametrize("is_announced", [True, False])
async def test_a_body_that_is_too_large_is_refused(
    size: int,
    status: int,
    is_announced: bool,
    client: httpx.AsyncClient,
) -> None:
    content = body(size) if is_announced else _pieces(body(size))
    answer = await client.post("/api/v1/session", content=content, headers=HEADERS)

    assert answer.status_code == status
    assert answer.json()["status"] == status
    assert answer.headers["x-request-id"] == answer.json()["request_id"]


async def test_what_is_announced_as_too_large_is_not_read(client: httpx.AsyncClient) -> None:
    async def nothing() -> AsyncIterator[bytes]:
        raise AssertionError("It was read.")
        yield b""

    answer = await client.post(
        "/api/v1/session",
        content=nothing(),
        headers={**HEADERS, "Content-Length": str(MOST + 1)},
    )
    assert answer.status_code == 413


@pytest.mark.parametrize(("size", "status"), [(2 * MOST, 401), (2 * MOST + 1, 413)])
async def test_files_may_be_larger(size: int, status: int, client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/attachments", content=b" " * size)
    assert answer.status_code == status
