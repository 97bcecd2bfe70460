"""Agents, teams, inboxes, tokens and their audit log."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tandem.core.desk import ownership
from tandem.core.desk.agent import Agent, Role
from tandem.core.desk.entry import Purpose
from tandem.core.desk.message import Author, written
from tandem.core.desk.scope import Scope
from tandem.store import conversations, entry_links, messages
from tests.integration.locks import blocked
from tests.integration.web.agent.office import Caller, Office


async def actions(office: Office) -> list[str]:
    entries = (await (await office.as_(Role.ADMIN)).get("/api/v1/audit"))["items"]
    return [entry["action"] for entry in entries][::-1]


async def leave(admin: Caller, agent: Agent) -> int:
    """An admin deactivates somebody; returns the answer's status."""
    body = {"is_active": False, "version": agent.version}
    return (await admin("PATCH", f"/api/v1/agents/{agent.id}", json=body)).status_code


async def test_who_is_invited_chooses_a_password_by_the_link(office: Office) -> None:
    admin = await office.as_(Role.ADMIN)
    body = {"email": "Ben@Shop.example", "name": " Ben ", "role": "agent"}
    key = {"Idempotency-Key": "ben"}
    invited = await admin.post("/api/v1/agents", body, status=201, headers=key)
    assert (invited["email"], invited["name"], invited["role"]) == (
        "ben@shop.example",
        "Ben",
        "agent",
    )
    again = await admin.post("/api/v1/agents", body, status=201, headers=key)
    assert again == {**invited, "invitation_url": None}, "a link is told once and kept nowhere"
    _, _, secret = invited["invitation_url"].partition("#t=")
    password = "tea-lamp-river-nine"  # noqa: S105
    entered = await office.nobody.post(
        "/api/v1/session/link", {"token": secret, "password": password}
    )
    assert entered["agent"]["id"] == invited["id"]
    await admin.post("/api/v1/agents", body, status=409)
    await admin.post("/api/v1/agents", {**body, "email": "nobody"}, status=422)
    await admin.post("/api/v1/agents", {**body, "name": " ", "email": "x@shop.example"}, status=422)
    assert "agent.invited" in await actions(office)


async def test_whoever_leaves_gives_back_what_they_hold_and_is_signed_out(office: Office) -> None:
    id, ben = await office.waiting(), await office.agent("Ben")
    browser, admin = await office.signed_in(ben), await office.as_(Role.ADMIN)
    await browser.post(f"/api/v1/conversations/{id}/take-over", {})
    left = await admin.patch(
        f"/api/v1/agents/{ben.id}", {"is_active": False, "version": ben.version}
    )
    assert left["is_active"] is False
    assert (await browser("GET", "/api/v1/me")).status_code == 401
    assert (await admin.get(f"/api/v1/conversations/{id}"))["conversation"]["assignee_id"] is None
    assert (await admin.get(f"/api/v1/conversations/{id}/events"))["items"][-1]["type"] == (
        "conversation.assigned"
    )
    await admin.patch(
        f"/api/v1/agents/{ben.id}", {"name": "Ben", "version": ben.version}, status=409
    )
    await admin.patch(f"/api/v1/agents/{uuid4()}", {"name": "Ben", "version": 1}, status=404)


async def test_a_closed_conversation_of_who_left_comes_back_to_the_queue(office: Office) -> None:
    contact, ben = await office.customer(), await office.agent("Ben")
    id, admin = await office.waiting(contact), await office.as_(Role.ADMIN)
    path = f"/api/v1/conversations/{id}"
    browser = await office.signed_in(ben)
    await browser.post(f"{path}/take-over", {})
    await browser.post(f"{path}/resolve", {})
    before = (await admin.get(f"{path}/events"))["items"]
    await admin.patch(f"/api/v1/agents/{ben.id}", {"is_active": False, "version": ben.version})
    closed = (await admin.get(path))["conversation"]
    assert (closed["status"], closed["assignee_id"]) == ("resolved", None)
    assert (await admin.get(f"{path}/events"))["items"] == before, "nothing happened in it"
    assert await office.write(contact, "One more thing.") == id
    assert [
        row["id"] for row in (await admin.get("/api/v1/conversations", view="unassigned"))["items"]
    ] == [str(id)]


