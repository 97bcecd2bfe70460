"""A person of the team, what their role lets them do, and which conversations they may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from tandem.core.desk.conversation import Conversation
from tandem.core.errors import ForbiddenError


class Role(StrEnum):
    """An agent's role; each may do everything that the previous one may."""

    VIEWER = "viewer"
    AGENT = "agent"
    LEAD = "lead"
    ADMIN = "admin"


class Permission(StrEnum):
    """A right that a request needs."""

    READ = "read"  # conversations, contacts, evidence
    WORK = "work"  # reply, assign, resolve
    LEAD = "lead"  # teams, everyone's conversations, stopping the assistant
    ADMIN = "admin"  # people, inboxes, tokens, the audit log


GRANTED: Mapping[Role, frozenset[Permission]] = {
    Role.VIEWER: frozenset({Permission.READ}),
    Role.AGENT: frozenset({Permission.READ, Permission.WORK}),
    Role.LEAD: frozenset({Permission.READ, Permission.WORK, Permission.LEAD}),
    Role.ADMIN: frozenset(Permission),
}


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent's row, with the teams they belong to."""

    id: UUID
    email: str
    name: str
    role: Role
    availability: str  # online or away
    capacity: int
    is_active: bool
    teams: frozenset[UUID]
    version: int

    def may(self, permission: Permission) -> bool:
        """Whether the role grants it."""
        return permission in GRANTED[self.role]

    def require(self, permission: Permission) -> None:
        """Raise ForbiddenError unless the role grants it."""
        if not self.may(permission):
            raise ForbiddenError(
                "You don't have access to this.", hint="An admin can give it to you."
            )

    def may_see(self, conversation: Conversation) -> bool:
        """Whether they may see a conversation: agents see those without a team and their teams'.

        Leads, admins and viewers see all.
        """
        return (
            self.role is not Role.AGENT
            or conversation.assignee_id == self.id
            or conversation.team_id is None
            or conversation.team_id in self.teams
        )
