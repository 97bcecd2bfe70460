"""An agent's signed-in browser."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tandem.core.desk.agent import Agent

KEPT = timedelta(days=14)  # after signing in; then the agent signs in again


@dataclass(frozen=True, slots=True)
class Session:
    """Who signed in, and the secret that their browser holds."""

    agent: Agent
    secret: str = field(repr=False)
    expires_at: datetime
