"""Opens the chat in a browser: for a new visitor, a returning one, or a customer the site signs."""

import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from tandem.actions.ports import Desk
from tandem.adapters import chat_tokens, identities
from tandem.core.desk import hours
from tandem.core.desk.contact import Contact
from tandem.core.desk.event import EventType
from tandem.core.desk.identity import ExpiredError, Identity
from tandem.core.desk.inbox import Inbox
from tandem.core.desk.links import ChatLink, no_longer_valid
from tandem.core.desk.secret import SECRET_BYTES, digest
from tandem.core.errors import ForbiddenError, NotFoundError
from tandem.store import contacts, events, inboxes, installation, widget_sessions
from tandem.store.database import Connection

KEPT = timedelta(days=30)  # since the chat was last opened


@dataclass(frozen=True, slots=True)
class Proof:
    """What a browser presents: its earlier token, the site's identity token, a mail's link."""

    token: str | None = None
    identity: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """An open chat; the browser uses `token` from now on."""

    token: str = field(repr=False)
    contact: Contact
    inbox: Inbox


async def open_session(desk: Desk, inbox: UUID, proof: Proof, *, time_zone: str = "") -> Opened:
    """Opens the chat; a customer whom the site signs keeps what they said before they signed in.

    Raises InvalidError for a bad identity token, ForbiddenError for a bad link: nobody is taken for
    somebody else, or silently for a new visitor. An identity token that has only expired is
    accepted if the browser's own token belongs to the same customer. The `time_zone` is the
    browser's; one that there isn't is passed over.
    """
    now = desk.clock()
    async with desk.database.connection() as connection:
        place = await inboxes.read(connection, inbox)
        secret = (await installation.read(connection)).secret
    link = proof.link and chat_tokens.check(secret, proof.link, now=now)
    if link and link.inbox != inbox:
        raise ForbiddenError("This link belongs to a different chat.")
    async with desk.database.transaction() as tx:
        known = await _known(tx, proof.token, inbox, now)
        identity = proof.identity and _identity(proof.identity, place, known, now)
        if identity:
            contact = await _signed(desk, tx, identity, place, known, now)
        elif link:
            contact = await _linked(tx, link)
        else:
            contact = known or await _new(desk, tx, place, now)
        if time_zone and hours.is_zone(time_zone):
            await contacts.in_zone(tx, contact.id, time_zone)
        if proof.token and known and contact.id == known.id:
            await widget_sessions.renew(tx, digest(proof.token), now + KEPT)
            return Opened(proof.token, contact, place)
        token = secrets.token_urlsafe(SECRET_BYTES)
        await widget_sessions.add(
            tx,
            digest(token),
            contact=contact.id,
            inbox=inbox,
            now=now,
            expires_at=now + KEPT,
        )
    return Opened(token, contact, place)


async def _known(tx: Connection, token: str | None, inbox: UUID, now: datetime) -> Contact | None:
    """The contact whose chat this browser has at this inbox, if there is one."""
    held = token and await widget_sessions.read(tx, digest(token), now)
    if not held or held.inbox_id != inbox:
        return None
    with suppress(NotFoundError):  # another tab has just merged the two contacts
        return await contacts.read(tx, held.contact_id)
    return None


def _identity(token: str, inbox: Inbox, known: Contact | None, now: datetime) -> Identity | None:
    """The identity in the token; None if it has expired and the browser's chat is theirs.

    A restored tab or a cached page sends such an old token.
    """
    try:
        return identities.read(token, inbox.secret, now=now)
    except ExpiredError as error:
        if known and (known.external_realm, known.external_id) == (inbox.id, error.external_id):
            return None
        raise


async def _signed(
    desk: Desk,
    tx: Connection,
    identity: Identity,
    inbox: Inbox,
    known: Contact | None,
    now: datetime,
) -> Contact:
    """The contact whom the site signed; what this browser's unknown contact said becomes theirs."""
    await contacts.add(
        tx,
        id=desk.new_id(),
        external_id=identity.external_id,
        realm=inbox.id,
        is_verified=True,
        is_internal=inbox.is_internal,
        now=now,
    )
    await contacts.identify(
        tx,
        identity.external_id,
        inbox.id,
        name=identity.name,
        email=identity.email,
        product=identity.product,
        plan=identity.plan,
        locale=identity.locale,
        is_high_value=identity.is_high_value,
        attributes=identity.attributes,
    )
    contact = await contacts.identified(tx, identity.external_id, inbox.id)
    assert contact is not None, "it was added above, or was there"
    if known is None or known.external_id is not None:  # or another person's, on one machine
        return contact
    contact = await contacts.lock(tx, contact.id)
    try:
        before = await contacts.lock(tx, known.id)
    except NotFoundError:  # another tab signed in at the same time, and has merged it already
        return contact
    for conversation in await contacts.merge(tx, before.id, contact.id):
        await events.append(
            tx, conversation, EventType.CHANGED, {"contact_id": str(contact.id)}, now=now
        )
    return await contacts.read(tx, contact.id)


async def _linked(tx: Connection, link: ChatLink) -> Contact:
    try:
        return await contacts.read(tx, link.contact)
    except NotFoundError as error:
        raise no_longer_valid() from error


async def _new(desk: Desk, tx: Connection, inbox: Inbox, now: datetime) -> Contact:
    id = desk.new_id()
    await contacts.add(tx, id=id, is_internal=inbox.is_internal, now=now)
    return await contacts.read(tx, id)
