"""HTTP routes that help an agent with a draft, a long thread and a conversation's labels."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict

from tandem.actions.conversation import assist as helping
from tandem.core.turn.assist import How
from tandem.web.deps import DeskOf
from tandem.web.guard import Worker
from tandem.web.shapes import Given, Shown, Text

router = APIRouter(prefix="/api/v1/conversations", tags=["conversations"])


class Rewording(Given):
    """A draft, and how it is to be changed."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"text": "You can return it within 30 days.", "how": "shorter"}]
        }
    )

    text: Text
    how: How


class DroppedSentence(Shown):
    """A sentence of a model that was left out, and why."""

    text: str
    faults: list[str]


class Reworded(Shown):
    """The changed draft; `maker` is the model's name, or `extractive`."""

    text: str
    maker: str
    dropped: list[DroppedSentence]


class Summary(Shown):
    """The thread in a few lines; each is quoted, or was checked against the messages."""

    lines: list[str]
    maker: str
    dropped: list[DroppedSentence]


class Proposed(Shown):
    """A value from the firm's own lists, and what speaks for it."""

    value: str
    why: str


class Labels(Shown):
    """What fits the conversation; null where nothing does."""

    category: Proposed | None
    priority: Proposed | None
    team: Proposed | None
    tags: list[Proposed]


@router.post("/{id}/reword")
async def reword(id: UUID, given: Rewording, desk: DeskOf, principal: Worker) -> Reworded:
    """Put a draft in other words; each sentence is checked against the draft and its sources.

    503 if only a language model could do it, and none did.
    """
    made = await helping.reword(desk, principal.agent, id, given.text, given.how)
    return Reworded.model_validate(made)


@router.get("/{id}/summary")
async def summary(id: UUID, desk: DeskOf, principal: Worker) -> Summary:
    """Sum up the thread for somebody who has not read it."""
    return Summary.model_validate(await helping.summarise(desk, principal.agent, id))


@router.get("/{id}/labels")
async def labels(id: UUID, desk: DeskOf, principal: Worker) -> Labels:
    """Propose category, priority, team and tags, each with its evidence."""
    return Labels.model_validate(await helping.suggest_labels(desk, principal.agent, id))
