"""Mails an agent a link that signs them in once."""

import secrets
from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk import entry
from tandem.core.desk import mail as mails
from tandem.core.desk.entry import LIFETIME, Purpose
from tandem.core.desk.secret import SECRET_BYTES
from tandem.store import agents, entry_links


async def mail_link(desk: Desk, id: UUID, purpose: Purpose) -> None:
    """Make a link and mail it; does nothing for an inactive agent, or if mail is not set up.

    The link is made here, so that no job contains its secret. A new link ends the previous one, so
    only the newest mail works. Raises UnavailableError or ConfigError if it could not be sent now,
    InvalidError for an address that can't receive mail.
    """
    if desk.post is None:
        return
    now = desk.clock()
    secret = secrets.token_urlsafe(SECRET_BYTES)
    async with desk.database.transaction() as tx:
        agent = await agents.read(tx, id)
        if not agent.is_active:
            return
        await entry_links.add(tx, secret, id, purpose, now + LIFETIME[purpose])
    await desk.post.mailer.send(
        mails.entry(
            desk.new_id(),
            sender=desk.post.sender,
            to=mails.mailbox(agent.email, agent.name),
            company=desk.thinking.policy().company,
            purpose=purpose,
            link=entry.url(desk.public_url, secret),
            now=now,
        )
    )
