"""The demo's site: articles as pages of the desk, and links that lead there on any port."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tandem.cli.demo import help_articles
from tandem.web.demo import INVENTED, Demo, DemoLinks, reachable
from tandem.web.deps import WebOptions
from tandem.web.live.sse import frame
from tests.integration.web.test_static import INBOX, SHOP

ARTICLE = f"{INVENTED}/one/error-codes"
ANSWER = {"text": f"See {ARTICLE}", "quoted": f'"url":"{ARTICLE}"', "sources": [{"url": ARTICLE}]}


@pytest.fixture
def options(options: WebOptions) -> WebOptions:
    """The demo's own articles, with a shop of one line."""
    page = options.resources / "demo" / "shop.html"
    page.parent.mkdir(parents=True)
    page.write_text(SHOP, encoding="utf-8")
    return replace(options, demo=Demo(INBOX, tuple(help_articles())))


async def test_an_article_is_a_page_that_can_load_nothing(client: httpx.AsyncClient) -> None:
    answer = await client.get("/demo/help/one/error-codes")
    assert answer.status_code == 200
    assert "<h1>Error codes E1 to E7 on the Bramble One</h1>" in answer.text
    assert "<td>Run cold water through the wand, wait 15 minutes</td>" in answer.text
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "frame-ancestors 'none'" in policy
    assert (await client.head("/demo/help/one/error-codes")).status_code == 200


async def test_every_article_for_customers_is_a_page_and_none_for_agents(
    client: httpx.AsyncClient,
) -> None:
    articles = list(help_articles())
    assert len(articles) == 55
    listed = (await client.get("/demo/help")).text
    for article in articles:
        path = reachable(article.url, "")
        assert f'href="{path}"' in listed
        assert (await client.get(path)).status_code == 200, path
    assert "staff" not in listed
    for path in ("staff/club/fraud-check", "one", "", "../policy.toml", "%2e%2e/policy.toml"):
        assert (await client.get(f"/demo/help/{path}")).status_code == 404, path


def sent(answer: Callable[[], Response]) -> Starlette:
    async def one(request: Request) -> Response:
        return answer()

    return Starlette(
        routes=[Route("/", one, methods=["GET", "HEAD"])],
        middleware=[Middleware(DemoLinks, desk_url="http://127.0.0.1:1234")],
    )


async def asked(app: Starlette, method: str = "GET") -> httpx.Response:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as client:
        return await client.request(method, "/")


HERE = "http://127.0.0.1:1234/demo/help/one/error-codes"


async def test_whole_addresses_in_answers_lead_to_the_desk_and_texts_stay() -> None:
    answer = await asked(sent(lambda: JSONResponse(ANSWER)))
    assert answer.json() == {**ANSWER, "sources": [{"url": HERE}]}
    assert int(answer.headers["content-length"]) == len(answer.content)


async def test_streams_too_frame_by_frame() -> None:
    async def frames() -> AsyncIterator[bytes]:
        yield frame("message", ANSWER, "1")
        yield frame("message", ANSWER, "2")

    answer = await asked(sent(lambda: StreamingResponse(frames(), media_type="text/event-stream")))
    found = [json.loads(line[6:]) for line in answer.text.split("\n") if line.startswith("data: ")]
    assert found == [{**ANSWER, "sources": [{"url": HERE}]}] * 2


async def test_what_was_uploaded_or_is_no_answer_of_the_api_stays_as_it_is() -> None:
    text = json.dumps(ANSWER, separators=(",", ":"))
    for kind, more in (
        ("text/html", {}),
        ("application/json", {"Content-Disposition": "attachment"}),
    ):
        app = sent(lambda kind=kind, more=more: Response(text, media_type=kind, headers=more))
        assert (await asked(app)).text == text
    head = await asked(sent(lambda: JSONResponse(ANSWER)), "HEAD")
    assert int(head.headers["content-length"]) > 0


def test_other_addresses_stay_as_they_are() -> None:
    assert reachable(ARTICLE, "http://[::1]:5") == "http://[::1]:5/demo/help/one/error-codes"
    for url in ("", "https://other.example/one", f"{INVENTED}.evil.example/x", INVENTED):
        assert reachable(url, "http://desk.test") == url