async def test_a_conversation_that_opens_while_somebody_leaves_is_given_back_too(
    office: Office,
) -> None:
    id, ben, admin = await office.waiting(), await office.agent("Ben"), await office.as_(Role.ADMIN)
    browser, desk = await office.signed_in(ben), office.shop.desk
    await browser.post(f"/api/v1/conversations/{id}/take-over", {})
    await browser.post(f"/api/v1/conversations/{id}/resolve", {})
    async with desk.database.transaction() as tx:
        closed = await conversations.lock(tx, id)
        await conversations.set_standing(tx, id, ownership.reopened(closed.standing))
        leaving = asyncio.create_task(leave(admin, ben))
        await blocked(desk.database, 1, leaving)
    assert await leaving == 200
    path = f"/api/v1/conversations/{id}"
    assert (await admin.get(path))["conversation"]["assignee_id"] is None
    last = (await admin.get(f"{path}/events"))["items"][-1]
    assert (last["type"], last["data"]["assignee_id"]) == ("conversation.assigned", None)


async def test_who_comes_back_is_let_in_by_nothing_of_before(office: Office) -> None:
    ben, admin = await office.agent("Ben"), await office.as_(Role.ADMIN)
    browser, program = await office.signed_in(ben), await office.program(ben, Scope.READ)
    async with office.shop.database.transaction() as tx:
        await entry_links.add(
            tx, "link", ben.id, Purpose.SIGN_IN, office.shop.clock() + timedelta(minutes=15)
        )
    path = f"/api/v1/agents/{ben.id}"
    left = await admin.patch(path, {"is_active": False, "version": ben.version})
    await admin.patch(path, {"is_active": True, "version": left["version"]})
    for caller in (browser, program):
        assert (await caller("GET", "/api/v1/me")).status_code == 401
    await office.nobody.post("/api/v1/session/link", {"token": "link"}, status=404)
    assert (await admin.get("/api/v1/tokens"))["items"] == []
    assert await actions(office) == ["token.revoked", "agent.changed", "agent.changed"]


async def test_somebody_may_leave_while_they_write(office: Office) -> None:
    """Deactivation waits for the agent's conversations; writes that name the agent must not."""
    id, ben = await office.waiting(), await office.agent("Ben", Role.ADMIN)
    admin, desk = await office.as_(Role.ADMIN), office.shop.desk
    await office.give(id, assignee=ben)
    async with desk.database.transaction() as tx:
        await conversations.lock(tx, id)
        leaving = asyncio.create_task(leave(admin, ben))
        await blocked(desk.database, 1, leaving)
        await messages.append(
            tx,
            written(
                uuid4(), id, Author.AGENT, "Hello.", agent=(ben.id, ben.name), now=desk.clock()
            ),
        )
    assert await leaving == 200


async def test_the_last_admin_stays_one(office: Office) -> None:
    agent = await office.agent("Mara", Role.ADMIN)
    admin, path = await office.signed_in(agent), f"/api/v1/agents/{agent.id}"
    await admin.patch(path, {"role": "lead", "version": 1}, status=409)
    await admin.patch(path, {"is_active": False, "version": 1}, status=409)
    await admin.patch(path, {"name": "Mara M.", "version": 1})
    await office.agent("Ben", Role.ADMIN)
    assert (await admin.patch(path, {"role": "lead", "version": 2}))["role"] == "lead"


async def test_two_admins_can_not_take_each_other_away_at_once(office: Office) -> None:
    mara, ben = await office.agent("Mara", Role.ADMIN), await office.agent("Ben", Role.ADMIN)
    pairs = [(await office.signed_in(mara), ben), (await office.signed_in(ben), mara)]
    answers = await asyncio.gather(
        *(
            caller("PATCH", f"/api/v1/agents/{other.id}", json={"role": "viewer", "version": 1})
            for caller, other in pairs
        )
    )
    assert sorted(answer.status_code for answer in answers) in ([200, 403], [200, 409])


