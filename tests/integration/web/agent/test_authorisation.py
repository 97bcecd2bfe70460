"""Who may do what: every route for every caller, for own and other people's things.

Each cell uses new objects where it changes them, so that no cell influences another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from tandem.actions.conversation.store_attachment import store_attachment
from tandem.actions.turn.receive import Inbound, receive
from tandem.core.desk.agent import Agent, Role
from tandem.core.desk.message import Author
from tandem.core.desk.review import ReviewKind, Stratum
from tandem.core.desk.scope import Scope
from tandem.store import reviews
from tandem.store.reviews import NewItem
from tests.integration.shop import PERSON, chunks
from tests.integration.web.agent.office import Caller, Office

PNG = ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(8), "image/png")

# `own` and `foreign` are the same agent: asking about a conversation of their team, and of another.
# The programs act for a lead: one may read, one write, and one only asks the assistant.
AGENT = """
                                            nobody viewer own foreign lead admin read write asks
POST   /api/v1/session                         401    401 401     401  401   401  401   401  401
DELETE /api/v1/session                         401    204 204     204  204   204  403   403  403
DELETE /api/v1/sessions                        401    204 204     204  204   204  403   403  403
POST   /api/v1/session/link                    404    404 404     404  404   404  404   404  404
POST   /api/v1/password-resets                 202    202 202     202  202   202  202   202  202
GET    /api/v1/me                              401    200 200     200  200   200  200   200  403
PATCH  /api/v1/me                              401    200 200     200  200   200  403   200  403
POST   /api/v1/me/password                     401    422 422     422  422   422  403   403  403
GET    /api/v1/presence                        401    200 200     200  200   200  200   200  403
GET    /api/v1/views                           401    200 200     200  200   200  200   200  403
GET    /api/v1/conversations                   401    200 200     200  200   200  200   200  403
POST   /api/v1/conversations                   401    403 201     404  201   201  403   201  403
GET    /api/v1/conversations/{id}              401    200 200     404  200   200  200   200  403
PATCH  /api/v1/conversations/{id}              401    403 200     404  200   200  403   200  403
GET    /api/v1/conversations/{id}/messages     401    200 200     404  200   200  200   200  403
POST   /api/v1/conversations/{id}/messages     401    403 201     404  201   201  403   201  403
GET    /api/v1/conversations/{id}/events       401    200 200     404  200   200  200   200  403
POST   /api/v1/conversations/{id}/known        401    403 200     404  200   200  403   200  403
POST   /api/v1/conversations/{id}/typing       401    403 204     404  204   204  403   204  403
POST   /api/v1/conversations/{id}/presence     401    204 204     404  204   204  403   204  403
POST   /api/v1/conversations/{id}/take-over    401    403 200     404  200   200  403   200  403
POST   /api/v1/conversations/{id}/hand-back    401    403 200     404  200   200  403   200  403
POST   /api/v1/conversations/{id}/resolve      401    403 200     404  200   200  403   200  403
POST   /api/v1/conversations/{id}/reopen       401    403 200     404  200   200  403   200  403
POST   /api/v1/conversations/{id}/assign       401    403 200     404  200   200  403   200  403
POST   /api/v1/conversations/{id}/reword       401    403 200     404  200   200  403   200  403
GET    /api/v1/conversations/{id}/summary      401    403 200     404  200   200  403   200  403
GET    /api/v1/conversations/{id}/labels       401    403 200     404  200   200  403   200  403
POST   /api/v1/conversations/{id}/snooze       401    403 200     404  200   200  403   200  403
POST   /api/v1/conversations/{id}/decline      401    403 409     404  409   409  403   409  403
GET    /api/v1/conversations/{id}/snoozes      401    200 200     404  200   200  200   200  403
POST   /api/v1/attachments                     401    403 201     201  201   201  403   201  403
GET    /api/v1/attachments/{id}                401    200 200     404  200   200  200   200  403
GET    /api/v1/contacts/{id}                   401    200 200     404  200   200  200   200  403
PATCH  /api/v1/contacts/{id}                   401    403 200     404  200   200  403   200  403
GET    /api/v1/turns/{id}                      401    200 200     404  200   200  200   200  403
GET    /api/v1/turns/{id}/sent                 401    200 200     404  200   200  200   200  403
POST   /api/v1/turns/{id}/replay               401    200 200     404  200   200  403   200  403
GET    /api/v1/assistant                       401    200 200     200  200   200  200   200  403
GET    /api/v1/policy                          401    403 403     403  403   200  403   403  403
PATCH  /api/v1/policy                          401    403 403     403  403   200  403   403  403
POST   /api/v1/policy/undo                     401    403 403     403  403   200  403   403  403
GET    /api/v1/rollout                         401    403 403     403  200   200  403   403  403
PUT    /api/v1/rollout                         401    403 403     403  403   200  403   403  403
POST   /api/v1/rollout/preview                 401    403 403     403  403   200  403   403  403
POST   /api/v1/rollout/undo                    401    403 403     403  403   200  403   403  403
GET    /api/v1/rollout/contacts/{id}           401    403 403     403  200   200  403   403  403
GET    /api/v1/shadow                          401    403 403     403  200   200  403   403  403
GET    /api/v1/promises                        401    200 200     200  200   200  200   200  403
GET    /api/v1/promises/counts                 401    403 403     403  200   200  200   200  403
PUT    /api/v1/promises/{id}/outcome           401    403 200     404  200   200  403   200  403
GET    /api/v1/outcomes/drafts                 401    403 403     403  200   200  403   403  403
GET    /api/v1/hidden                          401    200 200     200  200   200  200   200  403
GET    /api/v1/incidents                       401    200 200     200  200   200  200   200  403
POST   /api/v1/incidents                       401    403 403     403  201   201  403   403  403
PATCH  /api/v1/incidents/{id}                  401    403 403     403  200   200  403   403  403
POST   /api/v1/incidents/{id}/end              401    403 403     403  200   200  403   403  403
GET    /api/v1/gaps                            401    200 200     200  200   200  200   200  403
POST   /api/v1/gaps/search                     401    403 403     403  200   200  403   403  403
GET    /api/v1/gaps/{id}                       401    404 404     404  404   404  404   404  403
PATCH  /api/v1/gaps/{id}                       401    403 403     403  404   404  403   403  403
POST   /api/v1/gaps/{id}/proposals             401    403 404     404  404   404  403   404  403
GET    /api/v1/articles                        401    200 200     200  200   200  200   200  403
GET    /api/v1/articles/{number}               401    404 404     404  404   404  404   404  403
GET    /api/v1/articles/{number}/versions/{version} 401 404 404   404  404   404  404   404  403
GET    /api/v1/articles/{number}/difference    401    404 404     404  404   404  404   404  403
POST   /api/v1/articles/{number}/give-back     401    403 403     403  404   404  403   403  403
GET    /api/v1/proposals                       401    200 200     200  200   200  200   200  403
POST   /api/v1/proposals                       401    403 201     201  201   201  403   201  403
GET    /api/v1/proposals/{id}                  401    404 404     404  404   404  404   404  403
PATCH  /api/v1/proposals/{id}                  401    403 404     404  404   404  403   404  403
POST   /api/v1/proposals/{id}/preview          401    403 404     404  404   404  403   404  403
POST   /api/v1/proposals/{id}/publish          401    403 403     403  404   404  403   403  403
POST   /api/v1/proposals/{id}/reject           401    403 403     403  404   404  403   403  403
POST   /api/v1/hidden                          401    403 404     404  404   404  403   404  403
DELETE /api/v1/hidden/{id}                     401    403 404     404  404   404  403   404  403
POST   /api/v1/assistant/pause                 401    403 403     403  200   200  403   403  403
POST   /api/v1/assistant/resume                401    403 403     403  200   200  403   403  403
POST   /api/v1/assistant/respond               401    403 200     200  200   200  403   200  200
GET    /api/v1/agents                          401    200 200     200  200   200  200   200  403
POST   /api/v1/agents                          401    403 403     403  403   201  403   403  403
PATCH  /api/v1/agents/{id}                     401    403 403     403  403   200  403   403  403
GET    /api/v1/hours                           401    200 200     200  200   200  200   200  403
PUT    /api/v1/hours                           401    403 403     403  200   200  403   403  403
GET    /api/v1/reachability                    401    200 200     200  200   200  200   200  403
GET    /api/v1/metrics                         401    403 403     403  200   200  200   200  403
GET    /api/v1/metrics/week                    401    403 403     403  200   200  200   200  403
GET    /api/v1/metrics/values                  401    403 403     403  200   200  200   200  403
GET    /api/v1/metrics/{name}/split/{dimension} 401   403 403     403  200   200  200   200  403
GET    /api/v1/metrics/{name}/curve            401    403 403     403  200   200  200   200  403
GET    /api/v1/metrics/{name}/conversations    401    403 403     403  200   200  200   200  403
GET    /api/v1/review                          401    403 403     403  200   200  403   403  403
GET    /api/v1/review/rates                    401    403 403     403  200   200  403   403  403
GET    /api/v1/review/{id}                     401    403 403     403  200   200  403   403  403
POST   /api/v1/review/{id}/verdict             401    403 403     403  200   200  403   403  403
POST   /api/v1/review/{id}/undo                401    403 403     403  409   409  403   403  403
GET    /api/v1/teams                           401    200 200     200  200   200  200   200  403
POST   /api/v1/teams                           401    403 403     403  201   201  403   403  403
PATCH  /api/v1/teams/{id}                      401    403 403     403  200   200  403   403  403
DELETE /api/v1/teams/{id}                      401    403 403     403  204   204  403   403  403
GET    /api/v1/inboxes                         401    403 403     403  403   200  403   403  403
POST   /api/v1/inboxes                         401    403 403     403  403   201  403   403  403
PATCH  /api/v1/inboxes/{id}                    401    403 403     403  403   200  403   403  403
GET    /api/v1/tokens                          401    403 403     403  403   200  403   403  403
POST   /api/v1/tokens                          401    403 403     403  403   201  403   403  403
DELETE /api/v1/tokens/{id}                     401    403 403     403  403   204  403   403  403
GET    /api/v1/audit                           401    403 403     403  403   200  403   403  403
GET    /api/v1/stream                          401    200 200     200  200   200  200   200  403
GET    /healthz                                200    200 200     200  200   200  200   200  200
GET    /readyz                                 200    200 200     200  200   200  200   200  200
GET    /metrics                                200    200 200     200  200   200  200   200  200
"""
# `own` and `foreign` are a customer's browser, asking about its own and another's conversation;
# `blocked` is one that the team has blocked, `admin` an agent's browser.
WIDGET = """
                                   nobody own foreign blocked admin
