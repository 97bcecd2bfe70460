"""HTTP routes for the assistant: its modes, and stopping it everywhere."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import ConfigDict

from tandem.actions.ports import Desk
from tandem.actions.turn import pause as pausing
from tandem.core.desk.agent import Agent, Permission
from tandem.core.turn.policy import Audience, Mode
from tandem.core.turn.reach import reach
from tandem.store import installation
from tandem.web.deps import DeskOf
from tandem.web.guard import Lead, Reader
from tandem.web.shapes import Shown

router = APIRouter(prefix="/api/v1/assistant", tags=["assistant"])


class Rollout(Shown):
    """The mode of a product and category; empty means any."""

    product: str
    category: str
    mode: Mode
    audience: Audience


class Assistant(Shown):
    """Since when the assistant is stopped (null: it works), and the policy with its modes.

    `says` tells in words who is answered, who gets drafts and who gets people, and `change` what to
    change for something else.
    `policy_fault` tells leads why the policy's file can't be used: the one before is in force then.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "paused_at": None,
                    "says": "The assistant drafts for your own people."
                    " Customers are answered by people.",
                    "change": "To change that: under [[rollout]] in the policy, …",
                    "rollout": [
                        {"product": "", "category": "", "mode": "draft", "audience": "internal"}
                    ],
                    "policy_version": "3f2a91c0…",
                    "policy_fault": "",
                }
            ]
        }
    )

    paused_at: datetime | None
    says: str
    change: str
    rollout: list[Rollout]
    policy_version: str
    policy_fault: str


class Paused(Assistant):
    """The state after a stop, with the number of conversations that went to people."""

    handed_over: int


@router.get("")
async def read_assistant(desk: DeskOf, principal: Reader) -> Assistant:
    """Whether the assistant works, and in which modes."""
    return await _shown(desk, principal.agent)


@router.post("/pause")
async def pause_assistant(desk: DeskOf, principal: Lead) -> Paused:
    """Stop the assistant everywhere at once; people get everything it holds."""
    handed = await pausing.pause(desk, principal.agent)
    return Paused(**(await _shown(desk, principal.agent)).model_dump(), handed_over=handed)


@router.post("/resume")
async def resume_assistant(desk: DeskOf, principal: Lead) -> Assistant:
    """Start the assistant again; what people hold stays with them."""
    await pausing.resume(desk, principal.agent)
    return await _shown(desk, principal.agent)


async def _shown(desk: Desk, agent: Agent) -> Assistant:
    async with desk.database.connection() as connection:
        state = await installation.read(connection)
    in_force = desk.policies.state()
    told = reach(in_force.policy, is_paused=state.paused_at is not None)
    return Assistant(
        paused_at=state.paused_at,
        says=told.says,
        change=told.change,
        rollout=[Rollout.model_validate(rule) for rule in in_force.policy.rollout],
        policy_version=in_force.policy.version,
        policy_fault=in_force.fault if agent.may(Permission.LEAD) else "",
    )
