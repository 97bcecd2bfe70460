"""People, teams, inboxes, tokens and the log of what was done to them."""

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


def actions(office: Office) -> list[str]:
    entries = office.as_(Role.ADMIN).get("/api/v1/audit")["items"]
    return [entry["action"] for entry in entries][::-1]


async def leave(admin: Caller, agent: Agent) -> int:
    """An admin deactivates somebody; the answer's status."""
    body = {"is_active": False, "version": agent.version}
    return (await admin.send("PATCH", f"/api/v1/agents/{agent.id}", json=body)).status_code


def test_who_is_invited_chooses_a_password_by_the_link(office: Office) -> None:
    admin = office.as_(Role.ADMIN)
    body = {"email": "Ben@Shop.example", "name": " Ben ", "role": "agent"}
    key = {"Idempotency-Key": "ben"}
    invited = admin.post("/api/v1/agents", body, status=201, headers=key)
    assert (invited["email"], invited["name"], invited["role"]) == (
        "ben@shop.example",
        "Ben",
        "agent",
    )
    again = admin.post("/api/v1/agents", body, status=201, headers=key)
    assert again == {**invited, "invitation_url": None}, "a link is told once and kept nowhere"
    _, _, secret = invited["invitation_url"].partition("#t=")
    password = "tea-lamp-river-nine"  # noqa: S105
    entered = office.nobody.post("/api/v1/session/link", {"token": secret, "password": password})
    assert entered["agent"]["id"] == invited["id"]
    admin.post("/api/v1/agents", body, status=409)
    admin.post("/api/v1/agents", {**body, "email": "nobody"}, status=422)
    admin.post("/api/v1/agents", {**body, "name": " ", "email": "x@shop.example"}, status=422)
    assert "agent.invited" in actions(office)


def test_whoever_leaves_gives_back_what_they_hold_and_is_signed_out(office: Office) -> None:
    id, ben = office.waiting(), office.agent("Ben")
    browser, admin = office.signed_in(ben), office.as_(Role.ADMIN)
    browser.post(f"/api/v1/conversations/{id}/take-over", {})
    left = admin.patch(f"/api/v1/agents/{ben.id}", {"is_active": False, "version": ben.version})
    assert left["is_active"] is False
    assert browser("GET", "/api/v1/me").status_code == 401
    assert admin.get(f"/api/v1/conversations/{id}")["conversation"]["assignee_id"] is None
    assert admin.get(f"/api/v1/conversations/{id}/events")["items"][-1]["type"] == (
        "conversation.assigned"
    )
    admin.patch(f"/api/v1/agents/{ben.id}", {"name": "Ben", "version": ben.version}, status=409)
    admin.patch(f"/api/v1/agents/{uuid4()}", {"name": "Ben", "version": 1}, status=404)


def test_a_closed_conversation_of_who_left_comes_back_to_the_queue(office: Office) -> None:
    contact, ben = office.customer(), office.agent("Ben")
    id, admin = office.waiting(contact), office.as_(Role.ADMIN)
    path = f"/api/v1/conversations/{id}"
    browser = office.signed_in(ben)
    browser.post(f"{path}/take-over", {})
    browser.post(f"{path}/resolve", {})
    before = admin.get(f"{path}/events")["items"]
    admin.patch(f"/api/v1/agents/{ben.id}", {"is_active": False, "version": ben.version})
    closed = admin.get(path)["conversation"]
    assert (closed["status"], closed["assignee_id"]) == ("resolved", None)
    assert admin.get(f"{path}/events")["items"] == before, "nothing happened in it"
    assert office.write(contact, "One more thing.") == id
    assert [
        row["id"] for row in admin.get("/api/v1/conversations", view="unassigned")["items"]
    ] == [str(id)]


def test_a_conversation_that_opens_while_somebody_leaves_is_given_back_too(office: Office) -> None:
    id, ben, admin = office.waiting(), office.agent("Ben"), office.as_(Role.ADMIN)
    browser, desk = office.signed_in(ben), office.shop.desk
    browser.post(f"/api/v1/conversations/{id}/take-over", {})
    browser.post(f"/api/v1/conversations/{id}/resolve", {})

    async def scenario() -> int:
        async with desk.database.transaction() as tx:
            closed = await conversations.lock(tx, id)
            await conversations.set_standing(tx, id, ownership.reopened(closed.standing))
            leaving = asyncio.create_task(leave(admin, ben))
            await blocked(desk.database, 1, leaving)
        return await leaving

    assert office.runner.run(scenario()) == 200
    path = f"/api/v1/conversations/{id}"
    assert admin.get(path)["conversation"]["assignee_id"] is None
    last = admin.get(f"{path}/events")["items"][-1]
    assert (last["type"], last["data"]["assignee_id"]) == ("conversation.assigned", None)


