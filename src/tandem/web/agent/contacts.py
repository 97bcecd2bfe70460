"""Contacts over HTTP: who a customer is, and what the team may set of them."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict

from tandem.actions.contact.change_contact import change_contact as change
from tandem.core.errors import NotFoundError
from tandem.store import contacts, views
from tandem.web.deps import DeskOf
from tandem.web.guard import Reader, Worker
from tandem.web.shapes import Given, Line, Shown, Version

router = APIRouter(prefix="/api/v1/contacts", tags=["contacts"])


class Contact(Shown):
    """A customer, as the desk knows them.

    `external_id` is their number in the site of the inbox `external_realm`. `left_email` was typed
    in the chat and is not verified: replies are mailed to it while `email` is empty.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0b8f6c1e-2f5d-4f2a-8b39-5a1c7d9e0f42",
                    "external_id": "customer-17",
                    "external_realm": "3e5a7c91-2b4d-4f6a-8c0e-9d1b3f5a7c92",
                    "name": "Rosa",
                    "email": "rosa@example.com",
                    "left_email": "",
                    "is_verified": True,
                    "is_internal": False,
                    "is_high_value": False,
                    "people_first": False,
                    "is_blocked": False,
                    "product": "one",
                    "plan": "home",
                    "locale": "en",
                    "attributes": {"orders": "3"},
                    "created_at": "2026-01-05T12:00:00Z",
                    "seen_at": None,
                    "version": 1,
                }
            ]
        }
    )

    id: UUID
    external_id: str | None
    external_realm: UUID | None
    name: str
    email: str
    left_email: str
    is_verified: bool
    is_internal: bool
    is_high_value: bool
    people_first: bool
    is_blocked: bool
    product: str
    plan: str
    locale: str
    attributes: Mapping[str, str]
    created_at: datetime
    seen_at: datetime | None
    version: int


class ContactChange(Given):
    """What to change of a contact; what is left out stays."""

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
    """One contact; an agent's are those of the conversations they may see."""
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
