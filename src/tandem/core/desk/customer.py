"""What is known about the customer who asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class CustomerContext:
    """The customer's account, as far as the caller knows it.

    `attributes` and `tickets` (subjects or short descriptions of earlier conversations) are used
    only if the customer is `verified`, and so is `id`, theirs at the firm, by which a look-up finds
    what is theirs. `people_first` marks a contact whom people always answer.
    """

    product: str | None = None
    plan: str | None = None
    is_high_value: bool = False
    people_first: bool = False
    verified: bool = False
    locale: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict[str, str])
    tickets: Sequence[str] = ()
    name: str = ""
    email: str = ""
    id: str = ""