def test_who_comes_back_is_let_in_by_nothing_of_before(office: Office) -> None:
    ben, admin = office.agent("Ben"), office.as_(Role.ADMIN)
    browser, program = office.signed_in(ben), office.program(ben, Scope.READ)

    async def link() -> None:
        async with office.shop.desk.database.transaction() as tx:
            await entry_links.add(
                tx, "link", ben.id, Purpose.SIGN_IN, office.shop.clock() + timedelta(minutes=15)
            )

    office.runner.run(link())
    path = f"/api/v1/agents/{ben.id}"
    left = admin.patch(path, {"is_active": False, "version": ben.version})
    admin.patch(path, {"is_active": True, "version": left["version"]})
    for caller in (browser, program):
        assert caller("GET", "/api/v1/me").status_code == 401
    office.nobody.post("/api/v1/session/link", {"token": "link"}, status=404)
    assert admin.get("/api/v1/tokens")["items"] == []
    assert actions(office) == ["token.revoked", "agent.changed", "agent.changed"]


def test_somebody_may_leave_while_they_write(office: Office) -> None:
    """Who leaves waits for what they hold; what they write, which names them, must not wait too."""
    id, ben = office.waiting(), office.agent("Ben", Role.ADMIN)
    admin, desk = office.as_(Role.ADMIN), office.shop.desk
    office.give(id, assignee=ben)

    async def scenario() -> int:
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
        return await leaving

    assert office.runner.run(scenario()) == 200


def test_the_last_admin_stays_one(office: Office) -> None:
    agent = office.agent("Mara", Role.ADMIN)
    admin, path = office.signed_in(agent), f"/api/v1/agents/{agent.id}"
    admin.patch(path, {"role": "lead", "version": 1}, status=409)
    admin.patch(path, {"is_active": False, "version": 1}, status=409)
    admin.patch(path, {"name": "Mara M.", "version": 1})
    office.agent("Ben", Role.ADMIN)
    assert admin.patch(path, {"role": "lead", "version": 2})["role"] == "lead"


def test_two_admins_can_not_take_each_other_away_at_once(office: Office) -> None:
    mara, ben = office.agent("Mara", Role.ADMIN), office.agent("Ben", Role.ADMIN)
    pairs = [(office.signed_in(mara), ben), (office.signed_in(ben), mara)]

    async def both() -> list[int]:
        answers = await asyncio.gather(
            *(
                caller.send(
                    "PATCH", f"/api/v1/agents/{other.id}", json={"role": "viewer", "version": 1}
                )
                for caller, other in pairs
            )
        )
        return sorted(answer.status_code for answer in answers)

    assert office.runner.run(both()) in ([200, 403], [200, 409])


def test_a_team_is_added_changed_and_taken_away(office: Office) -> None:
    lead, ben = office.as_(Role.LEAD), office.agent("Ben")
    body = {"name": " Billing ", "categories": ["billing"], "members": [str(ben.id)]}
    key = {"Idempotency-Key": "billing"}
    team = lead.post("/api/v1/teams", body, status=201, headers=key)
    assert team == lead.post("/api/v1/teams", body, status=201, headers=key)
    assert (team["name"], team["members"]) == ("Billing", [str(ben.id)])
    path = f"/api/v1/teams/{team['id']}"
    changed = lead.patch(path, {"name": "Invoices", "members": [], "version": 1})
    assert (changed["name"], changed["categories"], changed["members"]) == (
        "Invoices",
        ["billing"],
        [],
    )
    lead.patch(path, {"name": "Else", "version": 1}, status=409)
    lead.post("/api/v1/teams", {"name": "Invoices"}, status=409)
    lead.post("/api/v1/teams", {"name": "Delivery"}, status=201)
    lead.patch(path, {"name": "Delivery", "version": 2}, status=409)
    for wrong in (
        {"name": " "},
        {"name": "A", "categories": ["weather"]},
        {"name": "A", "members": [str(uuid4())]},
    ):
        lead.post("/api/v1/teams", wrong, status=422)
    assert [found["name"] for found in lead.get("/api/v1/teams")["items"]] == [
        "Delivery",
        "Invoices",
    ]
    assert lead("DELETE", path).status_code == 204
    assert lead("DELETE", path).status_code == 404
    lead.patch(path, {"name": "Else", "version": 2}, status=404)
    assert actions(office) == ["team.added", "team.changed", "team.added", "team.removed"]


