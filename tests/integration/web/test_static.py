"""Pages and scripts: with the strictest headers that work, and cached as long as possible."""

import gzip
import hashlib
import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from tandem.web.demo import Demo
from tandem.web.deps import WebOptions

Get = Callable[..., Awaitable[httpx.Response]]

INBOX = UUID(int=7)
INDEX = "<!doctype html><title>Console</title>"
SCRIPT = b"console.info('chat')"
SHOP = '<!doctype html><title>Shop</title><script src="/widget.js" data-inbox=""></script>'


@pytest.fixture
def options(options: WebOptions) -> WebOptions:
    """A fake built front end, and the demo's shop."""
    for path, text in {
        "console/index.html": INDEX,
        "console/favicon.svg": "<svg/>",
        "console/sources.sha256": "0",
        "console/assets/index-5f3a.js": "export {}",
        "widget/widget.js": SCRIPT.decode(),
        "demo/shop.html": SHOP,
    }.items():
        file = options.resources / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    packed = options.resources / "widget" / "widget.js.gz"
    packed.write_bytes(gzip.compress(SCRIPT, mtime=0))
    return replace(options, demo=Demo(INBOX))


@pytest.fixture
def get(client: httpx.AsyncClient) -> Get:
    """Asks for a path."""

    async def asked(path: str, **headers: str) -> httpx.Response:
        return await client.get(path, headers=headers)

    return asked


@pytest.mark.parametrize(
    "path", ["/", "/login", "/enter", "/inbox/mine", "/c/5b2e", "/metrics/overview", "/settings"]
)
async def test_every_address_of_the_console_shows_its_page(path: str, get: Get) -> None:
    answer = await get(path)
    policy = answer.headers["content-security-policy"]

    assert (answer.status_code, answer.text) == (200, INDEX)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


async def test_hashed_files_are_kept_for_ever_and_others_asked_for(get: Get) -> None:
    hashed, icon = await get("/assets/index-5f3a.js"), await get("/favicon.svg")

    assert hashed.headers["content-type"] == "text/javascript; charset=utf-8"
    assert hashed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert icon.headers["content-type"] == "image/svg+xml"
    assert icon.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/gone.js",
        "/sources.sha256",
        "/assets/../../policy.toml",
        "/assets/%2e%2e/index.html",
        "/assets//etc/hostname",
        "/assets/",
    ],
)
async def test_nothing_else_is_served(path: str, get: Get) -> None:
    assert (await get(path)).status_code == 404


async def test_other_sites_may_load_the_widget(get: Get) -> None:
    digest = hashlib.sha256(SCRIPT).hexdigest()
    short, pinned = await get("/widget.js"), await get(f"/widget-{digest[:16]}.js")

    for answer in (short, pinned):
        assert answer.content == SCRIPT
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert answer.headers["access-control-allow-origin"] == "*"
    assert short.headers["cache-control"] == "public, max-age=300"
    assert "immutable" in pinned.headers["cache-control"]
    assert (await get("/widget-0000000000000000.js")).status_code == 404


async def test_what_a_browser_has_is_not_sent_again(get: Get) -> None:
    first = await get("/widget.js")
    second = await get("/widget.js", **{"If-None-Match": first.headers["etag"]})
    other = await get(
        "/widget.js", **{"If-None-Match": first.headers["etag"], "Accept-Encoding": "br"}
    )

    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["etag"] == first.headers["etag"]
    assert (other.status_code, other.content) == (200, SCRIPT)


async def test_who_has_a_file_is_told_the_headers_that_came_with_it(get: Get) -> None:
    """A browser replaces its stored headers with those of a 304."""
    for path, names in {
        "/inbox/mine": {"content-security-policy", "cache-control", "etag", "vary"},
        "/assets/index-5f3a.js": {"cache-control", "etag", "vary"},
        "/widget.js": {"cross-origin-resource-policy", "access-control-allow-origin", "etag"},
    }.items():
        first = await get(path)
        second = await get(path, **{"If-None-Match": first.headers["etag"]})
        assert second.status_code == 304
        assert {n: second.headers[n] for n in names} == {n: first.headers[n] for n in names}


async def test_a_file_that_changed_in_its_content_alone_is_sent_again(
    get: Get, options: WebOptions
) -> None:
    """Images of an operating system often give all files the same time."""
    page = options.resources / "console" / "index.html"
    os.utime(page, (1, 1))
    first = await get("/")
    page.write_text(INDEX.replace("Console", "Changed"), encoding="utf-8")
    os.utime(page, (2, 2))

    second = await get("/", **{"If-None-Match": first.headers["etag"]})

    assert len(second.content) == len(first.content)
    assert (second.status_code, "Changed" in second.text) == (200, True)


async def test_a_part_of_a_file_and_its_head_alone(get: Get, client: httpx.AsyncClient) -> None:
    part = await get("/widget.js", **{"Range": "bytes=0-6", "Accept-Encoding": "identity"})
    head = await client.head("/widget.js", headers={"Accept-Encoding": "identity"})

    assert (part.status_code, part.content) == (206, SCRIPT[:7])
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(SCRIPT))


async def test_files_are_packed_for_who_can_unpack_them(client: httpx.AsyncClient) -> None:
    async with client.stream("GET", "/widget.js", headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join([chunk async for chunk in answer.aiter_raw()])
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(raw) == SCRIPT


async def test_the_chat_has_a_page_of_its_own(get: Get) -> None:
    answer = await get(f"/chat/{INBOX}")

    assert answer.status_code == 200
    assert f'inbox="{INBOX}"' in answer.text
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert (await get('/chat/"><script>')).status_code == 422


async def test_the_shop_of_the_demo_has_its_inbox(get: Get) -> None:
    answer = await get("/demo")

    assert f'data-inbox="{INBOX}"' in answer.text
    assert "script-src 'self';" in answer.headers["content-security-policy"]


async def test_api_answers_are_kept_nowhere_and_run_nothing(get: Get) -> None:
    answer = await get("/healthz")

    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in answer.headers["permissions-policy"]


class TestNotBuilt:
    """A checkout whose front end was never built."""

    @pytest.fixture
    def options(self, tmp_path: Path) -> WebOptions:
        """An empty folder, and no demo."""
        return WebOptions(resources=tmp_path)

    @pytest.mark.parametrize("path", ["/", "/inbox/mine", "/widget.js", f"/chat/{INBOX}"])
    async def test_the_page_says_how_to_build_it(self, path: str, get: Get) -> None:
        """Instead of a blank page."""
        answer = await get(path)
        assert answer.status_code == 503
        assert "python build_frontend.py" in answer.text

    async def test_there_is_no_shop_without_the_demo(self, get: Get) -> None:
        """It belongs to the demo's company only."""
        assert (await get("/demo")).status_code == 404
