"""Which sites may show the chat."""

import httpx

from tandem.actions.ports import Desk
from tests.integration.web.chatting import SITE, new_inbox
from tests.integration.web.public.visitors import Visitor, arrived


async def test_only_listed_sites_may_show_the_chat(client: httpx.AsyncClient, desk: Desk) -> None:
    inbox = await new_inbox(desk)
    other = await new_inbox(desk, "Other", ("https://other.example",))
    visitor = await arrived(client, desk, inbox)
    for origin, status, can_read in (
        (SITE, 200, True),
        ("http://desk.test", 200, True),
        ("https://other.example", 403, True),  # of another inbox
        ("https://evil.example", 403, False),
        ("null", 403, False),
    ):
        for method, path, body in (
            ("POST", "/sessions", {"inbox": str(inbox)}),
            ("GET", "/conversation", None),
        ):
            answer = await visitor.ask(method, path, body, {"Origin": origin})
            assert answer.status_code == status, (origin, path)
            assert answer.headers["vary"] == "Origin"
            allowed = answer.headers.get("access-control-allow-origin")
            assert allowed == (origin if can_read else None)
    opened = await Visitor(client, other).ask(
        "POST", "/sessions", {"inbox": str(other)}, {"Origin": SITE}
    )
    assert opened.status_code == 403


async def test_pages_on_any_port_of_this_machine_may_show_the_chat_if_the_inbox_says_so(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    inbox = await new_inbox(desk, "Here", ("http://localhost:*", "http://[::1]:*"))
    visitor = Visitor(client, inbox)
    for origin, status in (
        ("http://localhost", 200),
        ("http://localhost:3000", 200),
        ("http://[::1]:3000", 200),
        ("http://[::1]", 200),
        ("https://localhost:3000", 403),
        ("http://127.0.0.1:3000", 403),
        ("http://localhost.evil.example:3000", 403),
        ("http://evil.example:3000", 403),
        ("null", 403),
    ):
        body = {"inbox": str(inbox)}
        answer = await visitor.ask("POST", "/sessions", body, {"Origin": origin})
        assert answer.status_code == status, origin
        allowed = answer.headers.get("access-control-allow-origin")
        assert allowed == (origin if status == 200 else None)


async def test_preflights_are_answered_and_problems_can_be_read(
    client: httpx.AsyncClient, desk: Desk
) -> None:
    visitor = Visitor(client, await new_inbox(desk))
    asked = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    answer = await visitor.ask("OPTIONS", "/messages", headers={"Origin": SITE, **asked})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == SITE
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "Authorization" in answer.headers["access-control-allow-headers"]
    assert "Last-Event-ID" in answer.headers["access-control-allow-headers"]
    foreign = await visitor.ask(
        "OPTIONS", "/messages", headers={"Origin": "https://evil.example", **asked}
    )
    assert not [name for name in foreign.headers if name.startswith("access-control")]
    refused = await visitor.ask("GET", "/conversation", headers={"Origin": SITE})
    assert refused.status_code == 401
    assert refused.headers["access-control-allow-origin"] == SITE
    agents = await client.get("/api/v1/me", headers={"Origin": SITE})
    assert "access-control-allow-origin" not in agents.headers
