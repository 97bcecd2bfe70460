"""The streams of customers and agents: each event reaches both, once, in order, and nobody else."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI

from tandem.actions.access.change_agent import change_agent
from tandem.actions.access.change_profile import change_profile
from tandem.actions.access.issue_token import issue_token
from tandem.actions.contact.open_session import Opened, Proof, open_session
from tandem.actions.conversation.assign import assign
from tandem.actions.conversation.be_present import be_present
from tandem.actions.conversation.hand_back import hand_back
from tandem.actions.conversation.reply import Reply, reply
from tandem.actions.conversation.take_over import take_over
from tandem.actions.ports import Desk
from tandem.core.desk.agent import Agent, Role
from tandem.core.desk.message import Author, Kind
from tandem.core.desk.presence import Doing
from tandem.core.desk.scope import Scope
from tandem.core.desk.secret import digest
from tandem.store import contacts, teams, widget_sessions
from tandem.store.database import CONNECTIONS_MAX
from tandem.testing import StoppedClock
from tandem.web.live.agent_stream import agents_stream
from tandem.web.live.hub import Hub
from tandem.web.live.sse import Pace
from tandem.web.public.stream import customers_stream
from tests.integration.web.chatting import (
    Frame,
    change,
    kill_listeners,
    new_inbox,
    say,
    served,
    stream,
    take,
    until,
)
from tests.integration.web.conftest import NewAgent


async def opened(desk: Desk) -> Opened:
    """A customer with the chat open."""
    return await open_session(desk, await new_inbox(desk, str(uuid4())), Proof())


async def write(client: httpx.AsyncClient, token: str, text: str, key: str = "") -> UUID:
    """The customer writes; returns the conversation."""
    answer = await client.post(
        "/widget/v1/messages",
        json={"text": text, "client_key": key or str(uuid4())},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 202, answer.text
    return UUID(answer.json()["conversation_id"])


async def token_of(desk: Desk, agent: Agent) -> str:
    """A program's token for an agent."""
    issued = await issue_token(desk, None, name="Screen", scopes=[Scope.WRITE], agent=agent.id)
    return issued.secret


def path(conversation: UUID) -> str:
    return f"/widget/v1/stream?conversation={conversation}"


def ids(found: list[Frame]) -> list[int]:
    return [int(frame.id) for frame in found if frame.id is not None]


async def test_a_customer_reads_what_was_and_then_what_happens(app: FastAPI, desk: Desk) -> None:
    token = (await opened(desk)).token
    async with served(app) as client:
        id = await write(client, token, "Hello")
        async with stream(client, path(id), token) as told:
            before = await take(told, 2)
            assert [frame.event for frame in before] == [
                "conversation.started",
                "message.created",
            ]
            assert ids(before) == [1, 2]
            assert before[1].data["text"] == "Hello"
            message = await say(desk, id, "Good day")
            [answer] = await take(told, 1)
            assert answer.data == {
                **message.for_customer(),
                "type": "message.created",
                "public_seq": 3,
                "at": desk.clock().isoformat(),
                "conversation": {
                    "status": "assistant",
                    "agent_name": None,
                    "queue_place": None,
                    "resolved_at": None,
                    "back_at": None,
                    "usual_minutes": None,
                    "survey": None,
                },
            }


async def test_resumed_after_any_event_there_is_no_gap_and_no_double(
    app: FastAPI, desk: Desk
) -> None:
    """While others write: missed events come from the database, new ones from the hub."""
    token = (await opened(desk)).token
    async with served(app) as client:
        id = await write(client, token, "Hello")
        for number in range(3):
            await say(desk, id, f"Before {number}")
            await say(desk, id, f"Secret {number}", Author.AGENT, Kind.NOTE)

        async def resume(after: int) -> list[Frame]:
            async with stream(client, path(id), token, str(after)) as told:
                return await take(told, 15 - after)

        async with asyncio.TaskGroup() as group:
            reading = [group.create_task(resume(after)) for after in range(6)]
            for number in range(10):
                await say(desk, id, f"After {number}")
                await change(desk, id, number=number)
        for after, task in enumerate(reading):
            assert ids(task.result()) == list(range(after + 1, 16))
            assert not any("Secret" in str(frame.data) for frame in task.result())


async def test_a_place_that_was_never_reached_is_the_newest_one(app: FastAPI, desk: Desk) -> None:
    token = (await opened(desk)).token
    async with served(app) as client:
        id = await write(client, token, "Hello")
        async with stream(client, path(id), token, "999") as told:
            await say(desk, id, "Good day")
            assert ids(await take(told, 1)) == [3]


