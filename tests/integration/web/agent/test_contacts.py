"""Contacts over HTTP."""

from uuid import uuid4

from tandem.core.desk.agent import Role
from tests.integration.web.agent.office import Office


async def test_a_contact_is_read_and_changed(office: Office) -> None:
    contact = await office.customer("rosa@shop.example")
    mara, path = await office.as_(Role.AGENT), f"/api/v1/contacts/{contact}"
    seen = await mara.get(path)
    changed = await mara.patch(
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
    await mara.patch(path, {"name": "Else", "version": 1}, status=409)
    assert (await mara.patch(path, {"email": "", "version": 2}))["email"] == ""
    for body in (
        {"email": "nobody", "version": 3},
        {"email": "rosa@shop.example\nBcc: x@shop.example", "version": 3},
        {"is_verified": True, "version": 3},
        {"name": "x" * 201, "version": 3},
        {"name": "Rosa"},
    ):
        await mara.patch(path, body, status=422)
    entries = (await (await office.as_(Role.ADMIN)).get("/api/v1/audit"))["items"]
    assert [entry["action"] for entry in entries] == ["contact.changed"] * 2
    assert entries[1]["data"] == {"changed": ["name", "email", "is_high_value"]}


async def test_a_contact_whom_only_another_team_knows_is_not_there(office: Office) -> None:
    contact = await office.customer()
    mara, ben = await office.agent("Mara"), await office.agent("Ben")
    first = await office.waiting(contact)
    await office.give(first, team=await office.team("Billing", ben))
    foreign, path = await office.signed_in(mara), f"/api/v1/contacts/{contact}"
    assert (await foreign("GET", path)).status_code == 404
    await foreign.patch(path, {"name": "Rosa", "version": 1}, status=404)
    await (await office.signed_in(await office.reread(ben))).get(path)
    await (await office.as_(Role.VIEWER)).get(path)
    await office.waiting(contact)
    assert (await foreign.get(path))["id"] == str(contact)


async def test_a_contact_that_is_not_there(office: Office) -> None:
    mara = await office.as_(Role.AGENT)
    assert (await mara("GET", f"/api/v1/contacts/{uuid4()}")).status_code == 404
    await mara.patch(f"/api/v1/contacts/{uuid4()}", {"name": "Rosa", "version": 1}, status=404)