POST   /widget/v1/sessions            200 200     200     200   200
DELETE /widget/v1/sessions            204 204     204     204   204
GET    /widget/v1/conversation        401 200     200     200   401
POST   /widget/v1/messages            401 202     202     403   401
POST   /widget/v1/person              401 202     202     202   401
POST   /widget/v1/email               401 204     204     204   401
POST   /widget/v1/rating              401 409     404     403   401
POST   /widget/v1/attachments         401 201     201     403   401
GET    /widget/v1/attachments/{id}    401 200     404     200   401
GET    /widget/v1/stream              401 200     404     200   401
POST   /widget/v1/seen                401 204     204     204   401
"""


def written_down(table: str) -> dict[str, dict[str, int]]:
    """The expected status of each route for each caller."""
    head, *rows = table.strip().splitlines()
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        method, path, *statuses = row.split()
        found[f"{method} {path}"] = dict(
            zip(head.split(), [int(status) for status in statuses], strict=True)
        )
    return found


@dataclass(frozen=True, slots=True)
class Thread:
    """A customer's conversation that people own, and what belongs to it."""

    id: UUID
    contact: UUID
    turn: UUID
    file: UUID  # of the customer


@dataclass(frozen=True, slots=True)
class Matrix:
    """The desk of the tables: two teams, and one agent in the first of them."""

    office: Office
    admin: Caller
    agent: Agent
    lead: Agent
    teams: Mapping[str, UUID]
    programs: UUID
    read: dict[str, Thread]

    @classmethod
    async def of(cls, office: Office) -> "Matrix":
        """A matrix with one conversation per team for all callers that only read."""
        agent, other = await office.agent("Mara"), await office.agent("Ben")
        teams = {
            "own": await office.team("Billing", agent),
            "foreign": await office.team("Delivery", other),
        }
        matrix = cls(
            office,
            admin=await office.as_(Role.ADMIN),
            agent=await office.reread(agent),
            lead=await office.agent("Rosa", Role.LEAD),
            teams=teams,
            programs=await office.inbox("api", "Orders"),
            read={},
        )
        for who in teams:
            matrix.read[who] = await matrix.thread(who)
        office.app.state.hub.close()  # so that a stream ends once it has begun
        return matrix

    async def caller(self, who: str) -> Caller:
        """Somebody in the first table's header, newly signed in."""
        match who:
            case "nobody":
                return self.office.nobody
            case "own" | "foreign":
                return await self.office.signed_in(self.agent)
            case "viewer" | "lead" | "admin":
                return await self.office.as_(Role(who))
            case "asks":
                return await self.office.program(self.lead, Scope.ASSISTANT)
            case _:
                return await self.office.program(self.lead, Scope(who))

    async def browser(self, who: str, contact: UUID) -> Caller:
        """Somebody in the second table's header; `contact` is the customer who is asked about."""
        match who:
            case "nobody":
                return self.office.nobody
            case "admin":
                return self.admin
            case "foreign":
                return await self.office.visitor(await self.office.customer())
            case "blocked":
                path = f"/api/v1/contacts/{contact}"
                await self.admin.patch(path, {"is_blocked": True, "version": 1})
                return await self.office.visitor(contact)
            case _:
                return await self.office.visitor(contact)

    async def thread(self, who: str) -> Thread:
        """A conversation of another team for `foreign`, else of the agent's own."""
        office, contact = self.office, await self.office.customer()
        desk, inbox = office.shop.desk, office.shop.inbox
        id = await office.write(contact, PERSON, apart=True)
        file = await store_attachment(desk, "a.png", chunks(PNG[1]), contact=contact)
        await receive(desk, Inbound(contact, inbox, "See.", "file", attachments=(file.id,)))
        await office.give(id, team=self.teams["foreign" if who == "foreign" else "own"])
        thread = await office.shop.thread(id)
        reply = next(message for message in thread if message.author is Author.ASSISTANT)
        assert reply.turn_id is not None
        return Thread(id, contact, reply.turn_id, file.id)

    async def asked(self, method: str, who: str) -> Thread:
        """A conversation to ask about: the shared one for reading, else a new one."""
        if method == "GET":
            return self.read["foreign" if who == "foreign" else "own"]
        return await self.thread(who)

    async def drawn(self, turn: UUID) -> None:
        """Puts the turn of a handoff into the review queue."""
        now = self.office.shop.clock()
        since = now - timedelta(days=1)
        async with self.office.shop.database.transaction() as tx:
            draw, _ = await reviews.add_draw(
                tx, reviews.SAMPLE, since=since, until=now, seed="s", size=1, members={}, now=now
            )
            of = NewItem(turn, ReviewKind.HANDOFF, "billing", (Stratum.RANDOM,), 1.0, 0, 1)
            await reviews.add_items(tx, draw, [of])

    async def added(self, path: str, body: dict[str, object]) -> UUID:
        """Something that an admin has just added."""
        return UUID((await self.admin.post(path, {"name": str(uuid4()), **body}, status=201))["id"])


