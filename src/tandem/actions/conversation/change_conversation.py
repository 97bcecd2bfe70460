"""Changes what agents may set for a conversation: priority, category, tags."""

from collections.abc import Sequence
from uuid import UUID

from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent, Permission
from tandem.core.desk.conversation import Conversation, Priority
from tandem.core.desk.event import EventType
from tandem.core.errors import InvalidError
from tandem.store import access, clocks, conversations, events

TAGS_MAX = 20
TAG_CHARS_MAX = 50


async def change_conversation(
    desk: Desk,
    agent: Agent,
    id: UUID,
    *,
    priority: Priority | None = None,
    category: str | None = None,
    tags: Sequence[str] | None = None,
    version: int | None = None,
) -> Conversation:
    """Changes it; None leaves a value unchanged. Raises InvalidError for an unknown category."""
    agent.require(Permission.WORK)
    if category:
        desk.thinking.policy().check_categories([category])
    if tags is not None:
        tags = list(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))
        if len(tags) > TAGS_MAX or any(len(tag) > TAG_CHARS_MAX for tag in tags):
            raise InvalidError(f"At most {TAGS_MAX} tags of {TAG_CHARS_MAX} characters.")
    async with desk.database.transaction() as tx:
        conversation = await access.for_agent(tx, agent, id)
        access.check_version(conversation, version)
        await conversations.change(
            tx, id, priority=priority and priority.value, category=category, tags=tags
        )
        changed = {"priority": priority and priority.value, "category": category, "tags": tags}
        await events.append(
            tx,
            id,
            EventType.CHANGED,
            {"agent_id": str(agent.id)}
            | {name: value for name, value in changed.items() if value is not None},
            now=desk.clock(),
        )
        if priority is not None:
            await clocks.follow(tx, desk.thinking.policy(), id)
        return await conversations.read(tx, id)