async def test_nobody_follows_anothers_conversation(app: FastAPI, desk: Desk) -> None:
    ours, theirs = await opened(desk), await opened(desk)
    async with served(app) as client:
        id = await write(client, theirs.token, "Mine alone")
        for token, status in ((ours.token, 404), ("wrong", 401)):
            answer = await client.get(path(id), headers={"Authorization": f"Bearer {token}"})
            assert answer.status_code == status
            assert answer.headers["content-type"] == "application/problem+json"
        await write(client, ours.token, "Ours")
        mine = await write(client, ours.token, "Ours too")
        async with stream(client, path(mine), ours.token) as told:
            await say(desk, id, "For them")
            await say(desk, mine, "For us")
            texts = [frame.data.get("text") for frame in await take(told, 4)]
            assert texts == [None, "Ours", "Ours too", "For us"]


async def test_typing_reaches_the_customer_and_the_colleagues(
    app: FastAPI, desk: Desk, new_agent: NewAgent
) -> None:
    token = (await opened(desk)).token
    mara, ben = await new_agent(Role.AGENT), await new_agent(Role.AGENT)
    maras, bens = await token_of(desk, mara), await token_of(desk, ben)
    async with served(app) as client:
        id = await write(client, token, "Hello")
        async with (
            stream(client, path(id), token, "2") as customers,
            stream(client, "/api/v1/stream", bens) as colleagues,
        ):
            await take(colleagues, 1)
            await say(desk, id, "Good day")
            await take(customers, 1)
            answer = await client.post(
                f"/api/v1/conversations/{id}/typing",
                json={},
                headers={"Authorization": f"Bearer {maras}"},
            )
            assert answer.status_code == 204, answer.text
            assert await take(customers, 1) == [Frame("typing", {"agent_name": mara.name})]
            assert (await until(colleagues, "typing"))[-1] == Frame(
                "typing",
                {
                    "conversation_id": str(id),
                    "agent_id": str(mara.id),
                    "agent_name": mara.name,
                },
            )


async def test_presence_reaches_colleagues_once_per_change_and_no_customer(
    app: FastAPI, desk: Desk, new_agent: NewAgent
) -> None:
    token = (await opened(desk)).token
    mara, ben, outsider = [await new_agent(Role.AGENT) for _ in range(3)]
    team = uuid4()
    async with desk.database.transaction() as tx:
        await teams.add(tx, id=team, name="Billing", members=[mara.id, ben.id])
    maras, bens = await token_of(desk, mara), await token_of(desk, ben)
    async with served(app) as client:
        id = await write(client, token, "Hello")
        lead = await new_agent(Role.LEAD)
        await take_over(desk, lead, id)
        await assign(desk, lead, id, team=team, assignee=None)
        async with (
            stream(client, path(id), token, "999") as customers,
            stream(client, "/api/v1/stream", bens) as colleagues,
            stream(client, "/api/v1/stream", await token_of(desk, outsider)) as outsiders,
        ):
            await take(colleagues, 1)
            await take(outsiders, 1)

            async def tell(doing: str, screen: str = "") -> None:
                answer = await client.post(
                    f"/api/v1/conversations/{id}/presence",
                    json={"doing": doing, "screen": screen},
                    headers={"Authorization": f"Bearer {maras}"},
                )
                assert answer.status_code == 204, answer.text

            for doing in ("viewing", "viewing", "writing", "writing", "viewing"):
                await tell(doing)
            await tell("viewing", "other")
            await tell("gone")  # the other screen still shows it
            await tell("gone", "other")
            await say(desk, id, "Good day")
            told = await until(colleagues, "message.created")
            found = [frame for frame in told if frame.event == "presence"]
            assert [frame.data["doing"] for frame in found] == [
                "viewing",
                "writing",
                "viewing",
                "gone",
            ]
            assert found[0].id is None
            assert found[0].data == {
                "conversation_id": str(id),
                "agent_id": str(mara.id),
                "agent_name": mara.name,
                "doing": "viewing",
            }
            [said] = await take(customers, 1)
            assert said.event == "message.created", "presence came before and was not sent"
            other = await write(client, (await opened(desk)).token, "Another one")
            [started] = await take(outsiders, 1)
            assert (started.event, started.id) == ("conversation.started", f"{other}:1")


