"""The policy over HTTP: which one is in force, and changes to it."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import ConfigDict, Field, StringConstraints

from tandem.actions.policy.change_policy import change_policy, undo_policy
from tandem.core.turn.policy_state import Edit, PolicyState
from tandem.web.deps import DeskOf
from tandem.web.guard import Admin
from tandem.web.shapes import Given, Shown

router = APIRouter(prefix="/api/v1/policy", tags=["assistant"])


class PolicyInForce(Shown):
    """The policy in force, with the text of its file.

    `fault` says why the file as it is now can't be used; the policy before it is in force then.
    """

    company: str
    version: str
    text: str
    source: str
    fault: str
    is_read_only: bool


class Changed(Given):
    """A key of the policy and its new value; a list of tables is given whole, null removes."""

    key: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    value: Any


class PolicyChanged(Given):
    """What to change in the policy that you saw."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "version": "3f2a91c0…",
                    "changes": [{"key": "answers.suggest_from", "value": 0.6}],
                }
            ]
        }
    )

    version: str | None = Field(
        default=None, max_length=64, description="The one you saw: 409 if it was changed since."
    )
    changes: Annotated[list[Changed], Field(min_length=1, max_length=50)]


@router.get("")
async def read_policy(desk: DeskOf, principal: Admin) -> PolicyInForce:
    """The policy in force, and what is wrong with its file if something is."""
    return _shown(desk.policies.state())


@router.patch("")
async def edit_policy(given: PolicyChanged, desk: DeskOf, principal: Admin) -> PolicyInForce:
    """Change keys of the policy's file; its comments stay, and its own tests must pass."""
    edits = [Edit(change.key, change.value) for change in given.changes]
    return _shown(await change_policy(desk, principal.agent, edits, version=given.version))


@router.post("/undo")
async def undo_policy_change(desk: DeskOf, principal: Admin) -> PolicyInForce:
    """Undo the last change that the desk made; a second time, redo it."""
    return _shown(await undo_policy(desk, principal.agent))


def _shown(state: PolicyState) -> PolicyInForce:
    return PolicyInForce(
        company=state.policy.company,
        version=state.policy.version,
        text=state.text,
        source=state.source,
        fault=state.fault,
        is_read_only=state.is_read_only,
    )
