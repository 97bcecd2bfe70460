"""An agent, as their colleagues see them."""

from typing import Literal, Self
from uuid import UUID

from pydantic import ConfigDict

from tandem.core.desk import agent as core
from tandem.core.desk.agent import Role
from tandem.web.shapes import Shown

Availability = Literal["online", "away"]


class Agent(Shown):
    """A member of the team."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "5b1f6c1e-8f0b-4a57-9d2e-0c6f6a5f3c11",
                    "email": "mara@example.com",
                    "name": "Mara",
                    "role": "agent",
                    "availability": "online",
                    "capacity": 8,
                    "is_active": True,
                    "teams": [],
                    "version": 3,
                }
            ]
        }
    )

    id: UUID
    email: str
    name: str
    role: Role
    availability: Availability
    capacity: int
    is_active: bool
    teams: list[UUID]
    version: int

    @classmethod
    def of(cls, agent: core.Agent) -> Self:
        """The model of an agent."""
        return cls(
            id=agent.id,
            email=agent.email,
            name=agent.name,
            role=agent.role,
            availability="online" if agent.availability == "online" else "away",
            capacity=agent.capacity,
            is_active=agent.is_active,
            teams=sorted(agent.teams),
            version=agent.version,
        )
