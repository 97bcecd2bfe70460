"""Who has which conversation open now."""

import math
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import ConfigDict, Field

from tandem.core.desk.presence import Doing
from tandem.store import presence
from tandem.web.shapes import Shown


class Present(Shown):
    """An agent who has a conversation open, or writes a reply in it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "conversation_id": "5b2e8f10-7c4d-4e8a-9a6b-1d3f5c7e9a02",
                    "agent_id": "c1d2e3f4-0a1b-4c2d-8e3f-4a5b6c7d8e9f",
                    "agent_name": "Ben",
                    "doing": "writing",
                    "left_s": 24,
                }
            ]
        }
    )

    conversation_id: UUID
    agent_id: UUID
    agent_name: str
    doing: Doing
    left_s: Annotated[
        int, Field(description="Seconds after which this ends, unless their screen repeats it.")
    ]

    @classmethod
    def of(cls, present: presence.Present, now: datetime) -> Self:
        """The model of an agent in a conversation."""
        return cls(
            conversation_id=present.conversation_id,
            agent_id=present.agent_id,
            agent_name=present.agent_name,
            doing=present.doing,
            left_s=math.ceil((present.until - now).total_seconds()),
        )
