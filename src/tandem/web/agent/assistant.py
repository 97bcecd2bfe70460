"""The assistant over HTTP: what it may do, and the button that stops it everywhere."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import ConfigDict

from tandem.actions.ports import Desk
from tandem.actions.turn import pause as pausing
from tandem.core.turn.policy import Audience, Mode
from tandem.store import installation
from tandem.web.deps import DeskOf
from tandem.web.guard import Lead, Reader
from tandem.web.shapes import Shown

router = APIRouter(prefix="/api/v1/assistant", tags=["assistant"])


class Rollout(Shown):
    """The mode of a product and category; an empty one stands for any."""

    product: str
    category: str
    mode: Mode
    audience: Audience


class Assistant(Shown):
    """Since when the assistant is stopped (null: it works), and its modes from the policy."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "paused_at": None,
                    "rollout": [
                        {"product": "", "category": "", "mode": "draft", "audience": "internal"}
                    ],
                }
            ]
        }
    )

    paused_at: datetime | None
    rollout: list[Rollout]


class Paused(Assistant):
    """The same after a stop, with how many conversations went to people."""

    handed_over: int


@router.get("")
async def read_assistant(desk: DeskOf, principal: Reader) -> Assistant:
    """Whether the assistant works, and in which modes."""
    return await _shown(desk)


@router.post("/pause")
async def pause_assistant(desk: DeskOf, principal: Lead) -> Paused:
    """Stop the assistant everywhere, at once: people get everything it holds."""
    handed = await pausing.pause(desk, principal.agent)
    return Paused(**(await _shown(desk)).model_dump(), handed_over=handed)


@router.post("/resume")
async def resume_assistant(desk: DeskOf, principal: Lead) -> Assistant:
    """Let it work again; what people hold stays theirs."""
    await pausing.resume(desk, principal.agent)
    return await _shown(desk)


async def _shown(desk: Desk) -> Assistant:
    async with desk.database.connection() as connection:
        state = await installation.read(connection)
    return Assistant(
        paused_at=state.paused_at,
        rollout=[Rollout.model_validate(rule) for rule in desk.thinking.policy().rollout],
    )
