"""A customer, as the desk knows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.core.desk.customer import CustomerContext


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact's row. Only a token that the site signed makes one verified.

    `external_id` is their number on the site of the inbox `external_realm`; the same number on
    another site is another customer. `left_email` was typed in the chat: it says where to answer,
    not who they are. `seen_at` is when they last saw the chat.
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

    @property
    def mail_to(self) -> str:
        """The address for mail: the one that the desk knows, else the one they left."""
        return self.email or self.left_email

    def context(self, *, product: str, tickets: Sequence[str]) -> CustomerContext:
        """What a turn may know about them; `product` is the inbox's or the conversation's."""
        return CustomerContext(
            product=product or self.product or None,
            plan=self.plan or None,
            is_high_value=self.is_high_value,
            people_first=self.people_first,
            verified=self.is_verified,
            locale=self.locale or None,
            attributes=self.attributes,
            tickets=tickets,
        )
