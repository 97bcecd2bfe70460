"""Who a site says its signed-in customer is, and for how long that may be believed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tandem.core.errors import InvalidError

VALID_MAX = timedelta(hours=24)  # so that a token that leaks is of no use for long
LEEWAY = timedelta(seconds=60)  # between two clocks


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a customer is: `external_id` is the site's own number for them."""

    external_id: str
    name: str
    email: str
    product: str
    plan: str
    locale: str
    is_high_value: bool
    attributes: Mapping[str, str]


class RefusedError(InvalidError):
    """The token that should prove an identity doesn't; the message says why."""

    def __init__(self, why: str, hint: str) -> None:
        super().__init__(f"The identity token {why}.", hint=hint)


class ExpiredError(RefusedError):
    """The token was valid once: the site did sign it, for the customer `external_id`."""

    def __init__(self, external_id: str) -> None:
        super().__init__("has expired", "Have the site's server sign a new one for each page.")
        self.external_id = external_id


def check_hours(external_id: str, *, begins: float, ends: float, now: datetime) -> None:
    """Raise RefusedError unless the token, with its hours in Unix seconds, is valid now."""
    at, leeway = now.timestamp(), LEEWAY.total_seconds()
    if ends + leeway <= at:
        raise ExpiredError(external_id)
    if ends > at + VALID_MAX.total_seconds() + leeway:
        raise RefusedError("is valid for more than 24 hours", "Set `exp` to an hour from now.")
    if begins - leeway > at:
        raise RefusedError("is not valid yet", "Compare the clock of the site's server.")