async def test_a_sent_reply_ends_the_writing_for_colleagues(
    app: FastAPI, desk: Desk, new_agent: NewAgent
) -> None:
    mara, ben = await new_agent(Role.AGENT), await new_agent(Role.AGENT)
    async with served(app) as client:
        id = await write(client, (await opened(desk)).token, "Hello")
        await be_present(desk, mara, id, Doing.WRITING, screen="a")
        async with stream(client, "/api/v1/stream", await token_of(desk, ben)) as colleagues:
            await take(colleagues, 1)
            await reply(desk, mara, id, Reply("Here.", "k"))
            [told] = [
                frame for frame in await until(colleagues, "presence") if frame.event == "presence"
            ]
            assert (told.data["agent_id"], told.data["doing"]) == (str(mara.id), "viewing")


async def test_an_agents_availability_reaches_all_agents_and_no_customer(
    app: FastAPI, desk: Desk, new_agent: NewAgent
) -> None:
    token = (await opened(desk)).token
    admin, mara, ben = [await new_agent(role) for role in (Role.ADMIN, Role.AGENT, Role.VIEWER)]
    async with served(app) as client:
        id = await write(client, token, "Hello")
        async with (
            stream(client, path(id), token, "2") as customers,
            stream(client, "/api/v1/stream", await token_of(desk, ben)) as colleagues,
        ):
            await take(colleagues, 1)
            await change_profile(desk, mara, availability="online")
            [online] = await take(colleagues, 1)
            assert online == Frame(
                "agent.changed", {"agent_id": str(mara.id), "availability": "online"}
            )
            await change_agent(desk, admin, mara.id, mara.version + 1, is_active=False)
            assert await take(colleagues, 1) == [online]
            await say(desk, id, "Good day")
            [said] = await take(customers, 1)
            assert said.event == "message.created"


async def test_streams_outlive_a_lost_connection(
    app: FastAPI, desk: Desk, new_agent: NewAgent
) -> None:
    """Missed events are read by the customer's stream, and fetched again by agents."""
    token = (await opened(desk)).token
    agents_token = await token_of(desk, await new_agent(Role.LEAD))
    async with served(app) as client:
        id = await write(client, token, "Hello")
        async with (
            stream(client, path(id), token) as customers,
            stream(client, "/api/v1/stream", agents_token) as team,
        ):
            await take(customers, 2)
            await say(desk, id, "One")
            await take(customers, 1)
            await until(team, "message.created")
            assert await kill_listeners(desk) == 1
            await say(desk, id, "Two")
            await until(team, "refetch")
            await say(desk, id, "Three")
            assert ids(await take(customers, 2)) == [4, 5]
            seen = await until(team, "message.created")
            assert seen[-1].data["data"]["text"] in ("Two", "Three")


async def test_idle_streams_hold_no_connection(app: FastAPI, desk: Desk) -> None:
    token = (await opened(desk)).token
    async with served(app) as client:
        id = await write(client, token, "Hello")
        others = [stream(client, path(id), token) for _ in range(2 * CONNECTIONS_MAX)]
        told = [await other.__aenter__() for other in others]
        for one in told:
            await take(one, 2)
        assert await write(client, token, "Still there?") == id
        for one in told:
            assert ids(await take(one, 1)) == [3]
        for other in others:
            await other.__aexit__(None, None, None)


async def test_a_server_that_stops_says_goodbye(app: FastAPI, desk: Desk) -> None:
    token = (await opened(desk)).token
    async with served(app) as client:
        id = await write(client, token, "Hello")
        async with stream(client, path(id), token) as told:
            await take(told, 2)
            app.state.hub.close()
            assert [frame async for frame in told] == [Frame("bye", {})]


async def lines_of(source: Any) -> list[str]:
    """All lines of a stream."""
    whole = b"".join([one async for one in source]).decode()
    return whole.split("\n")


async def test_a_customers_stream_beats_and_ends_and_reads_nothing_for_them(
    desk: Desk, clock: StoppedClock
) -> None:
    session = await opened(desk)
    async with desk.database.connection() as connection:
        held = await widget_sessions.read(connection, digest(session.token), clock())
    assert held is not None
    clock.move(timedelta(minutes=5))
    hub, nobodys = Hub(desk), uuid4()
    lines = await lines_of(
        customers_stream(desk, hub, held, nobodys, after=0, pace=Pace(0.01, 0.05))
    )
    assert lines.count(":") >= 1
    assert "event: bye" in lines
    async with desk.database.connection() as connection:
        assert (await contacts.read(connection, held.contact_id)).seen_at is None
        await widget_sessions.forget(connection, held.token_hash)
    async with asyncio.timeout(10):
        ended = await lines_of(customers_stream(desk, hub, held, nobodys, after=0))
    assert ended == ["retry: 2000", "", "event: bye", "data: {}", "", ""]


