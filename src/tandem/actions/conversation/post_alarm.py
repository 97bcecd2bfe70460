"""Posts an alarm about a late reply to the firm's webhook."""

from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk import links, notice
from tandem.core.desk.conversation import Alarm
from tandem.store import conversations, teams


async def post_alarm(desk: Desk, id: UUID, alarm: Alarm) -> None:
    """Posts it; does nothing if somebody replied meanwhile, or no webhook is set up.

    Raises UnavailableError if it may work later. A second post of the same alarm has the same id.
    """
    if desk.webhook is None:
        return
    async with desk.database.connection() as connection:
        conversation = await conversations.read(connection, id)
        team = conversation.team_id and await teams.read(connection, conversation.team_id)
    if not conversation.rings(alarm):
        return
    body = (notice.slack if desk.webhook.is_slack else notice.standard)(
        conversation,
        alarm,
        team=team.name if team else "",
        link=links.conversation(desk.public_url, id),
        now=desk.clock(),
    )
    await desk.webhook.post(notice.key(conversation, alarm), body, now=desk.clock())
