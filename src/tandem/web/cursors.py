"""Pages of a list: a cursor is where a page ended, in letters that mean nothing outside."""

import base64
import json
from typing import Annotated

from fastapi import Query

from tandem.core.errors import InvalidError

PAGE = 50
PAGE_MAX = 100

Cursor = Annotated[
    str | None, Query(max_length=500, description="`next_cursor` of the page before.")
]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX, description="Items of a page.")]


def encode(*place: str | int | None) -> str:
    """The cursor of a place."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def decode(cursor: str) -> list[object]:
    """The place that a cursor stands for, to be checked by whoever encoded it."""
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        raise stale() from None
    if not isinstance(place, list):
        raise stale()
    return place


def stale() -> InvalidError:
    """The same for every cursor that no page gave."""
    return InvalidError("This cursor is not one of ours.", hint="Begin again without it.")
