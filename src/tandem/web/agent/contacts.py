"""HTTP routes for contacts: reading them, and changing what the team may set."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict

from tandem.actions.contact.change_contact import change_contact as change
from tandem.core.errors import NotFoundError
from tandem.store import contacts, views
from tandem.web.deps import DeskOf
from tandem.web.guard import Reader, Worker
from tandem.web.shapes import Given, Line, Version
from tandem.web.shapes.contact import Contact

router = APIRouter(prefix="/api/v1/contacts", tags=["contacts"])


class ContactChange(Given):
    """Changes to a contact; omitted fields stay as they are."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"is_high_value": True, "version": 1}]}
    )

    name: Line | None = None
    email: Line | None = None
    product: Line | None = None
    plan: Line | None = None
    is_high_value: bool | None = None
    people_first: bool | None = None
    is_internal: bool | None = None
    is_blocked: bool | None = None
    version: Version


@router.get("/{id}")
async def read_contact(id: UUID, desk: DeskOf, principal: Reader) -> Contact:
    """One contact; agents see the contacts of the conversations they may see."""
    async with desk.database.connection() as connection:
        contact = await contacts.read(connection, id)
        if not await views.sees_contact(connection, principal.agent, id):
            raise NotFoundError("There is no such contact.")
    return Contact.model_validate(contact)


@router.patch("/{id}")
async def change_contact(
    id: UUID, given: ContactChange, desk: DeskOf, principal: Worker
) -> Contact:
    """Change a contact."""
    contact = await change(desk, principal.agent, id, **given.model_dump())
    return Contact.model_validate(contact)
