"""The demo company's desk: its team, its shop's inbox, and conversations in every state."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from tandem.actions.conversation.ask_for_person import ask_for_person
from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.conversation.resolve import resolve
from tandem.actions.conversation.snooze import snooze
from tandem.actions.conversation.write_note import write_note
from tandem.actions.ports import Desk
from tandem.actions.turn.receive import Inbound, Picks, receive
from tandem.actions.turn.take_turn import take_turn
from tandem.core.desk import option
from tandem.core.desk.agent import Agent, Role
from tandem.core.desk.message import Author
from tandem.store import agents, contacts, conversations, inboxes, leases, messages, teams

SHOP = "Bramblebrew shop"
LEASE = timedelta(minutes=1)


def identity(name: str) -> UUID:
    """The same id in every demo, so that a second run finds what the first one made."""
    return uuid5(NAMESPACE_URL, f"https://bramblebrew.example/{name}")


SHOP_ID = identity("shop")


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the demo's team."""

    name: str
    role: Role
    availability: str
    capacity: int
    teams: tuple[str, ...]

    @property
    def email(self) -> str:
        """Their e-mail address."""
        return f"{self.name.lower()}@bramblebrew.example"


MARA = Person("Mara", Role.ADMIN, "away", 8, ("Orders", "Machines"))
IDA = Person("Ida", Role.LEAD, "away", 8, ("Orders",))
TEAM = (
    MARA,
    Person("Ben", Role.AGENT, "online", 2, ("Machines",)),
    IDA,
)
TEAMS = {
    "Machines": ("machine", "cleaning", "brewing"),
    "Orders": ("billing", "delivery", "returns", "account", "subscription"),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """A customer, their messages in order, and what the team does next."""

    name: str
    says: tuple[str, ...]
    then: str = ""
    is_verified: bool = False
    product: str = ""
    is_high_value: bool = False


SCENES = (
    Scene("Rosa", ("How do I descale the machine with tablets?",), "helped"),
    Scene("Teo", ("delivery",)),
    Scene("Ines", ("Does the One work on 110 volts in Japan?",), product="one"),
    Scene("Kofi", ("What does error E3 mean?", "That did not help. I want a human"), "replied"),
    Scene("Lena", ("I am frustrated, cancel my account",), is_verified=True, product="club"),
    Scene("Omar", ("I smell burning from the machine",)),
    Scene("Yuki", ("How do I pause my deliveries?",), "person"),
    Scene("Nils", ("Can I talk to someone about an invoice for 40 machines?",), "snoozed"),
    Scene("Juno", ("My parcel 88-2041 never came, can a person look?",), "resolved"),
    Scene(
        "Ada",
        ("Which milk gives the best foam?",),
        is_verified=True,
        product="one",
        is_high_value=True,
    ),
)


async def furnish(desk: Desk, past: Callable[[], Awaitable[None]] | None = None) -> None:
    """Add team, inbox and conversations, unless they exist already; `past` comes before these."""
    async with desk.database.transaction() as tx:
        is_new = await inboxes.add(tx, id=SHOP_ID, name=SHOP, channel="widget")
        if is_new:
            await _add_team(desk, tx)
    if is_new:
        if past is not None:
            await past()
        for scene in SCENES:
            await _play(desk, SHOP_ID, scene)


async def _add_team(desk: Desk, tx: conversations.Connection) -> None:
    for person in TEAM:
        await agents.add(
            tx,
            id=identity(person.name),
            email=person.email,
            name=person.name,
            role=person.role,
            availability=person.availability,
            capacity=person.capacity,
            now=desk.clock(),
        )
    for name, categories in TEAMS.items():
        members = [identity(person.name) for person in TEAM if name in person.teams]
        await teams.add(tx, id=identity(name), name=name, categories=categories, members=members)


async def _play(desk: Desk, shop: UUID, scene: Scene) -> None:
    contact = identity(scene.name)
    async with desk.database.transaction() as tx:
        await contacts.add(
            tx,
            id=contact,
            name=scene.name,
            email=f"{scene.name.lower()}@customer.example" if scene.is_verified else "",
            is_verified=scene.is_verified,
            is_high_value=scene.is_high_value,
            product=scene.product,
            plan="monthly" if scene.product == "club" else "",
            now=desk.clock(),
        )
    conversation: UUID | None = None
    for number, text in enumerate(scene.says):
        received = await receive(
            desk, Inbound(contact, shop, text, client_key=f"demo-{scene.name}-{number}")
        )
        conversation = received.conversation
        await take_turns(desk)
    assert conversation is not None
    if scene.then:
        await _THEN[scene.then](desk, shop, contact, conversation)


async def take_turns(desk: Desk) -> None:
    """Take turns until none is due."""
    while True:
        now = desk.clock()
        async with desk.database.connection() as connection:
            lease = await leases.claim(connection, until=now + LEASE, now=now)
        if lease is None:
            return
        await take_turn(desk, lease)


async def _helped(desk: Desk, shop: UUID, contact: UUID, conversation: UUID) -> None:
    async with desk.database.connection() as connection:
        thread = await messages.thread(connection, conversation)
    said = [message for message in thread if message.author is Author.ASSISTANT]
    yes = Picks(said[-1].id, option.YES.id)
    await receive(desk, Inbound(contact, shop, "", client_key="demo-helped", picks=yes))
    await take_turns(desk)


async def _person(desk: Desk, shop: UUID, contact: UUID, conversation: UUID) -> None:
    await ask_for_person(desk, contact, shop, "demo-person")


async def _replied(desk: Desk, shop: UUID, contact: UUID, conversation: UUID) -> None:
    ben = await agent_of(desk, "Ben")
    await write_note(
        desk, ben, conversation, "E3 twice in a row is usually the pump; ask for a film.", "demo-1"
    )
    await reply(
        desk,
        ben,
        conversation,
        Reply(
            "Hello Kofi, I read all of the above. Could you film the display while it starts?",
            client_key="demo-2",
            take_over=True,
        ),
    )


async def _snoozed(desk: Desk, shop: UUID, contact: UUID, conversation: UUID) -> None:
    ida = await agent_of(desk, "Ida")
    await reply(
        desk,
        ida,
        conversation,
        Reply(
            "Hello Nils, yes. I'll have the offer tomorrow.", client_key="demo-1", take_over=True
        ),
    )
    await snooze(desk, ida, conversation, desk.clock() + timedelta(hours=20))


async def _resolved(desk: Desk, shop: UUID, contact: UUID, conversation: UUID) -> None:
    mara = await agent_of(desk, "Mara")
    await reply(
        desk,
        mara,
        conversation,
        Reply(
            "Hello Juno, the parcel was held at the depot; it comes on Friday.",
            client_key="demo-1",
            take_over=True,
        ),
    )
    await resolve(desk, mara, conversation)


_THEN = {
    "helped": _helped,
    "person": _person,
    "replied": _replied,
    "snoozed": _snoozed,
    "resolved": _resolved,
}


async def agent_of(desk: Desk, name: str) -> Agent:
    """The member of the team with this name."""
    async with desk.database.connection() as connection:
        return await agents.read(connection, identity(name))