def test_an_inbox_shows_its_secret_once(office: Office) -> None:
    admin = office.as_(Role.ADMIN)
    body = {"name": "Help", "channel": "widget", "origins": ["HTTPS://Shop.example:443/"]}
    inbox = admin.post("/api/v1/inboxes", body, status=201)
    assert len(inbox["secret"]) == 64
    assert inbox["origins"] == ["https://shop.example"]
    assert f'data-inbox="{inbox["id"]}"' in inbox["snippet"]
    listed = admin.get("/api/v1/inboxes")["items"]
    assert [found["name"] for found in listed] == ["Help", "Shop"]
    assert all("secret" not in found for found in listed)
    path = f"/api/v1/inboxes/{inbox['id']}"
    changed = admin.patch(path, {"is_internal": True, "origins": [], "version": 1})
    assert (changed["is_internal"], changed["origins"]) == (True, [])
    admin.patch(path, {"name": "Else", "version": 1}, status=409)
    admin.patch(path, {"name": "Shop", "version": 2}, status=409)
    admin.post("/api/v1/inboxes", body, status=409)
    assert actions(office) == ["inbox.added", "inbox.changed"]


def test_what_is_no_origin_is_refused(office: Office) -> None:
    admin = office.as_(Role.ADMIN)
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
    ):
        body = {"name": "Help", "channel": "widget", "origins": [origin]}
        admin.post("/api/v1/inboxes", body, status=422)


def test_a_token_works_until_it_is_revoked(office: Office) -> None:
    admin = office.as_(Role.ADMIN)
    ben = office.agent("Ben")
    body: dict[str, Any] = {"name": "Export", "scopes": ["read"], "agent_id": str(ben.id)}
    key = {"Idempotency-Key": "export"}
    issued = admin.post("/api/v1/tokens", body, status=201, headers=key)
    again = admin.post("/api/v1/tokens", body, status=201, headers=key)
    assert again == {**issued, "secret": None}, "a secret is told once and kept nowhere"
    bearer = {"Authorization": f"Bearer {issued['secret']}"}
    assert office.nobody("GET", "/api/v1/views", headers=bearer).status_code == 200
    [listed] = admin.get("/api/v1/tokens")["items"]
    assert (listed["name"], listed["agent_name"], "secret" in listed) == ("Export", "Ben", False)
    assert listed["last_used_at"] is not None
    assert admin("DELETE", f"/api/v1/tokens/{issued['id']}").status_code == 204
    assert office.nobody("GET", "/api/v1/views", headers=bearer).status_code == 401
    assert admin.get("/api/v1/tokens")["items"] == []
    assert admin("DELETE", f"/api/v1/tokens/{uuid4()}").status_code == 404
    assert actions(office) == ["token.issued", "token.revoked"]


def test_a_token_can_not_be_made_of_nothing(office: Office) -> None:
    admin = office.as_(Role.ADMIN)
    body: dict[str, Any] = {"name": "Export", "scopes": ["read"]}
    for wrong in (
        {**body, "scopes": []},
        {**body, "scopes": ["everything"]},
        {**body, "name": " "},
        {**body, "agent_id": str(uuid4())},
        {**body, "expires_at": "2026-01-05T11:59:59Z"},
        {**body, "expires_at": "9999-12-31T23:59:59-12:00"},
    ):
        admin.post("/api/v1/tokens", wrong, status=422)
    soon = admin.post("/api/v1/tokens", {**body, "expires_at": "2026-01-06T12:00:00Z"}, status=201)
    assert soon["expires_at"] == "2026-01-06T12:00:00Z"


def test_a_token_goes_no_further_than_its_agents_role(office: Office) -> None:
    program = office.program(office.agent("Ben", Role.VIEWER), Scope.ADMIN)
    assert program("GET", "/api/v1/views").status_code == 200
    assert program("GET", "/api/v1/audit").status_code == 403


def test_the_log_is_read_page_by_page(office: Office) -> None:
    lead, admin = office.as_(Role.LEAD), office.as_(Role.ADMIN)
    for number in range(3):
        lead.post("/api/v1/teams", {"name": f"Team {number}"}, status=201)
    first = admin.get("/api/v1/audit", limit=2)
    rest = admin.get("/api/v1/audit", limit=2, cursor=first["next_cursor"])
    names = [entry["data"]["name"] for page in (first, rest) for entry in page["items"]]
    assert names == ["Team 2", "Team 1", "Team 0"]
    assert rest["next_cursor"] is None
    assert {entry["agent_name"] for entry in first["items"]} == {"Mara"}
    assert admin("GET", "/api/v1/audit", params={"cursor": "WyJ4Il0"}).status_code == 422


def test_the_assistant_is_stopped_and_let_work_again(office: Office) -> None:
    id = office.write(office.customer(), "Which wallpaper suits?", apart=True)
    lead = office.as_(Role.LEAD)
    assert lead.get("/api/v1/assistant")["paused_at"] is None
    stopped = lead.post("/api/v1/assistant/pause")
    assert (stopped["paused_at"], stopped["handed_over"]) == ("2026-01-05T12:00:00Z", 1)
    assert lead.get(f"/api/v1/conversations/{id}")["conversation"]["owner"] == "human"
    lead.post(f"/api/v1/conversations/{id}/hand-back", {}, status=409)
    assert lead.post("/api/v1/assistant/resume")["paused_at"] is None
    assert actions(office) == ["assistant.paused", "assistant.resumed"]
