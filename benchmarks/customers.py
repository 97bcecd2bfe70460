"""Customers with an open chat, and how long one of them waits for a reply."""

import json
import secrets
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx

from tandem import app
from tandem.core.desk.event import EventType
from tandem.core.desk.ownership import HELD_BY_ASSISTANT
from tandem.core.desk.secret import digest
from tandem.store import contacts, conversations, events, inboxes, widget_sessions
from tandem.store.database import Connection, Database

KEPT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Customer:
    """A new conversation and its browser's token."""

    conversation: UUID
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """The headers that identify the customer."""
        return {"Authorization": f"Bearer {self.token}"}


async def add(database: Database, count: int) -> list[Customer]:
    """This many customers in a new inbox, without messages; the assistant holds them all."""
    inbox, now = uuid4(), app.now()
    async with database.transaction() as tx:
        await inboxes.add(tx, id=inbox, name=str(inbox), channel="widget")
        return [await _begun(tx, inbox, now) for _ in range(count)]


async def _begun(tx: Connection, inbox: UUID, now: datetime) -> Customer:
    contact, conversation, token = uuid4(), uuid4(), secrets.token_urlsafe()
    await contacts.add(tx, id=contact, now=now)
    await widget_sessions.add(
        tx, digest(token), contact=contact, inbox=inbox, now=now, expires_at=now + KEPT
    )
    await conversations.start(
        tx,
        id=conversation,
        inbox=inbox,
        contact=contact,
        linked_from=None,
        standing=HELD_BY_ASSISTANT,
        product="",
        now=now,
    )
    await events.append(tx, conversation, EventType.STARTED, {}, public={}, now=now)
    return Customer(conversation, token)


async def wait_for_reply(client: httpx.AsyncClient, customer: Customer, text: str) -> float:
    """Seconds from writing until the reply is read in the stream, which is already open."""
    async with (
        client.stream(
            "GET",
            "/widget/v1/stream",
            params={"conversation": str(customer.conversation)},
            headers=customer.headers,
        ) as stream,
        aclosing(_events(stream)) as read,
    ):
        await anext(read)  # the conversation's start, which comes first
        began = time.perf_counter()
        sent = await client.post(
            "/widget/v1/messages",
            json={"text": text, "client_key": str(uuid4())},
            headers=customer.headers,
        )
        sent.raise_for_status()
        async for event in read:
            if event.get("author") == "assistant":
                assert event["sources"], "A rule replied, and nothing was measured."
                return time.perf_counter() - began
    raise AssertionError("The stream ended before the reply.")


async def _events(stream: httpx.Response) -> AsyncGenerator[dict[str, Any]]:
    stream.raise_for_status()
    async for line in stream.aiter_lines():
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))
