"""Customers and agents as HTTP clients that outlive the desk's processes.

They send what was not confirmed again, with its key, and resume their streams after each break.
"""

import asyncio
import random
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, NoReturn
from uuid import UUID

import httpx

from benchmarks.scene import question

ANSWER_S_MAX = 4.0  # after which a request counts as failed and is sent again
QUIET_S_MAX = 4.0  # of a stream; after that it is dead for its client
RETRY_S_MAX = 0.4
WRITES_S_MAX, WORKS_S_MAX = 0.4, 0.5  # between two messages of a customer, two steps of an agent
PERSON, APART = 0.05, 0.05  # of a customer's steps
HAND_BACK, RESOLVE = 0.5, 0.2  # of an agent's replies
MAY_PASS = frozenset({408, 425, 429})  # as in the widget, besides 5xx
BUSY = "still in progress"  # a 409 for a request that is sent again while its first one runs


@dataclass(slots=True)
class Door:
    """The desk's web processes as seen through a balancer: what fails at one is sent to another."""

    client: httpx.AsyncClient
    urls: Sequence[str]
    chance: random.Random
    sent_again: int = 0

    async def ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: Mapping[str, object] | None = None,
    ) -> httpx.Response:
        """The first response that is final, however often the request must be sent."""
        while True:
            url = self.chance.choice(self.urls)
            try:
                response = await self.client.request(
                    method, url + path, headers=headers, json=body, timeout=ANSWER_S_MAX
                )
            except httpx.TransportError:
                pass  # its server was killed or is paused: sent again below, and counted
            else:
                status = response.status_code
                is_busy = status == HTTPStatus.CONFLICT and BUSY in response.text
                if not (
                    status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in MAY_PASS or is_busy
                ):
                    return response
            self.sent_again += 1
            await asyncio.sleep(RETRY_S_MAX * self.chance.random())

    async def frames(
        self, path: str, headers: Mapping[str, str]
    ) -> AsyncGenerator[tuple[str, str]]:
        """The type and id of each complete frame of one connection to a stream."""
        url = self.chance.choice(self.urls) + path
        try:
            async with self.client.stream(
                "GET", url, headers=headers, timeout=QUIET_S_MAX
            ) as response:
                if response.is_success:
                    async with aclosing(_frames(response)) as frames:
                        async for frame in frames:
                            yield frame
        except httpx.TransportError:
            pass  # the stream ended with its server: the caller resumes it, and counts that
        await asyncio.sleep(RETRY_S_MAX * self.chance.random())


async def _frames(response: httpx.Response) -> AsyncGenerator[tuple[str, str]]:
    found: dict[str, str] = {}
    async for line in response.aiter_lines():
        name, _, value = line.partition(": ")
        if line:
            found[name] = value
        else:
            yield found.get("event", ""), found.get("id", "")
            found = {}


# Customers ------------------------------------------------------------------------------------


@dataclass(slots=True)
class Customer:
    """A customer's browser, and what the desk confirmed to it."""

    door: Door
    inbox: UUID
    seed: str
    accepted: dict[str, str] = field(default_factory=dict[str, str])  # message ids by key
    asked: set[UUID] = field(default_factory=set[UUID])  # conversations in which people were wanted
    seen: dict[UUID, list[int]] = field(default_factory=dict[UUID, list[int]])
    resumed: int = 0
    _token: str = ""
    _streams: list[asyncio.Task[NoReturn]] = field(default_factory=list[asyncio.Task[NoReturn]])

    async def write(self, stop: asyncio.Event) -> None:
        """Write until `stop`; what was begun is confirmed when this returns."""
        opened = await self.door.ask("POST", "/widget/v1/sessions", {}, {"inbox": str(self.inbox)})
        self._token = _body(opened)["token"]
        number = 0
        while not stop.is_set():
            chance, key = random.Random(f"{self.seed}-{number}"), str(number)  # noqa: S311 -- no secret
            if chance.random() < PERSON:
                answer = await self._post("person", {"client_key": key})
                self.asked.add(UUID(answer["conversation_id"]))
            else:
                is_apart = chance.random() < APART
                given = {"text": question(chance), "client_key": key, "apart": is_apart}
                answer = await self._post("messages", given)
                self.accepted[key] = answer["message"]["id"]
            self._follow(UUID(answer["conversation_id"]))
            number += 1
            await asyncio.sleep(WRITES_S_MAX * chance.random())

    async def leave(self) -> None:
        """Close the streams."""
        for stream in self._streams:
            stream.cancel()
        await asyncio.gather(*self._streams, return_exceptions=True)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    async def _post(self, route: str, body: Mapping[str, object]) -> dict[str, Any]:
        return _body(await self.door.ask("POST", f"/widget/v1/{route}", self._headers, body))

    def _follow(self, conversation: UUID) -> None:
        if conversation not in self.seen:
            self.seen[conversation] = []
            self._streams.append(asyncio.create_task(self._stream(conversation)))

    async def _stream(self, conversation: UUID) -> NoReturn:
        seen, path = self.seen[conversation], f"/widget/v1/stream?conversation={conversation}"
        while True:
            after = {"Last-Event-ID": str(seen[-1])} if seen else {}
            async with aclosing(self.door.frames(path, {**self._headers, **after})) as frames:
                async for _, id in frames:
                    if id:
                        seen.append(int(id))
            self.resumed += 1