POLICY = """
[company]
name = "Alder"
[[rollout]]
mode = "auto"
audience = "everyone"
"""
Sent = dict[str, Any]
VERSION: Sent = {"json": {"version": 1}}
NEW: Mapping[str, Sent] = {
    "/api/v1/agents": {"role": "agent"},
    "/api/v1/teams": {},
    "/api/v1/inboxes": {"channel": "api"},
    "/api/v1/tokens": {"scopes": ["read"]},
}
INCIDENT: Sent = {"title": "Checkout is down", "text": "We're on it.", "words": ["checkout"]}
MOVES: Mapping[str, Sent] = {
    "reword": {"text": "Hello.", "how": "source"},
    "known": {"text": "What is your order number?"},
    "assign": {"team_id": None, "assignee_id": None},
    "presence": {"doing": "viewing"},
    "snooze": {"until": "2026-01-06T09:00:00Z"},
}


def new(path: str) -> Sent:
    """The body to add one of these; every name and address is new."""
    email = {"email": f"{uuid4()}@shop.example"} if path.endswith("agents") else {}
    return {"name": str(uuid4()), **NEW[path], **email}


async def about_the_desk(matrix: Matrix, who: str, route: str) -> tuple[str, Sent]:
    """The path and the body of a caller's request to a route of the agent API."""
    method, path = route.split()
    folder, _, rest = path.partition("/{id}")
    match method, folder:
        case _, "/api/v1/conversations" if "{id}" in path:
            return await _about_a_conversation(matrix, who, method, path, rest.strip("/"))
        case "POST", "/api/v1/conversations":
            contact = {"id": str((await matrix.asked(method, who)).contact)}
            body = {"inbox_id": str(matrix.programs), "contact": contact, "text": "Hello"}
            return path, {"json": body}
        case "PUT", "/api/v1/promises":
            promised = await matrix.office.promised((await matrix.asked(method, who)).id)
            return f"{folder}/{promised}/outcome", {"json": {"outcome": "kept"}}
        case "GET", "/api/v1/attachments":
            return f"{folder}/{(await matrix.asked(method, who)).file}", {}
        case _, "/api/v1/password-resets":
            return path, {"json": {"email": f"{uuid4()}@shop.example"}}
        case "POST", "/api/v1/attachments":
            return path, {"files": {"file": PNG}}
        case "GET", "/api/v1/rollout/contacts":
            return f"{folder}/{(await matrix.asked(method, who)).contact}", {}
        case _, "/api/v1/contacts":
            return (
                f"{folder}/{(await matrix.asked(method, who)).contact}",
                VERSION if method == "PATCH" else {},
            )
        case "GET", _ if path.startswith("/api/v1/metrics"):
            named = path.replace("{name}", "resolution_time")
            return named.replace("{dimension}", "category"), {}
        case "DELETE", "/api/v1/hidden":
            return f"{folder}/9", {}
        case _, "/api/v1/proposals" if "{id}" in path:
            move = rest.strip("/") if method == "POST" else method
            sent: Sent = {"json": PROPOSALS[move]} if move in PROPOSALS else {}
            return f"{folder}/{uuid4()}{rest}", sent
        case _, _ if path.startswith("/api/v1/articles/{number}"):
            query = "?before=1&after=2" if path.endswith("difference") else ""
            numbered = path.replace("{number}", "999").replace("{version}", "1")
            return f"{numbered}{query}", {}
        case _, "/api/v1/gaps" if "{id}" in path:
            body = {"state": "open", "version": 1}
            return f"{folder}/{uuid4()}{rest}", {"json": body} if method == "PATCH" else {}
        case _, "/api/v1/turns":
            return f"{folder}/{(await matrix.asked(method, who)).turn}{rest}", {}
        case _, "/api/v1/review" if "{id}" in path:
            turn = (await matrix.asked("POST", who)).turn
            await matrix.drawn(turn)
            body: Sent = {"json": {"should_be_person": True}} if rest == "/verdict" else {}
            return f"{folder}/{turn}{rest}", body
        case "POST", "/api/v1/incidents" if rest:
            id = (await matrix.admin.post(folder, INCIDENT, status=201))["id"]
            return f"{folder}/{id}{rest}", {"json": {}}
        case "PATCH", "/api/v1/incidents":
            id = (await matrix.admin.post(folder, INCIDENT, status=201))["id"]
            return f"{folder}/{id}", VERSION
        case "PATCH" | "DELETE", _ if folder in NEW:
            added = await matrix.added(folder, new(folder))
            return f"{folder}/{added}", VERSION if method == "PATCH" else {}
        case "POST", _ if folder in NEW:
            return path, {"json": new(folder)}
        case _:
            return path, {"json": BODIES[route]} if route in BODIES else {}


