"""The desk of the tests: a shop with two articles, and a clock that tests move."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import numpy as np
from numpy.typing import NDArray

from tandem import app
from tandem.actions.conversation.ask_for_person import ask_for_person
from tandem.actions.knowledge.learn import Source, learn
from tandem.actions.ports import Desk, Policies, Post
from tandem.actions.turn.receive import Inbound, Picks, Received, receive
from tandem.actions.turn.take_turn import Taken, take_turn
from tandem.adapters.policy.file import PolicyFile
from tandem.assistant.thinking import fixed
from tandem.core.desk.agent import Agent, Role
from tandem.core.desk.conversation import Conversation
from tandem.core.desk.mail import Mailbox
from tandem.core.desk.message import Author, Kind, StoredMessage
from tandem.core.turn.confidence import KEYWORDS_ALONE
from tandem.core.turn.policy import Audience, Mode, Policy, Rollout
from tandem.core.turn.threshold import Threshold
from tandem.store import (
    agents,
    contacts,
    conversations,
    events,
    inboxes,
    leases,
    messages,
    showings,
)
from tandem.store.database import Database
from tandem.store.events import StoredEvent
from tandem.store.leases import Lease
from tandem.store.showings import Outcome
from tandem.testing import (
    FakeEmbedder,
    FixedPolicy,
    MemoryFiles,
    RecordingMailer,
    StoppedClock,
    sure_by_keywords,
)

ARTICLES = {
    "descale": "# Descale the boiler\n\nUse two descaling tablets for one boiler.",
    "milk": "# Steam the milk\n\nSteam the milk to sixty degrees.",
}
DESCALE = "How many descaling tablets for the boiler?"
MILK = "To how many degrees do I steam the milk?"
UNKNOWN = "Which wallpaper suits a marble fireplace?"
PERSON = "I want to talk to a human"
LEASE = timedelta(seconds=60)

LIVE = Policy(
    company="Alder",
    categories=("billing", "delivery"),
    rollout=(Rollout(Mode.AUTO, Audience.EVERYONE),),
    turns_max=10_000,
    waiting_minutes=1_000_000,  # so that only the desk's own times matter in these tests
    time_limit_minutes=1_000_000,
)


def in_mode(mode: Mode, audience: Audience = Audience.EVERYONE) -> Policy:
    """The live policy with another mode for everything."""
    return replace(LIVE, rollout=(Rollout(mode, audience),))


@dataclass(slots=True)
class SlowEmbedder(FakeEmbedder):
    """Embeds at once; after `hold` the next call waits until `resume`."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    may_go: asyncio.Event = field(default_factory=asyncio.Event)
    is_held: bool = False

    def hold(self) -> None:
        """Make the next call wait, and no other."""
        self.reached.clear()
        self.may_go.clear()
        self.is_held = True

    def resume(self) -> None:
        """Let the waiting call continue."""
        self.may_go.set()

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors, after waiting if it is on hold."""
        if self.is_held:
            self.is_held = False
            self.reached.set()
            await self.may_go.wait()
        return await FakeEmbedder.embed(self, texts)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a customer wrote, as stored; `is_new` is False if it already was."""

    conversation: UUID
    message: StoredMessage
    is_new: bool


