"""Adds or changes an inbox."""

from collections.abc import Sequence
from urllib.parse import urlsplit
from uuid import UUID

from tandem.actions.ports import Desk
from tandem.adapters import origins as sites
from tandem.core.desk.agent import Agent, Permission
from tandem.core.desk.inbox import ANY_PORT, LOOPBACK, Inbox
from tandem.core.errors import ConflictError, InvalidError
from tandem.store import audits, inboxes
from tandem.store.unique import unique

TAKEN = "There is an inbox of this name already."


async def add_inbox(
    desk: Desk,
    agent: Agent,
    *,
    name: str,
    channel: str,
    product: str = "",
    origins: Sequence[str] = (),
    is_internal: bool = False,
) -> Inbox:
    """Adds the inbox, with its own secret; raises ConflictError if the name is taken."""
    agent.require(Permission.ADMIN)
    name, origins, id = _named(name), _origins(origins), desk.new_id()
    async with desk.database.transaction() as tx:
        added = await inboxes.add(
            tx,
            id=id,
            name=name,
            channel=channel,
            product=product.strip().lower(),
            origins=origins,
            is_internal=is_internal,
        )
        if not added:
            raise ConflictError(TAKEN, hint="Choose another one.")
        details = {"name": name, "channel": channel, "origins": origins, "is_internal": is_internal}
        await audits.add(tx, agent.id, "inbox.added", str(id), details, now=desk.clock())
        return await inboxes.read(tx, id)


async def change_inbox(
    desk: Desk,
    agent: Agent,
    id: UUID,
    version: int,
    *,
    name: str | None = None,
    product: str | None = None,
    origins: Sequence[str] | None = None,
    is_internal: bool | None = None,
) -> Inbox:
    """Changes it; None leaves a value unchanged. ConflictError if it changed since `version`."""
    agent.require(Permission.ADMIN)
    name = name if name is None else _named(name)
    product = product if product is None else product.strip().lower()
    origins = origins if origins is None else _origins(origins)
    async with desk.database.transaction() as tx:
        with unique(TAKEN):
            inbox = await inboxes.change(
                tx,
                id,
                version,
                name=name,
                product=product,
                origins=origins,
                is_internal=is_internal,
            )
        changes = {
            "name": name,
            "product": product,
            "origins": origins and list(origins),
            "is_internal": is_internal,
        }
        await audits.add(tx, agent.id, "inbox.changed", str(id), changes, now=desk.clock())
    return inbox


def _named(name: str) -> str:
    if not name.strip():
        raise InvalidError("An inbox needs a name.")
    return name.strip()


def _origins(given: Sequence[str]) -> list[str]:
    """Each origin as a browser sends it: scheme and host, and the port unless it is the default.

    `:*` stands for any port of the browser's own machine; of another host it is refused.
    """
    return list(dict.fromkeys(_origin(one) for one in given))


def _origin(given: str) -> str:
    """Raises InvalidError for what no browser sends as the origin of a site."""
    wrong = InvalidError(
        f"{given!r} is not the origin of a site.", hint="Write it like https://shop.example."
    )
    text = given.strip().lower()
    if "//*." in text:
        raise InvalidError(
            f"{given!r} stands for several sites, and origins are compared whole.",
            hint="List each one: https://www.shop.example, https://help.shop.example.",
        )
    has_any_port = text.endswith(ANY_PORT)
    try:
        parts = urlsplit(text.removesuffix(ANY_PORT))
        port = parts.port
    except ValueError:
        raise wrong from None
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.path not in ("", "/")
        or parts.query
        or parts.fragment
        or {"@", "*"} & set(parts.netloc)
    ):
        raise wrong
    usual = {"http": 80, "https": 443}[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    try:
        host = sites.host_as_sent(host)
    except ValueError:
        raise wrong from None
    if has_any_port:
        if host not in LOOPBACK or parts.path or port is not None:
            raise wrong
        return f"{parts.scheme}://{host}{ANY_PORT}"
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, usual) else "")
