"""The live stream of one agent's screen: every event that they may see."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request

from tandem.actions.access.notice_console import notice_console
from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent
from tandem.core.desk.event import EventType
from tandem.core.errors import NotFoundError
from tandem.store import access, events, views
from tandem.store.events import StoredEvent
from tandem.web.deps import DeskOf
from tandem.web.guard import BearerOf, CookieOf, Reader, identified
from tandem.web.live import sse
from tandem.web.live.hub import Ephemeral, Hub, HubOf, NewEvent, Notice, Update
from tandem.web.live.sse import PACE, Beat, EventStream, Pace
from tandem.web.problems import Refused
from tandem.web.shapes.conversation import Row

# Events after which an agent may no longer see a conversation.
MOVES = frozenset(
    {
        EventType.ASSIGNED.value,
        EventType.HANDED_OFF.value,
        EventType.TAKEN_OVER.value,
        EventType.HANDED_BACK.value,
    }
)

REFETCH = sse.frame("refetch", {})

router = APIRouter(prefix="/api/v1", tags=["live"])


@router.get(
    "/stream",
    status_code=200,
    response_class=EventStream,
    responses=sse.of("DeskEvent", "Typing", "Presence", "AgentChanged", "Hidden"),
)
async def follow_desk(
    request: Request,
    principal: Reader,
    desk: DeskOf,
    hub: HubOf,
    bearer: BearerOf,
    session: CookieOf,
    last_event_id: Annotated[
        str,
        Header(max_length=100, description="`<conversation_id>:<seq>` of the last event read."),
    ] = "",
) -> EventStream:
    """Every event that the agent may see, from now on, as SSE; `hello` comes first.

    `Last-Event-ID` resumes its conversation. After a break, and on every `refetch`, a screen must
    fetch everything else that it shows again. `conversation.hidden` means that the agent may no
    longer see it. The stream ends with `bye` after an hour at most, or once they are signed out.
    """

    async def still() -> Agent | None:
        try:
            return (await identified(request, desk, bearer, session)).agent
        except Refused:
            return None

    return EventStream(agents_stream(desk, hub, principal.agent, still, resumed=last_event_id))


async def agents_stream(
    desk: Desk,
    hub: Hub,
    agent: Agent,
    still: Callable[[], Awaitable[Agent | None]],
    *,
    resumed: str = "",
    pace: Pace = PACE,
) -> AsyncGenerator[bytes]:
    """The frames; at each heartbeat `still` returns the agent as of now, None once signed out."""
    beat = Beat(pace)
    with hub.subscribe() as subscription:
        yield sse.RETRY
        await notice_console(desk, agent)
        yield sse.frame("hello", {})
        missed = await _missed(desk, agent, resumed)
        if missed is None:
            yield REFETCH
        for event, row in missed or ():
            yield _frame(event, row)
        read = {event.conversation_id: event.seq for event, _ in missed or ()}
        update: Update | None = None
        now: Agent | None = agent
        while now is not None and update is not Notice.CLOSED and not beat.is_over:
            update = await subscription.next(beat.within_s)
            if update is Notice.MISSED:
                yield REFETCH
            elif isinstance(update, Ephemeral):
                if update.conversation is None:
                    yield sse.frame(update.type, update.data)
                elif now.may_see(update.conversation):
                    id = str(update.conversation.id)
                    yield sse.frame(update.type, {**update.data, "conversation_id": id})
            elif (
                isinstance(update, NewEvent)
                and update.row is not None  # else it had happened before this stream began
                and update.event.seq > read.get(update.conversation.id, 0)
            ):
                if now.may_see(update.conversation):
                    yield _frame(update.event, update.row)
                elif update.event.type in MOVES:
                    yield sse.frame(
                        "conversation.hidden", {"conversation_id": str(update.conversation.id)}
                    )
            if beat.is_due:
                yield sse.HEARTBEAT
                now = await still()
                await notice_console(desk, agent)
        yield sse.frame("bye", {})


async def _missed(
    desk: Desk, agent: Agent, resumed: str
) -> list[tuple[StoredEvent, views.Row]] | None:
    """What happened since in the resumed conversation; None if it is unknown or far behind."""
    if not resumed:
        return []
    id, _, seq = resumed.partition(":")
    try:
        async with desk.database.connection() as connection:
            conversation = await access.for_reading(connection, agent, UUID(id))
            missed = await events.since(connection, conversation.id, int(seq))
            row = await views.row(connection, conversation.id)  # read last
    except (ValueError, NotFoundError):
        return None
    return [(event, row) for event in missed] if len(missed) < events.PAGE_MAX else None


def _frame(event: StoredEvent, row: views.Row) -> bytes:
    shown = {
        "conversation_id": str(event.conversation_id),
        "seq": event.seq,
        "type": event.type,
        "data": event.data,
        "at": event.at.isoformat(),
        "conversation": Row.of(row).model_dump(mode="json"),
    }
    return sse.frame(event.type, shown, f"{event.conversation_id}:{event.seq}")
