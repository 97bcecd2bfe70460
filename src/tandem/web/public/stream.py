"""The customer's live stream of a conversation; it resumes after any event, without gaps."""

from collections.abc import AsyncGenerator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query

from tandem.actions.ports import Desk
from tandem.store import conversations, events, widget_sessions
from tandem.store.events import StoredEvent
from tandem.store.widget_sessions import WidgetSession
from tandem.web.deps import DeskOf
from tandem.web.live import public_state, sse
from tandem.web.live.hub import Ephemeral, Hub, HubOf, NewEvent, Notice, Update
from tandem.web.live.sse import PACE, Beat, EventStream, Pace
from tandem.web.public.conversation import own
from tandem.web.public.visitor import Visitor
from tandem.web.shapes.conversation import PublicState

router = APIRouter(prefix="/widget/v1", tags=["widget"])


@router.get(
    "/stream",
    status_code=200,
    response_class=EventStream,
    responses=sse.of("PublicEvent", "PublicTyping"),
)
async def follow_conversation(
    conversation: Annotated[UUID, Query(description="One of this contact's conversations.")],
    session: Visitor,
    desk: DeskOf,
    hub: HubOf,
    last_event_id: Annotated[
        int,
        Header(ge=0, le=2**62, description="The `public_seq` of the last event you received."),
    ] = 0,
) -> EventStream:
    """All events after `Last-Event-ID` (or from the start), then new ones as they happen, as SSE.

    `id` is the event's `public_seq`; `typing` has none. The stream ends with `bye` after an hour
    at most: reconnect with `Last-Event-ID`. It doesn't mark anything as read: `POST
    /widget/v1/seen` does.
    """
    async with desk.database.connection() as connection:
        newest = (await own(connection, session, conversation)).public_seq
    return EventStream(
        customers_stream(desk, hub, session, conversation, after=min(last_event_id, newest))
    )


async def customers_stream(
    desk: Desk,
    hub: Hub,
    session: WidgetSession,
    conversation: UUID,
    *,
    after: int,
    pace: Pace = PACE,
) -> AsyncGenerator[bytes]:
    """The frames. No connection is held while there is nothing to send.

    Subscribes first, then reads the database, so that nothing is lost in between; what comes
    both ways is recognised by its number.
    """
    beat = Beat(pace)
    with hub.subscribe(conversation) as subscription:
        yield sse.RETRY
        update: Update | None = Notice.MISSED
        is_theirs = await _is_theirs(desk, session)
        while is_theirs and update is not Notice.CLOSED and not beat.is_over:
            async for event, now in _new(desk, conversation, update, after):
                assert event.public_seq is not None, "the customer may see it"
                after = event.public_seq
                yield _frame(event, now)
            if isinstance(update, Ephemeral) and update.type == "typing":
                yield sse.frame("typing", {"agent_name": update.data.get("agent_name", "")})
            if beat.is_due:
                yield sse.HEARTBEAT
                is_theirs = await _is_theirs(desk, session)
            update = await subscription.next(beat.within_s)
        yield sse.frame("bye", {})


async def _new(
    desk: Desk, conversation: UUID, update: Update | None, after: int
) -> AsyncGenerator[tuple[StoredEvent, PublicState]]:
    """The events of an update that the customer has not seen, each with the conversation's state.

    That is the event itself, or everything that was missed.
    """
    if isinstance(update, NewEvent) and (update.event.public_seq or 0) > after:
        assert update.state is not None, "this stream was subscribed before the event was read"
        yield update.event, update.state
    while update is Notice.MISSED:
        async with desk.database.connection() as connection:
            missed = await events.public_since(connection, conversation, after)
            if not missed:
                return
            now = await public_state.read(
                desk, connection, await conversations.read(connection, conversation)
            )
        for event in missed:
            yield event, now
        if len(missed) < events.PAGE_MAX:
            return
        after = missed[-1].public_seq or after


async def _is_theirs(desk: Desk, session: WidgetSession) -> bool:
    """Whether the session still belongs to this contact."""
    async with desk.database.connection() as connection:
        held = await widget_sessions.read(connection, session.token_hash, desk.clock())
    return held is not None and held.contact_id == session.contact_id


def _frame(event: StoredEvent, now: PublicState) -> bytes:
    assert event.public_data is not None, "the customer may see it"
    shown = {
        **event.public_data,
        "type": event.type,
        "public_seq": event.public_seq,
        "at": event.at.isoformat(),
        "conversation": now.model_dump(mode="json"),
    }
    return sse.frame(event.type, shown, str(event.public_seq))
