"""A desk with its web app in this process, and short methods for requests by anyone."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI

from tandem.core.desk.agent import Agent, Role
from tandem.core.desk.conversation import Why
from tandem.core.desk.scope import Scope
from tandem.core.desk.secret import csrf_token, digest
from tandem.core.desk.session import Session
from tandem.core.turn.promised import Promise
from tandem.store import (
    agents,
    inboxes,
    messages,
    promises,
    routing,
    sessions,
    teams,
    tokens,
    widget_sessions,
)
from tests.integration.shop import PERSON, Shop


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who sends requests: all with these headers."""

    client: httpx.AsyncClient
    headers: dict[str, str]

    async def __call__(self, method: str, path: str, **sent: Any) -> httpx.Response:
        """One request."""
        headers = self.headers | sent.pop("headers", {})
        return await self.client.request(method, path, headers=headers, **sent)

    async def get(self, path: str, **query: Any) -> Any:
        """The answer of a GET, which must be 200."""
        answer = await self("GET", path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, body: object = None, *, status: int = 200, **sent: Any) -> Any:
        """The answer of a POST, which must have `status`."""
        return await self._changed("POST", path, body, status, sent)

    async def patch(self, path: str, body: object, *, status: int = 200) -> Any:
        """The answer of a PATCH, which must have `status`."""
        return await self._changed("PATCH", path, body, status, {})

    async def put(self, path: str, body: object, *, status: int = 200) -> Any:
        """The answer of a PUT, which must have `status`."""
        return await self._changed("PUT", path, body, status, {})

    async def _changed(
        self, method: str, path: str, body: object, status: int, sent: dict[str, Any]
    ) -> Any:
        answer = await self(method, path, **sent, **({} if body is None else {"json": body}))
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None


@dataclass(frozen=True, slots=True)
class Office:
    """The desk's web app, and the people who use it."""

    shop: Shop
    app: FastAPI
    client: httpx.AsyncClient

    @property
    def nobody(self) -> Caller:
        """A caller who is not signed in."""
        return Caller(self.client, {})

    async def agent(self, name: str = "Mara", role: Role = Role.AGENT) -> Agent:
        """A new agent."""
        return await self.shop.agent(name, role=role)

    async def signed_in(self, agent: Agent) -> Caller:
        """The agent in a browser."""
        session = Session(agent, f"session-{uuid4()}", self.shop.clock() + timedelta(days=1))
        async with self.shop.database.transaction() as tx:
            await sessions.add(tx, session, self.shop.clock())
        return Caller(
            self.client,
            {
                "Cookie": f"tandem_session={session.secret}",
                "X-CSRF-Token": csrf_token(session.secret),
            },
        )

    async def as_(self, role: Role, name: str = "Mara") -> Caller:
        """A new agent with a role, in a browser."""
        return await self.signed_in(await self.agent(name, role))

    async def program(self, agent: Agent, *scopes: Scope) -> Caller:
        """A program with a token of this agent."""
        secret = f"tdm_{uuid4()}"
        async with self.shop.database.transaction() as tx:
            await tokens.add(
                tx,
                secret,
                id=uuid4(),
                agent=agent.id,
                name="program",
                scopes=scopes,
                now=self.shop.clock(),
            )
        return Caller(self.client, {"Authorization": f"Bearer {secret}"})

    async def visitor(self, contact: UUID) -> Caller:
        """A customer's browser."""
        secret, now = f"widget-{uuid4()}", self.shop.clock()
        async with self.shop.database.transaction() as tx:
            await widget_sessions.add(
                tx,
                digest(secret),
                contact=contact,
                inbox=self.shop.inbox,
                now=now,
                expires_at=now + timedelta(days=1),
            )
        return Caller(self.client, {"Authorization": f"Bearer {secret}"})

    async def team(self, name: str, *members: Agent) -> UUID:
        """A new team."""
        id = uuid4()
        async with self.shop.database.transaction() as tx:
            await teams.add(tx, id=id, name=name, members=[member.id for member in members])
        return id

    async def reread(self, agent: Agent) -> Agent:
        """The agent as they are now."""
        async with self.shop.database.connection() as connection:
            return await agents.read(connection, agent.id)

    async def inbox(self, channel: str, name: str) -> UUID:
        """A new inbox."""
        id = uuid4()
        async with self.shop.database.transaction() as tx:
            await inboxes.add(tx, id=id, name=name, channel=channel)
        return id

    async def customer(self, email: str = "") -> UUID:
        """A new contact."""
        return await self.shop.customer(email=email)

    async def write(self, contact: UUID, text: str, *, apart: bool = False) -> UUID:
        """The contact writes; the conversation that it went to."""
        return (await self.shop.write(contact, text, apart=apart)).conversation

    async def waiting(self, contact: UUID | None = None, text: str = PERSON) -> UUID:
        """A new conversation that people own, whose customer waits for them."""
        contact = contact or await self.customer()
        id = await self.write(contact, text, apart=True)
        await self.shop.press(contact)
        return id

    async def promised(self, conversation: UUID) -> UUID:
        """A promise that the assistant has just made in a conversation."""
        now, id = self.shop.clock(), uuid4()
        says = f"We refund you within 3 days. ({id})"
        promise = Promise("refund", says, "refunds", "Refunds", False, now + timedelta(days=3))
        async with self.shop.database.transaction() as tx:
            message = (await messages.thread(tx, conversation))[-1].id
            await promises.keep(
                tx, promise, id=id, conversation=conversation, message=message, now=now
            )
        return id

    async def give(
        self, id: UUID, *, team: UUID | None = None, assignee: Agent | None = None
    ) -> None:
        """Assign a conversation to a team or somebody, without an event."""
        async with self.shop.database.transaction() as tx:
            await routing.assign(
                tx,
                id,
                team=team,
                assignee=assignee and assignee.id,
                why=Why.AGENT,
                now=self.shop.clock(),
            )
