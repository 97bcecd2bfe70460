"""Whether the assistant or the team has a conversation, as its customer sees it."""

from datetime import datetime

from tandem.actions.ports import Desk
from tandem.core.desk import hours
from tandem.core.desk.conversation import Conversation
from tandem.core.desk.ownership import Owner, Status
from tandem.core.metrics.reachability import typical
from tandem.core.turn.texts import texts_in
from tandem.store import conversations, ratings, reachability
from tandem.store.database import Connection
from tandem.web.shapes.conversation import PublicState, Survey


async def read(desk: Desk, connection: Connection, conversation: Conversation) -> PublicState:
    """Who has it now; the database is asked only if that is the team, or if it is resolved.

    While the customer waits for somebody, also when their team is back, or how long it usually
    takes at this hour, as far as that was measured. Once it is resolved, what they are asked.
    """
    now = desk.clock()
    state = await _held(desk, connection, conversation, now)
    if conversation.status is not Status.RESOLVED:
        return state
    return state.model_copy(update={"survey": await _survey(connection, conversation, now)})


async def _survey(
    connection: Connection, conversation: Conversation, now: datetime
) -> Survey | None:
    rated = await ratings.rated(connection, conversation.id)
    if rated is None:
        return None
    given = await ratings.read(connection, conversation.id)
    return Survey.of(texts_in(conversation.language), rated, given, now)


async def _held(
    desk: Desk, connection: Connection, conversation: Conversation, now: datetime
) -> PublicState:
    if conversation.owner is not Owner.HUMAN:
        return PublicState.of(conversation, None)
    shown = await conversations.shown(connection, conversation.id, now)
    state = PublicState.of(conversation, shown)
    if state.queue_place is None:
        return state
    opens_at = hours.opening(desk.thinking.policy().hours_of(shown.team_name), now)
    if opens_at is not None and opens_at > now:
        return state.model_copy(update={"back_at": opens_at})
    took = typical(await reachability.recent(connection, conversation.team_id, now))
    if took is None:
        return state
    return state.model_copy(update={"usual_minutes": took})