async def _about_a_conversation(
    matrix: Matrix, who: str, method: str, path: str, move: str
) -> tuple[str, Sent]:
    id = (await matrix.asked(method, who)).id
    if move == "hand-back" or move == "reopen":
        before = "take-over" if move == "hand-back" else "resolve"
        await matrix.admin.post(f"/api/v1/conversations/{id}/{before}", {})
    sent: Sent = {}
    if method == "PATCH" or move in ("take-over", "hand-back", "resolve", "reopen", "decline"):
        sent = {"json": {}}
    elif move in MOVES:
        sent = {"json": MOVES[move]}
    elif (method, move) == ("POST", "messages"):
        sent = {"json": {"kind": "reply", "text": "Hello.", "take_over": True}}
    return path.replace("{id}", str(id)), sent


PROPOSALS: Mapping[str, Sent] = {
    "PATCH": {"title": "VAT", "version": 1},
    "publish": {"version": 1},
    "reject": {"version": 1, "reason": "No"},
}
BODIES: Mapping[str, Sent] = {
    "POST /api/v1/proposals": {"title": "VAT in Norway", "body": "25 %."},
    "POST /api/v1/session": {"email": "nobody@shop.example", "password": "no-such-words"},
    "POST /api/v1/session/link": {"token": "no-such-secret"},
    "PATCH /api/v1/me": {"availability": "online"},
    "POST /api/v1/me/password": {"current": "not-this-one", "new": "four-other-longer-words"},
    "POST /api/v1/assistant/respond": {"message": "Hello"},
    "PUT /api/v1/hours": {"hours": [{"time_zone": "UTC", "monday": ["09:00-17:00"]}]},
    "POST /api/v1/incidents": INCIDENT,
    "POST /api/v1/hidden": {"article_id": "no/such/article"},
    "PUT /api/v1/rollout": {"mode": "draft", "audience": "internal"},
    "POST /api/v1/rollout/preview": {"mode": "draft", "audience": "internal"},
    "PATCH /api/v1/policy": {"changes": [{"key": "answers.suggest_from", "value": 0.6}]},
}


