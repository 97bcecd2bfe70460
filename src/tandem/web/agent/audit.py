"""HTTP route for the audit log: who changed what about the desk itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict

from tandem.store import audits
from tandem.web import cursors
from tandem.web.cursors import Cursor, Limit
from tandem.web.deps import DeskOf
from tandem.web.guard import Admin
from tandem.web.shapes import Shown

router = APIRouter(prefix="/api/v1", tags=["team"])


class AuditEntry(Shown):
    """One line of the log; without an agent, the command line or the desk itself did it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 12,
                    "at": "2026-01-05T12:00:00Z",
                    "agent_id": "c1d2e3f4-0a1b-4c2d-8e3f-4a5b6c7d8e9f",
                    "agent_name": "Mara",
                    "action": "assistant.paused",
                    "subject": "desk",
                    "data": {},
                }
            ]
        }
    )

    id: int
    at: datetime
    agent_id: UUID | None
    agent_name: str | None
    action: str
    subject: str
    data: Mapping[str, Any]


class Entries(Shown):
    """A page of the log, newest first."""

    items: list[AuditEntry]
    next_cursor: str | None


@router.get("/audit")
async def list_audit(
    desk: DeskOf, principal: Admin, cursor: Cursor = None, limit: Limit = cursors.PAGE
) -> Entries:
    """The log, newest first."""
    before = audits.NEWEST if cursor is None else _before(cursor)
    async with desk.database.connection() as connection:
        found = await audits.page(connection, before=before, most=limit + 1)
    page = found[:limit]
    return Entries(
        items=[AuditEntry.model_validate(entry) for entry in page],
        next_cursor=cursors.encode(page[-1].id) if len(found) > limit else None,
    )


def _before(cursor: str) -> int:
    match cursors.decode(cursor):
        case [int(before)] if 0 < before < audits.NEWEST:
            return before
        case _:
            raise cursors.stale()
