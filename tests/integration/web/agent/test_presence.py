"""Who is where, over HTTP; and the reply that a colleague's writing stops."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tandem.core.desk.agent import Agent, Role
from tandem.core.desk.presence import SEEN
from tandem.core.desk.scope import Scope
from tests.integration.shop import DESCALE
from tests.integration.web.agent.office import Caller, Office

HELLO = {"kind": "reply", "text": "Hello."}


def at(id: UUID) -> str:
    return f"/api/v1/conversations/{id}"


async def tell(who: Caller, id: UUID, doing: str, screen: str = "", status: int = 204) -> Any:
    """They do something in a conversation."""
    sent = {"doing": doing, "screen": screen}
    return await who.post(f"{at(id)}/presence", sent, status=status)


async def seen(who: Caller) -> list[tuple[str, str, str]]:
    """Who is where, as somebody sees it: conversation, agent's name, and what they do."""
    items = (await who.get("/api/v1/presence"))["items"]
    return sorted((one["conversation_id"], one["agent_name"], one["doing"]) for one in items)


async def pair(office: Office) -> tuple[Agent, Caller, Caller]:
    """Mara, her browser, and Ben's."""
    mara = await office.agent("Mara")
    return mara, await office.signed_in(mara), await office.as_(Role.AGENT, "Ben")


async def test_presence_needs_no_owner_and_ends_without_another_sign(office: Office) -> None:
    """A conversation that the assistant has, and one that waits for people, unassigned."""
    agent, mara, ben = await pair(office)
    held = await office.write(await office.customer(), DESCALE)
    waiting = await office.waiting()
    await tell(mara, held, "viewing")
    office.shop.clock.move(timedelta(seconds=20))
    await tell(mara, waiting, "writing")
    both = sorted([(str(held), "Mara", "viewing"), (str(waiting), "Mara", "writing")])
    assert await seen(ben) == await seen(mara) == both
    [there] = (await ben.get(at(waiting)))["present"]
    assert there == {
        "conversation_id": str(waiting),
        "agent_id": str(agent.id),
        "agent_name": "Mara",
        "doing": "writing",
        "left_s": 30,
    }
    office.shop.clock.move(timedelta(seconds=10))
    assert await seen(ben) == [(str(waiting), "Mara", "writing")]
    assert (await ben.get(at(held)))["present"] == []
    office.shop.clock.move(timedelta(seconds=19))
    await tell(mara, waiting, "viewing")
    office.shop.clock.move(timedelta(seconds=2))
    assert (await ben.get("/api/v1/presence"))["items"][0]["left_s"] == 28
    await tell(mara, waiting, "gone")
    await tell(mara, waiting, "gone")
    assert await seen(ben) == []


async def test_two_screens_are_one_presence(office: Office) -> None:
    _, mara, ben = await pair(office)
    id = await office.waiting()
    await tell(mara, id, "writing", "left")
    await tell(mara, id, "viewing", "right")
    assert await seen(ben) == [(str(id), "Mara", "writing")]
    await tell(mara, id, "gone", "right")
    assert await seen(ben) == [(str(id), "Mara", "writing")]
    await tell(mara, id, "viewing", "right")
    await tell(mara, id, "gone", "left")
    assert await seen(ben) == [(str(id), "Mara", "viewing")]
    office.shop.clock.move(SEEN)
    assert await seen(ben) == []


async def test_who_may_not_see_a_conversation_sees_nobody_in_it(office: Office) -> None:
    mara, ben = await office.agent("Mara"), await office.agent("Ben")
    team = await office.team("Billing", mara)
    id = await office.waiting()
    await office.give(id, team=team)
    await tell(await office.signed_in(await office.reread(mara)), id, "writing")
    bens = await office.signed_in(ben)
    assert await seen(bens) == []
    await tell(bens, id, "viewing", status=404)
    await office.give(id, team=team, assignee=ben)
    assert await seen(bens) == [(str(id), "Mara", "writing")]
    for role in (Role.VIEWER, Role.LEAD):
        assert await seen(await office.as_(role, "Cleo")) == [(str(id), "Mara", "writing")]