def about_the_chat(matrix: Matrix, thread: Thread, route: str) -> tuple[str, Sent]:
    """The path and the body of a browser's request to a route of the widget API."""
    path = route.split()[1]
    body: Sent | None = {
        "POST /widget/v1/sessions": {"inbox": str(matrix.office.shop.inbox)},
        "POST /widget/v1/messages": {"text": "Hello?", "client_key": str(uuid4())},
        "POST /widget/v1/person": {"client_key": str(uuid4())},
        "POST /widget/v1/email": {"email": "rosa@shop.example"},
        "POST /widget/v1/rating": {"conversation_id": str(thread.id), "stars": 5},
    }.get(route)
    if route == "POST /widget/v1/attachments":
        return path, {"files": {"file": PNG}}
    if path == "/widget/v1/stream":
        return path, {"params": {"conversation": str(thread.id)}}
    return path.replace("{id}", str(thread.file)), {} if body is None else {"json": body}


def test_every_route_has_a_row(office: Office) -> None:
    paths: dict[str, dict[str, object]] = office.app.openapi()["paths"]
    routes = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    assert routes == written_down(AGENT).keys() | written_down(WIDGET).keys()


async def test_nobody_does_on_the_desk_what_is_not_theirs(office: Office, tmp_path: Path) -> None:
    ruled = office.shop.under_file(tmp_path / "policy.toml", POLICY)
    office.app.state.desk = ruled.desk
    matrix, wrong = await Matrix.of(office), list[str]()
    for route, expected in written_down(AGENT).items():
        for who, status in expected.items():
            path, sent = await about_the_desk(matrix, who, route)
            answer = await (await matrix.caller(who))(route.split()[0], path, **sent)
            if answer.status_code != status:
                wrong.append(f"{route} as {who}: {answer.status_code} instead of {status}")
    assert wrong == []


async def test_nobody_does_in_a_chat_what_is_not_theirs(office: Office) -> None:
    matrix, wrong = await Matrix.of(office), list[str]()
    for route, expected in written_down(WIDGET).items():
        for who, status in expected.items():
            thread = await matrix.thread(who)
            path, sent = about_the_chat(matrix, thread, route)
            answer = await (await matrix.browser(who, thread.contact))(
                route.split()[0], path, **sent
            )
            if answer.status_code != status:
                wrong.append(f"{route} as {who}: {answer.status_code} instead of {status}")
    assert wrong == []
