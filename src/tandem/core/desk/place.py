"""Where a contact stands among all contacts, so that a percentage of them is always the same."""

import hashlib
from enum import StrEnum
from uuid import UUID

_STEPS = 2**64


class Arm(StrEnum):
    """The side of a comparison that a contact is on, whatever happens afterwards.

    `assistant` are those whom a percentage lets in, `control` those whom only the percentage keeps
    out. Where no percentage decides there are no sides: nobody alike is on the other one.
    """

    ASSISTANT = "assistant"
    CONTROL = "control"
    NONE = ""


def place(contact: UUID) -> float:
    """A number from 0 up to but not including 100, from the contact's id alone.

    Evenly spread over ids (SHA-256, its first 64 bits), so p % of all contacts stand below p. It
    never changes, and is the same for every rule: whoever is below 10 is also below 25.
    """
    digest = hashlib.sha256(str(contact).encode("ascii")).digest()
    # Divided last: the nearest float to the highest step may be 100 itself.
    return min(int.from_bytes(digest[:8]) * 100 / _STEPS, BELOW_100)


BELOW_100 = 100 - 2**-46  # the greatest float below 100
