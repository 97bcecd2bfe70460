"""Contacts over HTTP."""

from uuid import uuid4

from tandem.core.desk.agent import Role
from tests.integration.web.agent.office import Office


def test_a_contact_is_read_and_changed(office: Office) -> None:
    contact = office.customer("rosa@shop.example")
    mara, path = office.as_(Role.AGENT), f"/api/v1/contacts/{contact}"
    seen = mara.get(path)
    changed = mara.patch(
        path,
        {"name": "Rosa", "email": "Rosa.New@Shop.example", "is_high_value": True, "version": 1},
    )
    assert changed == {
        **seen,
        "name": "Rosa",
        "email": "rosa.new@shop.example",
        "is_high_value": True,
        "version": 2,
    }
    mara.patch(path, {"name": "Else", "version": 1}, status=409)
    assert mara.patch(path, {"email": "", "version": 2})["email"] == ""
    for body in (
        {"email": "nobody", "version": 3},
        {"email": "rosa@shop.example\nBcc: x@shop.example", "version": 3},
        {"is_verified": True, "version": 3},
        {"name": "x" * 201, "version": 3},
        {"name": "Rosa"},
    ):
        mara.patch(path, body, status=422)
    entries = office.as_(Role.ADMIN).get("/api/v1/audit")["items"]
    assert [entry["action"] for entry in entries] == ["contact.changed"] * 2
    assert entries[1]["data"] == {"changed": ["name", "email", "is_high_value"]}


def test_a_contact_whom_only_another_team_knows_is_not_there(office: Office) -> None:
    contact = office.customer()
    mara, ben = office.agent("Mara"), office.agent("Ben")
    first = office.waiting(contact)
    office.give(first, team=office.team("Billing", ben))
    foreign, path = office.signed_in(mara), f"/api/v1/contacts/{contact}"
    assert foreign("GET", path).status_code == 404
    foreign.patch(path, {"name": "Rosa", "version": 1}, status=404)
    office.signed_in(office.reread(ben)).get(path)
    office.as_(Role.VIEWER).get(path)
    office.waiting(contact)
    assert foreign.get(path)["id"] == str(contact)


def test_a_contact_that_is_not_there(office: Office) -> None:
    mara = office.as_(Role.AGENT)
    assert mara("GET", f"/api/v1/contacts/{uuid4()}").status_code == 404
    mara.patch(f"/api/v1/contacts/{uuid4()}", {"name": "Rosa", "version": 1}, status=404)