async def test_agents_follow_what_they_may_see(
    app: FastAPI, desk: Desk, new_agent: NewAgent
) -> None:
    token = (await opened(desk)).token
    lead, mara = await new_agent(Role.LEAD), await new_agent(Role.AGENT)
    team = uuid4()
    async with desk.database.transaction() as tx:
        await teams.add(tx, id=team, name="Billing")
    async with served(app) as client:
        id = await write(client, token, "Hello")
        async with (
            stream(client, "/api/v1/stream", await token_of(desk, lead)) as leads,
            stream(client, "/api/v1/stream", await token_of(desk, mara)) as maras,
        ):
            assert await take(leads, 1) == await take(maras, 1) == [Frame("hello", {})]
            await take_over(desk, lead, id)
            await until(maras, "conversation.taken_over")
            await assign(desk, lead, id, team=team, assignee=None)
            await say(desk, id, "For the team", Author.SYSTEM, Kind.NOTE)
            hidden = await until(maras, "conversation.hidden")
            assert hidden[-1] == Frame("conversation.hidden", {"conversation_id": str(id)})
            taken = await until(leads, "conversation.taken_over")
            after = taken[-1].data["conversation"]
            assert (after["owner"], after["assignee_name"]) == ("human", lead.name)
            seen = await until(leads, "conversation.assigned")
            assert seen[-1].data["conversation"]["team_name"] == "Billing"
            [note] = await take(leads, 1)
            assert note.data["data"]["text"] == "For the team"
            assert note.id == f"{id}:{note.data['seq']}"
            assert note.data["seq"] == seen[-1].data["seq"] + 1
            other = await write(client, (await opened(desk)).token, "Another one")
            [started] = await take(maras, 1)
            assert (started.event, started.id) == ("conversation.started", f"{other}:1")


async def test_who_loses_sight_of_a_conversation_hears_it(
    app: FastAPI, desk: Desk, new_agent: NewAgent
) -> None:
    """The assignee sees it, in the team or not; then a colleague takes it, or the assistant."""
    lead, ben = await new_agent(Role.LEAD), await new_agent(Role.AGENT)
    team = uuid4()
    async with desk.database.transaction() as tx:
        await teams.add(tx, id=team, name="Billing")
    async with served(app) as client:
        id = await write(client, (await opened(desk)).token, "Hello")
        async with stream(client, "/api/v1/stream", await token_of(desk, ben)) as bens:
            await take_over(desk, lead, id)
            await assign(desk, lead, id, team=team, assignee=ben.id)
            await reply(desk, lead, id, Reply("I take this.", "k", take_over=True))
            hidden = await until(bens, "conversation.hidden")
            assert hidden[-1].data == {"conversation_id": str(id)}
            await assign(desk, lead, id, team=team, assignee=ben.id)
            await hand_back(desk, lead, id)
            assert (await until(bens, "conversation.hidden"))[-1] == hidden[-1]


async def test_an_agents_screen_resumes_a_conversation(
    app: FastAPI, desk: Desk, new_agent: NewAgent
) -> None:
    token = (await opened(desk)).token
    agents_token = await token_of(desk, await new_agent(Role.AGENT))
    async with served(app) as client:
        id = await write(client, token, "Hello")
        async with stream(client, "/api/v1/stream", agents_token, f"{id}:1") as told:
            await say(desk, id, "Good day")
            found = [frame for frame in await until(told, "message.created") if frame.id]
            found += [frame for frame in await until(told, "message.created") if frame.id]
            assert [frame.data["seq"] for frame in found] == [2, 3]
        for unknown in ("nonsense", f"{uuid4()}:1", f"{id}:x"):
            async with stream(client, "/api/v1/stream", agents_token, unknown) as told:
                assert [frame.event for frame in await take(told, 2)] == ["hello", "refetch"]


async def test_an_agents_stream_needs_an_agent_and_ends_with_their_session(
    app: FastAPI, desk: Desk, new_agent: NewAgent
) -> None:
    async with served(app) as client:
        assert (await client.get("/api/v1/stream")).status_code == 401
    mara = await new_agent(Role.AGENT)
    asked: list[int] = []

    async def still() -> Agent | None:
        asked.append(1)
        return mara if len(asked) < 3 else None

    async with asyncio.timeout(10):
        lines = await lines_of(agents_stream(desk, Hub(desk), mara, still, pace=Pace(0.001, 3600)))
    assert len(asked) == 3
    assert "event: bye" in lines