# Agents ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class Agent:
    """An agent's screen, and what the desk confirmed to it."""

    door: Door
    token: str
    seed: str
    accepted: dict[str, str] = field(default_factory=dict[str, str])  # message ids by text
    stream_missed: int = 0
    stream_twice: int = 0
    resumed: int = 0

    async def work(self, stop: asyncio.Event) -> None:
        """Take, answer, and hand back or resolve conversations until `stop`."""
        number = 0
        while not stop.is_set():
            chance = random.Random(f"{self.seed}-{number}")  # noqa: S311 -- no secret
            view = chance.choice(("unassigned", "mine"))
            page = _body(await self._ask("GET", f"?view={view}&limit=50"))
            waiting = [row for row in page["items"] if row["waits_for"] == "person"]
            if waiting:
                await self._answer(chance.choice(waiting), f"Reply {self.seed}-{number}.", chance)
            number += 1
            await asyncio.sleep(WORKS_S_MAX * chance.random())

    async def follow(self) -> NoReturn:
        """Follow the whole desk; counts what came twice or not, within what a stream promises.

        One connection leaves nothing out, and a new one resumes the conversation of its
        `Last-Event-ID`. What came between the two in others is fetched again by a screen.
        """
        newest, read = "", dict[str, int]()
        while True:
            resumed, _, seq = newest.partition(":")
            read = {resumed: int(seq)} if newest else {}
            headers = self._headers | ({"Last-Event-ID": newest} if newest else {})
            async with aclosing(self.door.frames("/api/v1/stream", headers)) as frames:
                async for type, id in frames:
                    if type == "refetch":
                        read = {}
                    elif id:
                        conversation, _, seq = id.partition(":")
                        before = read.get(conversation, int(seq) - 1)
                        self.stream_twice += int(seq) <= before
                        self.stream_missed += max(int(seq) - before - 1, 0)
                        read[conversation], newest = int(seq), id
            self.resumed += 1

    async def _answer(self, row: Mapping[str, Any], text: str, chance: random.Random) -> None:
        """Take the conversation, reply and let go of it, unless somebody else is first."""
        id = row["id"]
        if (
            chance.random() < 0.5
            and not (await self._ask("POST", f"/{id}/take-over", {})).is_success
        ):
            return
        resolves = chance.random() < RESOLVE
        reply = {"kind": "reply", "text": text, "seen_seq": row["seq"], "resolve": resolves}
        answer = await self._ask("POST", f"/{id}/messages", reply, key=text)
        if answer.is_success:
            self.accepted[text] = _body(answer)["id"]
            if not resolves and chance.random() < HAND_BACK:
                await self._ask("POST", f"/{id}/hand-back", {})

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def _ask(
        self, method: str, path: str, body: Mapping[str, object] | None = None, key: str = ""
    ) -> httpx.Response:
        """The response; a conflict is one too."""
        headers = self._headers | ({"Idempotency-Key": key} if key else {})
        response = await self.door.ask(method, f"/api/v1/conversations{path}", headers, body)
        if response.status_code != HTTPStatus.CONFLICT:
            _body(response)
        return response


def _body(response: httpx.Response) -> dict[str, Any]:
    """The JSON of a success; raises for a response that a client can't understand."""
    assert response.is_success, f"{response.request.url.path}: {response.text}"
    return response.json()
