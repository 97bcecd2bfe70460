"""What the API tells of an event's shape holds for every event that the desk makes."""

from tandem.core.desk.agent import Role
from tandem.core.desk.event import EventType
from tandem.web.shapes.event import DATA, PUBLIC, Event
from tests.integration.desk.shop import DESCALE, PERSON
from tests.integration.web.agent.office import Office


def test_every_type_has_a_shape() -> None:
    assert set(DATA) == set(EventType)
    assert set(PUBLIC) < set(EventType)


def test_events_have_the_shape_of_their_type_and_nothing_besides(office: Office) -> None:
    lead, contact = office.as_(Role.LEAD), office.customer(email="rosa@example.com")
    team, visitor = office.team("Billing"), office.visitor(contact)
    id = office.write(contact, DESCALE)
    office.runner.run(office.shop.turns())
    at = f"/api/v1/conversations/{id}"
    [answer] = [one for one in lead.get(at)["messages"] if one["author"] == "assistant"]
    visitor.post("/widget/v1/judgements", {"message": answer["id"], "helpful": True}, status=204)
    office.write(contact, PERSON)
    visitor.post("/widget/v1/email", {"email": "rosa@home.example"}, status=204)
    lead.post(f"{at}/take-over", {})
    lead.patch(at, {"priority": "urgent", "category": "billing", "tags": ["boiler"]})
    lead.post(f"{at}/assign", {"team_id": str(team), "assignee_id": None})
    lead.post(f"{at}/messages", {"kind": "reply", "text": "Two tablets."}, status=201)
    office.write(contact, DESCALE)
    office.runner.run(office.shop.turns())  # people hold it: it proposes a draft
    lead.post(f"{at}/messages", {"kind": "note", "text": "Knows boilers."}, status=201)
    lead.post(f"{at}/snooze", {"until": "2026-06-01T09:00:00Z"})
    lead.post(f"{at}/reopen", {})
    lead.post(f"{at}/hand-back", {})
    lead.post(f"{at}/resolve", {})

    told = lead.get(f"{at}/events", limit=100)["items"]
    unmailed = EventType.DELIVERY.value  # it takes a mail server
    assert {one["type"] for one in told} == {type.value for type in EventType} - {unmailed}
    for one in told:
        shown = Event.model_validate(one).model_dump(by_alias=True, exclude_unset=True)
        assert shown["data"].keys() == one["data"].keys(), one["type"]