@dataclass(frozen=True, slots=True)
class Shop:
    """A desk with one inbox, and short methods for what tests often do."""

    desk: Desk
    inbox: UUID
    clock: StoppedClock
    embedder: SlowEmbedder
    files: MemoryFiles
    mailer: RecordingMailer

    @property
    def database(self) -> Database:
        """Where all of it is stored."""
        return self.desk.database

    def sending(self) -> "Shop":
        """The same desk with mail set up, which goes to `mailer`."""
        post = Post(self.mailer, Mailbox("Alder", "support@shop.example"))
        return replace(self, desk=replace(self.desk, post=post))

    def under(self, policy: Policy) -> "Shop":
        """The same desk, with another policy in force from now on."""
        return self._ruled(FixedPolicy(policy))

    def suggesting(self) -> "Shop":
        """The same desk, where nothing may be answered: what is likely is suggested."""
        never = Threshold(None, 0.05, judged=0, answered=0, wrong=0, bound=1.0, origin="shipped")
        thinking = self.desk.thinking
        shipped = [replace(one, thresholds=(("", never),)) for one in thinking.shipped]
        return replace(self, desk=replace(self.desk, thinking=replace(thinking, shipped=shipped)))

    def under_file(self, path: Path, text: str) -> "Shop":
        """The same desk under the policy in a file, which may be changed."""
        path.write_text(text, encoding="utf-8")
        return self._ruled(PolicyFile(lambda: path, path))

    def _ruled(self, policies: Policies) -> "Shop":
        thinking = replace(self.desk.thinking, policy=policies.current)
        return replace(self, desk=replace(self.desk, thinking=thinking, policies=policies))

    async def customer(self, *, email: str = "", is_internal: bool = False) -> UUID:
        """A new contact."""
        id = uuid4()
        async with self.database.transaction() as tx:
            await contacts.add(tx, id=id, now=self.clock(), email=email, is_internal=is_internal)
        return id

    async def agent(
        self,
        name: str = "Mara",
        *,
        role: Role = Role.AGENT,
        availability: str = "away",
        email: str = "",
        password_hash: str | None = None,
    ) -> Agent:
        """A new agent."""
        id = uuid4()
        async with self.database.transaction() as tx:
            await agents.add(
                tx,
                id=id,
                email=email or f"{id}@shop.example",
                name=name,
                role=role,
                availability=availability,
                password_hash=password_hash,
                now=self.clock(),
            )
            return await agents.read(tx, id)

    async def write(
        self,
        contact: UUID,
        text: str,
        key: str | None = None,
        *,
        apart: bool = False,
        automatic: bool = False,
    ) -> Sent:
        """The contact writes."""
        received = await receive(
            self.desk,
            Inbound(
                contact, self.inbox, text, key or str(uuid4()), apart=apart, automatic=automatic
            ),
        )
        assert received.message is not None, "nothing was pressed"
        return Sent(received.conversation, received.message, received.is_new)

    async def pick(
        self, contact: UUID, message: StoredMessage, option: str, key: str | None = None
    ) -> Received:
        """The contact presses an option of a message, by its id."""
        picks = Picks(message.id, option)
        return await receive(
            self.desk, Inbound(contact, self.inbox, "", key or str(uuid4()), picks=picks)
        )

    async def press(self, contact: UUID, key: str | None = None) -> UUID:
        """The contact presses "Talk to a human"."""
        return await ask_for_person(self.desk, contact, self.inbox, key or str(uuid4()))

    async def claim(self) -> Lease | None:
        """A worker leases the turn that is due."""
        now = self.clock()
        async with self.database.transaction() as tx:
            return await leases.claim(tx, until=now + LEASE, now=now)

    async def turn(self) -> Taken | None:
        """A worker takes the turn that is due; None if none is."""
        lease = await self.claim()
        return lease and await take_turn(self.desk, lease)

    async def turns(self) -> list[Taken]:
        """Workers take turns until none is due."""
        taken: list[Taken] = []
        while (turn := await self.turn()) is not None:
            taken.append(turn)
        return taken

    async def read(self, id: UUID) -> Conversation:
        """The conversation as stored."""
        async with self.database.connection() as connection:
            return await conversations.read(connection, id)

    async def thread(self, id: UUID) -> list[StoredMessage]:
        """All its messages."""
        async with self.database.connection() as connection:
            return await messages.thread(connection, id)

    async def replies(self, id: UUID) -> list[tuple[str, str]]:
        """Author and text of each message, without notes and activities."""
        return [
            (message.author.value, message.text)
            for message in await self.thread(id)
            if message.kind is Kind.REPLY
        ]

    async def said(self, id: UUID) -> StoredMessage:
        """The newest reply of the assistant."""
        return [one for one in await self.thread(id) if one.author is Author.ASSISTANT][-1]

    async def outcomes(self, turn: UUID | None) -> set[Outcome] | None:
        """What became of what a turn quoted; None if it quoted nothing."""
        assert turn is not None
        async with self.database.connection() as connection:
            showing = await showings.of_turn(connection, turn)
        if showing is None:
            return None
        return {one for one in Outcome if getattr(showing, f"{one.value}_at") is not None}

    async def row(self, text: str, *values: object) -> tuple[Any, ...]:
        """The first row of a statement."""
        async with self.database.connection() as connection:
            found = await (await connection.execute(text.encode(), values)).fetchone()
        assert found is not None
        return found

    async def events(self, id: UUID) -> list[StoredEvent]:
        """All its events."""
        async with self.database.connection() as connection:
            return await events.since(connection, id, 0)


async def opened(database: Database, folder: Path) -> Shop:
    """The shop: it knows its articles, has one inbox and no mail."""
    folder.mkdir(exist_ok=True)
    for key, text in ARTICLES.items():
        (folder / f"{key}.md").write_text(text, encoding="utf-8")
    clock, embedder, files = StoppedClock(), SlowEmbedder(), MemoryFiles()
    await learn(database, embedder, Source(folder), prune=True, now=clock())
    thinking = replace(
        app.thinking(
            database,
            embedder,
            fixed(LIVE),
            [sure_by_keywords("fake"), sure_by_keywords(KEYWORDS_ALONE)],
        ),
        heads=(),
    )
    inbox = uuid4()
    async with database.transaction() as tx:
        await inboxes.add(tx, id=inbox, name="Shop", channel="widget")
    desk = Desk(
        database, thinking, FixedPolicy(LIVE), files, clock, uuid4, public_url="http://desk.test"
    )
    return Shop(desk, inbox, clock, embedder, files, RecordingMailer())


async def chunks(content: bytes) -> AsyncIterator[bytes]:
    """The bytes as an upload delivers them."""
    yield content
