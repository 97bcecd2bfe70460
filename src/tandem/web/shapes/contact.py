"""A contact: as the team sees it, in one line, and as the customer sees it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from pydantic import ConfigDict

from tandem.web.shapes import Shown


class Contact(Shown):
    """A customer, as the desk knows them.

    `external_id` is their number on the site of the inbox `external_realm`. `left_email` was typed
    in the chat and is not verified; replies are mailed to it while `email` is empty.
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


class Who(Shown):
    """A contact in one line."""

    id: UUID
    name: str
    email: str
    is_verified: bool


class PublicContact(Shown):
    """What customers see of themselves; `is_verified` once their site has signed who they are."""

    name: str
    is_verified: bool
    has_email: bool