async def test_a_team_is_added_changed_and_taken_away(office: Office) -> None:
    lead, ben = await office.as_(Role.LEAD), await office.agent("Ben")
    body = {"name": " Billing ", "categories": ["billing"], "members": [str(ben.id)]}
    key = {"Idempotency-Key": "billing"}
    team = await lead.post("/api/v1/teams", body, status=201, headers=key)
    assert team == await lead.post("/api/v1/teams", body, status=201, headers=key)
    assert (team["name"], team["members"]) == ("Billing", [str(ben.id)])
    path = f"/api/v1/teams/{team['id']}"
    changed = await lead.patch(path, {"name": "Invoices", "members": [], "version": 1})
    assert (changed["name"], changed["categories"], changed["members"]) == (
        "Invoices",
        ["billing"],
        [],
    )
    await lead.patch(path, {"name": "Else", "version": 1}, status=409)
    await lead.post("/api/v1/teams", {"name": "Invoices"}, status=409)
    await lead.post("/api/v1/teams", {"name": "Delivery"}, status=201)
    await lead.patch(path, {"name": "Delivery", "version": 2}, status=409)
    for wrong in (
        {"name": " "},
        {"name": "A", "categories": ["weather"]},
        {"name": "A", "members": [str(uuid4())]},
    ):
        await lead.post("/api/v1/teams", wrong, status=422)
    assert [found["name"] for found in (await lead.get("/api/v1/teams"))["items"]] == [
        "Delivery",
        "Invoices",
    ]
    assert (await lead("DELETE", path)).status_code == 204
    assert (await lead("DELETE", path)).status_code == 404
    await lead.patch(path, {"name": "Else", "version": 2}, status=404)
    assert await actions(office) == ["team.added", "team.changed", "team.added", "team.removed"]


async def test_an_inbox_shows_its_secret_once(office: Office) -> None:
    admin = await office.as_(Role.ADMIN)
    body = {"name": "Help", "channel": "widget", "origins": ["HTTPS://Shop.example:443/"]}
    inbox = await admin.post("/api/v1/inboxes", body, status=201)
    assert len(inbox["secret"]) == 64
    assert inbox["origins"] == ["https://shop.example"]
    assert f'data-inbox="{inbox["id"]}"' in inbox["snippet"]
    assert inbox["chat_url"] == f"http://desk.test/chat/{inbox['id']}"
    listed = (await admin.get("/api/v1/inboxes"))["items"]
    assert [found["name"] for found in listed] == ["Help", "Shop"]
    assert all("secret" not in found for found in listed)
    path = f"/api/v1/inboxes/{inbox['id']}"
    changed = await admin.patch(path, {"is_internal": True, "origins": [], "version": 1})
    assert (changed["is_internal"], changed["origins"]) == (True, [])
    await admin.patch(path, {"name": "Else", "version": 1}, status=409)
    await admin.patch(path, {"name": "Shop", "version": 2}, status=409)
    await admin.post("/api/v1/inboxes", body, status=409)
    assert await actions(office) == ["inbox.added", "inbox.changed"]


async def test_an_inbox_may_list_every_port_of_this_machine(office: Office) -> None:
    admin = await office.as_(Role.ADMIN)
    given = ["HTTP://LocalHost:*", "http://127.0.0.1:*", "http://[::1]:*", "http://localhost:*"]
    body = {"name": "Help", "channel": "widget", "origins": given}
    inbox = await admin.post("/api/v1/inboxes", body, status=201)
    assert inbox["origins"] == ["http://localhost:*", "http://127.0.0.1:*", "http://[::1]:*"]


async def test_a_host_is_stored_as_browsers_send_it(office: Office) -> None:
    admin = await office.as_(Role.ADMIN)
    body = {"name": "Help", "channel": "widget", "origins": ["https://München-Shop.example/"]}
    inbox = await admin.post("/api/v1/inboxes", body, status=201)
    assert inbox["origins"] == ["https://xn--mnchen-shop-thb.example"]
    several = {**body, "name": "Shop", "origins": ["https://*.shop.example"]}
    refused = await admin("POST", "/api/v1/inboxes", json=several)
    assert refused.status_code == 422
    assert "List each one" in refused.text


async def test_what_is_no_origin_is_refused(office: Office) -> None:
    admin = await office.as_(Role.ADMIN)
    for origin in (
        "shop.example",
        "https://shop.example/path",
        "https://a@shop.example",
        "https://shop.example?x",
        "https://shop.example:port",
        "https://",
        "javascript:alert(1)",
        "null",
        "*",
        "https://*",
        "https://shop.example:*",
        "http://127.0.0.1.evil.example:*",
        "http://localhost:*:*",
        "http://localhost:80:*",
        "http://localhost:8*",
        "http://localhost/:*",
        "http://a@localhost:*",
        ":*",
    ):
        body = {"name": "Help", "channel": "widget", "origins": [origin]}
        await admin.post("/api/v1/inboxes", body, status=422)


