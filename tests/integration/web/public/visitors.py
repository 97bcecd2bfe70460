"""What tests of the widget API share: a visitor, and what the desk knows of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import jwt

from tandem.actions.ports import Desk
from tandem.core.desk.contact import Contact
from tandem.store import contacts, conversations, inboxes
from tests.integration.web.chatting import new_inbox

HOUR = timedelta(hours=1)


@dataclass(slots=True)
class Visitor:
    """A browser with the chat open."""

    client: httpx.AsyncClient
    inbox: UUID
    headers: dict[str, str] = field(default_factory=dict[str, str])

    async def open(self, **proof: str) -> dict[str, Any]:
        """Open the chat, with the earlier token if there is one."""
        answer = await self.ask("POST", "/sessions", {"inbox": str(self.inbox), **proof})
        assert answer.status_code == 200, answer.text
        opened = answer.json()
        self.headers = {"Authorization": f"Bearer {opened['token']}"}
        return opened

    async def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """One request."""
        return await self.client.request(
            method, f"/widget/v1{path}", json=body, headers={**self.headers, **(headers or {})}
        )

    async def write(self, text: str, key: str = "", **more: object) -> dict[str, Any]:
        """Send a message."""
        body = {"text": text, "client_key": key or str(uuid4()), **more}
        answer = await self.ask("POST", "/messages", body)
        assert answer.status_code == 202, answer.text
        return answer.json()

    async def press(self) -> UUID:
        """Press "Talk to a human"."""
        answer = await self.ask("POST", "/person", {"client_key": str(uuid4())})
        assert answer.status_code == 202, answer.text
        return UUID(answer.json()["conversation_id"])

    async def sees(self) -> dict[str, Any]:
        """The conversation on the screen."""
        answer = await self.ask("GET", "/conversation")
        assert answer.status_code == 200, answer.text
        return answer.json()["conversation"]


async def arrived(client: httpx.AsyncClient, desk: Desk, inbox: UUID | None = None) -> Visitor:
    """A new visitor who opened the chat."""
    visitor = Visitor(client, inbox or await new_inbox(desk))
    await visitor.open()
    return visitor


async def signed(desk: Desk, inbox: UUID, key: str | None = None, **claims: object) -> str:
    """The identity token that the site's server signs for its customer."""
    async with desk.database.connection() as connection:
        secret = (await inboxes.read(connection, inbox)).secret.hex()
    given = {"sub": "42", "exp": (desk.clock() + HOUR).timestamp(), **claims}
    kept = {name: claim for name, claim in given.items() if claim is not None}
    return jwt.encode(kept, key or secret, "HS256")


async def read(desk: Desk, id: UUID) -> conversations.Conversation:
    async with desk.database.connection() as connection:
        return await conversations.read(connection, id)


async def whose(desk: Desk, conversation: str) -> Contact:
    """The contact whose conversation it is."""
    id = (await read(desk, UUID(conversation))).contact_id
    async with desk.database.connection() as connection:
        return await contacts.read(connection, id)


async def block(desk: Desk, contact: UUID) -> None:
    async with desk.database.transaction() as tx:
        version = (await contacts.read(tx, contact)).version
        await contacts.change(tx, contact, version, is_blocked=True)
