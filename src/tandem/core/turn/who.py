"""What the rollout may know of a contact: all that decides which rules let them in."""

from dataclasses import dataclass

from tandem.core.desk.contact import Contact
from tandem.core.desk.place import place


@dataclass(frozen=True, slots=True)
class Who:
    """A contact as the rollout sees them.

    `place` is where they stand among all contacts, from 0 to 100 (desk/place.py); 0 is let in by
    every percentage. `attributes` are empty unless the contact is verified.
    """

    is_internal: bool = False
    place: float = 0.0
    plan: str = ""
    attributes: tuple[tuple[str, str], ...] = ()


def who(contact: Contact) -> Who:
    """What the rollout may know of this contact of the desk."""
    attributes = tuple(sorted(contact.attributes.items())) if contact.is_verified else ()
    return Who(contact.is_internal, place(contact.id), contact.plan, attributes)
