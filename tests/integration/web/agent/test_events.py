"""The API's schema of an event fits every event that the desk creates."""

from datetime import timedelta
from uuid import UUID

from tandem.actions.conversation.raise_alarms import raise_alarms
from tandem.actions.conversation.rate import rate
from tandem.core.desk.agent import Role
from tandem.core.desk.event import EventType
from tandem.core.desk.rating import Via
from tandem.web.shapes.event import DATA, PUBLIC, Event
from tests.integration.shop import DESCALE, PERSON
from tests.integration.web.agent.office import Office


def test_every_type_has_a_shape() -> None:
    assert set(DATA) == set(EventType)
    assert set(PUBLIC) < set(EventType)


async def test_events_have_the_shape_of_their_type_and_nothing_besides(office: Office) -> None:
    lead = await office.as_(Role.LEAD)
    contact = await office.customer(email="rosa@example.com")
    team, visitor = await office.team("Billing"), await office.visitor(contact)
    id = await office.write(contact, DESCALE)
    await office.shop.turns()
    at = f"/api/v1/conversations/{id}"
    [answer] = [one for one in (await lead.get(at))["messages"] if one["author"] == "assistant"]
    picks = {"message": answer["id"], "option": "no"}
    await visitor.post(
        "/widget/v1/messages", {"text": "No", "client_key": "no", "picks": picks}, status=202
    )
    await office.write(contact, PERSON)
    await visitor.post("/widget/v1/email", {"email": "rosa@home.example"}, status=204)
    await lead.post(f"{at}/take-over", {})
    await lead.patch(at, {"priority": "urgent", "category": "billing", "tags": ["boiler"]})
    await lead.post(f"{at}/assign", {"team_id": str(team), "assignee_id": None})
    await lead.post(f"{at}/messages", {"kind": "reply", "text": "Two tablets."}, status=201)
    await office.write(contact, DESCALE)
    await office.shop.turns()  # people own it, so it proposes a draft
    office.shop.clock.move(timedelta(hours=2))
    await raise_alarms(office.shop.desk)
    await lead.post(f"{at}/messages", {"kind": "note", "text": "Knows boilers."}, status=201)
    await lead.post(f"{at}/snooze", {"until": "2026-06-01T09:00:00Z"})
    await lead.post(f"{at}/reopen", {})
    await lead.post(f"{at}/hand-back", {})
    await lead.post(f"{at}/resolve", {})
    await rate(office.shop.desk, UUID(str(id)), 5, "Quick!", Via.WIDGET)
    promised = await office.promised(id)
    await lead.put(f"/api/v1/promises/{promised}/outcome", {"outcome": "kept"})

    told = (await lead.get(f"{at}/events", limit=100))["items"]
    unmailed = {EventType.DELIVERY.value, EventType.SURVEYED.value}  # these need a mail server
    assert {one["type"] for one in told} == {type.value for type in EventType} - unmailed
    for one in told:
        shown = Event.model_validate(one).model_dump(by_alias=True, exclude_unset=True)
        assert shown["data"].keys() == one["data"].keys(), one["type"]