async def test_who_may_only_read_may_only_look(office: Office) -> None:
    id = await office.waiting()
    viewer = await office.as_(Role.VIEWER, "Cleo")
    await tell(viewer, id, "writing", status=403)
    await viewer.post(f"{at(id)}/typing", status=403)
    await tell(viewer, id, "viewing")
    assert await seen(viewer) == [(str(id), "Cleo", "viewing")]
    lead = await office.agent("Rosa", Role.LEAD)
    await tell(await office.program(lead, Scope.READ), id, "viewing", status=403)
    await tell(await office.program(lead, Scope.WRITE), id, "writing")
    assert (str(id), "Rosa", "writing") in await seen(viewer)


async def test_what_is_not_presence_is_refused(office: Office) -> None:
    mara, id = await office.as_(Role.AGENT), await office.waiting()
    await tell(mara, id, "dancing", status=422)
    await tell(mara, id, "viewing", "x" * 201, status=422)
    await tell(mara, uuid4(), "viewing", status=404)


@pytest.mark.parametrize("first", ["Mara", "Ben"])
async def test_a_reply_waits_for_who_is_writing_whoever_began(office: Office, first: str) -> None:
    """Both write: neither reply goes out by itself. Sent anyway, the other one is free to send."""
    _, mara, ben = await pair(office)
    id, path = await office.waiting(), "messages"
    by_name = {"Mara": mara, "Ben": ben}
    second = "Ben" if first == "Mara" else "Mara"
    await by_name[first].post(f"{at(id)}/typing?screen=desk", status=204)
    await tell(by_name[second], id, "writing")
    for name, colleague in ((first, second), (second, first)):
        refused = await by_name[name].post(f"{at(id)}/{path}", HELLO, status=409)
        assert refused["detail"] == f"{colleague} is writing a reply here."
        assert refused["hint"] == "Your text is kept. Read theirs first, or send yours anyway."
    assert [text for author, text in await office.shop.replies(id) if author == "agent"] == []
    note = {"kind": "note", "text": "Only for us."}
    await by_name[first].post(f"{at(id)}/{path}", note, status=201)
    await by_name[first].post(f"{at(id)}/{path}", {**HELLO, "anyway": True}, status=201)
    assert sorted(await seen(mara)) == sorted(
        [(str(id), first, "viewing"), (str(id), second, "writing")]
    )
    held = await by_name[second].post(f"{at(id)}/{path}", HELLO, status=409)
    assert held["detail"] == "A colleague has this conversation."
    await by_name[second].post(f"{at(id)}/{path}", {**HELLO, "take_over": True}, status=201)


async def test_who_looks_or_stopped_writing_stops_nobody(office: Office) -> None:
    _, mara, ben = await pair(office)
    looked, quiet, left = [await office.waiting() for _ in range(3)]
    for id in (looked, quiet, left):
        await tell(mara, id, "writing")
        await ben.post(f"{at(id)}/messages", HELLO, status=409)
    await tell(mara, looked, "viewing")
    await tell(mara, left, "gone")
    for id in (looked, left):
        await ben.post(f"{at(id)}/messages", HELLO, status=201)
    office.shop.clock.move(SEEN - timedelta(seconds=1))
    await ben.post(f"{at(quiet)}/messages", HELLO, status=409)
    office.shop.clock.move(timedelta(seconds=1))
    await ben.post(f"{at(quiet)}/messages", HELLO, status=201)


async def test_a_repeated_reply_is_not_stopped(office: Office) -> None:
    """It was sent already: a retry gets the message, not a refusal."""
    agent, _, ben = await pair(office)
    mara = await office.program(agent, Scope.WRITE)
    id, key = await office.waiting(), {"Idempotency-Key": "first"}
    sent = await mara.post(f"{at(id)}/messages", HELLO, status=201, headers=key)
    await tell(ben, id, "writing")
    assert sent == await mara.post(f"{at(id)}/messages", HELLO, status=201, headers=key)
