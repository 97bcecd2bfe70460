"""One answer of the assistant over HTTP."""

import asyncio

from tandem.actions.turn import pause as pauses
from tandem.core.desk.agent import Role
from tandem.core.desk.scope import Scope
from tests.integration.shop import DESCALE, PERSON
from tests.integration.web.agent.office import Office

RESPOND = "/api/v1/assistant/respond"


async def test_an_answer_comes_with_its_sources(office: Office) -> None:
    program = await office.program(await office.agent(), Scope.ASSISTANT)
    answered = await program.post(RESPOND, {"message": DESCALE})
    assert (answered["decision"], answered["escalate"]) == ("answer", False)
    assert "two descaling tablets" in answered["content"]
    assert [source["article_id"] for source in answered["sources"]] == ["articles/descale"]
    assert answered["confidence"] > 0.5


async def test_who_asks_for_a_person_gets_one(office: Office) -> None:
    answered = await (await office.as_(Role.AGENT)).post(
        RESPOND,
        {
            "message": PERSON,
            "conversation": [
                {"author": "customer", "text": DESCALE, "at": "2026-01-05T11:00:00Z"},
                {"author": "assistant", "text": "Two.", "decision": "answer"},
            ],
            "customer": {"plan": "home", "verified": True, "attributes": {"orders": "3"}},
        },
    )
    assert (answered["escalate"], answered["reason"]) == (True, "customer_request")


async def test_what_can_not_be_answered_is_refused(office: Office) -> None:
    mara, hello = await office.as_(Role.AGENT), {"message": "Hello"}
    said = {"author": "agent", "text": "Hi"}
    for body in (
        {},
        {"message": 7},
        {"message": "x" * 100_001},
        {**hello, "conversation": [{**said, "author": "nobody"}]},
        {**hello, "conversation": [{**said, "at": "2026-01-05T12:00:00"}]},
        {**hello, "conversation": [said] * 501},
        {**hello, "customer": {"product": "no such product"}},
        {**hello, "customer": {"password": "x"}},
        {**hello, "turn": 1},
    ):
        await mara.post(RESPOND, body, status=422)


async def turns_taken(office: Office) -> int:
    async with office.shop.database.connection() as connection:
        found = await (await connection.execute("select count(*) from turn")).fetchone()
    assert found is not None
    return found[0]


async def test_while_the_assistant_is_stopped_programs_get_no_answer_either(office: Office) -> None:
    program, lead = (
        await office.program(await office.agent(), Scope.ASSISTANT),
        await office.as_(Role.LEAD),
    )
    await lead.post("/api/v1/assistant/pause")
    refused = await program.post(RESPOND, {"message": DESCALE}, status=503)
    assert (refused["type"], refused["detail"]) == (
        "/problems/unavailable",
        "The assistant is stopped.",
    )
    assert "lead or an admin" in refused["hint"]
    assert await turns_taken(office) == 0, "it did not even think"
    await lead.post("/api/v1/assistant/resume")
    assert (await program.post(RESPOND, {"message": DESCALE}))["decision"] == "answer"


async def test_a_stop_while_it_thinks_holds_too(office: Office) -> None:
    program, embedder = (
        await office.program(await office.agent(), Scope.ASSISTANT),
        office.shop.embedder,
    )
    embedder.hold()
    asking = asyncio.create_task(program("POST", RESPOND, json={"message": DESCALE}))
    await embedder.reached.wait()
    await pauses.pause(office.shop.desk, None)
    embedder.resume()
    assert (await asking).status_code == 503


async def test_the_scope_is_for_this_alone(office: Office) -> None:
    program = await office.program(await office.agent(), Scope.ASSISTANT)
    assert (await program("GET", "/api/v1/views")).status_code == 403
    assert (
        await (await office.program(await office.agent(), Scope.READ))("POST", RESPOND, json={})
    ).status_code == 403
    viewer = await office.as_(Role.VIEWER)
    await viewer.post(RESPOND, {"message": DESCALE}, status=403)