async def test_a_token_works_until_it_is_revoked(office: Office) -> None:
    admin = await office.as_(Role.ADMIN)
    ben = await office.agent("Ben")
    body: dict[str, Any] = {"name": "Export", "scopes": ["read"], "agent_id": str(ben.id)}
    key = {"Idempotency-Key": "export"}
    issued = await admin.post("/api/v1/tokens", body, status=201, headers=key)
    again = await admin.post("/api/v1/tokens", body, status=201, headers=key)
    assert again == {**issued, "secret": None}, "a secret is told once and kept nowhere"
    bearer = {"Authorization": f"Bearer {issued['secret']}"}
    assert (await office.nobody("GET", "/api/v1/views", headers=bearer)).status_code == 200
    [listed] = (await admin.get("/api/v1/tokens"))["items"]
    assert (listed["name"], listed["agent_name"], "secret" in listed) == ("Export", "Ben", False)
    assert listed["last_used_at"] is not None
    assert (await admin("DELETE", f"/api/v1/tokens/{issued['id']}")).status_code == 204
    assert (await office.nobody("GET", "/api/v1/views", headers=bearer)).status_code == 401
    assert (await admin.get("/api/v1/tokens"))["items"] == []
    assert (await admin("DELETE", f"/api/v1/tokens/{uuid4()}")).status_code == 404
    assert await actions(office) == ["token.issued", "token.revoked"]


async def test_a_token_can_not_be_made_of_nothing(office: Office) -> None:
    admin = await office.as_(Role.ADMIN)
    body: dict[str, Any] = {"name": "Export", "scopes": ["read"]}
    for wrong in (
        {**body, "scopes": []},
        {**body, "scopes": ["everything"]},
        {**body, "name": " "},
        {**body, "agent_id": str(uuid4())},
        {**body, "expires_at": "2026-01-05T11:59:59Z"},
        {**body, "expires_at": "9999-12-31T23:59:59-12:00"},
    ):
        await admin.post("/api/v1/tokens", wrong, status=422)
    soon = await admin.post(
        "/api/v1/tokens", {**body, "expires_at": "2026-01-06T12:00:00Z"}, status=201
    )
    assert soon["expires_at"] == "2026-01-06T12:00:00Z"


async def test_a_token_goes_no_further_than_its_agents_role(office: Office) -> None:
    program = await office.program(await office.agent("Ben", Role.VIEWER), Scope.ADMIN)
    assert (await program("GET", "/api/v1/views")).status_code == 200
    assert (await program("GET", "/api/v1/audit")).status_code == 403


async def test_the_log_is_read_page_by_page(office: Office) -> None:
    lead, admin = await office.as_(Role.LEAD), await office.as_(Role.ADMIN)
    for number in range(3):
        await lead.post("/api/v1/teams", {"name": f"Team {number}"}, status=201)
    first = await admin.get("/api/v1/audit", limit=2)
    rest = await admin.get("/api/v1/audit", limit=2, cursor=first["next_cursor"])
    names = [entry["data"]["name"] for page in (first, rest) for entry in page["items"]]
    assert names == ["Team 2", "Team 1", "Team 0"]
    assert rest["next_cursor"] is None
    assert {entry["agent_name"] for entry in first["items"]} == {"Mara"}
    assert (await admin("GET", "/api/v1/audit", params={"cursor": "WyJ4Il0"})).status_code == 422


async def test_the_assistant_is_stopped_and_let_work_again(office: Office) -> None:
    id = await office.write(await office.customer(), "Which wallpaper suits?", apart=True)
    lead = await office.as_(Role.LEAD)
    works = await lead.get("/api/v1/assistant")
    assert (works["paused_at"], works["says"]) == (
        None,
        "The assistant answers everyone, or suggests what is likely.",
    )
    stopped = await lead.post("/api/v1/assistant/pause")
    assert (stopped["paused_at"], stopped["handed_over"]) == ("2026-01-05T12:00:00Z", 1)
    assert stopped["says"].startswith("The assistant is stopped, and people answer everyone.")
    assert "tandem pause --off" in stopped["change"]
    assert (await lead.get(f"/api/v1/conversations/{id}"))["conversation"]["owner"] == "human"
    await lead.post(f"/api/v1/conversations/{id}/hand-back", {}, status=409)
    assert (await lead.post("/api/v1/assistant/resume"))["paused_at"] is None
    assert await actions(office) == ["assistant.paused", "assistant.resumed"]
