"""A customer, as the desk knows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.core.desk.customer import CustomerContext


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact's row. Only a token signed by the site makes a contact verified.

    `external_id` is their id at the site of one inbox, which `external_realm` names: the same id at
    another site is another person. `left_email` was typed in the chat: it says where to answer, not
    who they are. `seen_at` is when they last had the chat open. `time_zone` is what their
    browser tells (IANA).
    """

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
    time_zone: str = ""

    @property
    def mail_to(self) -> str:
        """The address for mail to them: the known one, else the one they left; may be empty."""
        return self.email or self.left_email

    def context(self, *, product: str, tickets: Sequence[str]) -> CustomerContext:
        """What a turn may know of them; `product` comes from the inbox or the conversation."""
        return CustomerContext(
            product=product or self.product or None,
            plan=self.plan or None,
            is_high_value=self.is_high_value,
            people_first=self.people_first,
            verified=self.is_verified,
            locale=self.locale or None,
            attributes=self.attributes,
            tickets=tickets,
            name=self.name,
            email=self.mail_to,
            id=self.external_id or "",
        )
