"""Paging: a cursor marks where a page ended, and is opaque to clients."""

import base64
import json
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query

from tandem.core.errors import InvalidError

PAGE = 50
PAGE_MAX = 100

Cursor = Annotated[
    str | None, Query(max_length=500, description="`next_cursor` of the page before.")
]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX, description="Items per page.")]


def encode(*place: str | int | None) -> str:
    """The cursor of a place."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def decode(cursor: str) -> list[object]:
    """The place that a cursor stands for; the caller must check it."""
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        raise stale() from None
    if not isinstance(place, list):
        raise stale()
    return place


def place(cursor: str) -> tuple[datetime, UUID]:
    """The time and the id at which a page ended; raises InvalidError for any other cursor."""
    match decode(cursor):
        case [str(at), str(id)]:
            try:
                return datetime.fromisoformat(at), UUID(id)
            except ValueError:
                raise stale() from None
        case _:
            raise stale()


def stale() -> InvalidError:
    """The error for every invalid cursor."""
    return InvalidError("This cursor is not valid.", hint="Start again without it.")
