"""An agent's signed-in browser."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tandem.core.desk.agent import Agent

KEPT = timedelta(days=14)  # from signing in; then the password is asked for again


@dataclass(frozen=True, slots=True)
class Session:
    """Who signed in, and the secret of their browser's cookie."""

    agent: Agent
    secret: str = field(repr=False)
    expires_at: datetime
