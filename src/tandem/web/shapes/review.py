"""What people judge of the assistant's work: the queue, one item, and the rates."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import ConfigDict, Field

from tandem.core.desk.message import Author, StoredMessage
from tandem.core.desk.review import SOURCE_MAX, TEXT_MAX, ReviewKind, Stratum, Verdict
from tandem.store.reviews import Said, StoredItem
from tandem.web.shapes import Given, Line, Shown, Text
from tandem.web.shapes.figure import Figure
from tandem.web.shapes.message import Attachment, Sources


class Agreement(Shown):
    """Of `n` items that two people judged, `same` were judged alike; `kappa` is Cohen's."""

    kappa: Figure
    same: int
    n: int


class Agreements(Shown):
    """How two people agree on the verdict, and on whether a person should have had it."""

    verdict: Agreement
    should_be_person: Agreement


class CategoryLabels(Shown):
    """How many answers and suggestions of a category were judged, of those needed."""

    category: str
    judged: int
    needed: int


class WaitingItem(Shown):
    """An item that you may judge; it says nothing of why it was drawn."""

    turn_id: UUID
    kind: ReviewKind
    category: str
    taken_at: datetime


class ReviewQueue(Shown):
    """What waits for you, in the order of judging (the first 50), and how far judging is.

    `open` counts the items that await anybody, `done` those that are judged, of all `items`.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "waiting": 1,
                    "next": [
                        {
                            "turn_id": "5b2e8f10-7c4d-4e8a-9a6b-1d3f5c7e9a02",
                            "kind": "answer",
                            "category": "billing",
                            "taken_at": "2026-01-05T12:00:00Z",
                        }
                    ],
                    "items": 40,
                    "done": 38,
                    "open": 2,
                    "labels": [{"category": "billing", "judged": 39, "needed": 150}],
                    "agreement": {
                        "verdict": {
                            "kappa": {"value": 0.8, "n": 12, "low": 0.4, "high": 1.0},
                            "same": 11,
                            "n": 12,
                        },
                        "should_be_person": {
                            "kappa": {"value": None, "n": 0, "low": None, "high": None},
                            "same": 14,
                            "n": 14,
                        },
                    },
                    "next_draw_at": "2026-01-12T09:00:00Z",
                    "next_size": 40,
                }
            ]
        }
    )

    waiting: int
    next: list[WaitingItem]
    items: int
    done: int
    open: int
    labels: list[CategoryLabels]
    agreement: Agreements
    next_draw_at: datetime
    next_size: int


class ReviewMessage(Shown):
    """A message as the customer saw it, without their yes or no; `is_judged`: it is the item's."""

    id: UUID
    author: Author
    text: str
    agent_name: str | None
    options: list[str]
    sources: Sources
    attachments: list[Attachment]
    created_at: datetime
    is_judged: bool

    @classmethod
    def of(cls, message: StoredMessage, turn: UUID) -> Self:
        """The model of a message that the customer may see."""
        return cls(
            id=message.id,
            author=message.author,
            text=message.text,
            agent_name=message.agent_name,
            options=[option.label for option in message.options],
            sources=[dict(source) for source in message.sources],
            attachments=[Attachment.model_validate(one) for one in message.attachments],
            created_at=message.created_at,
            is_judged=message.turn_id == turn,
        )


class SaidOfItem(Shown):
    """What somebody said of an item; `is_again`: they had seen the reveal before."""

    agent_name: str
    verdict: Verdict | None
    should_be_person: bool
    source: str
    missing: str
    category: str
    is_again: bool
    judged_at: datetime


class Reveal(Shown):
    """What was hidden until you judged: what the desk thought, and why the item was drawn.

    `probability` is P(right) of what was quoted, `threshold` that from which it may answer, each
    null where there was none; `stars` the customer's rating, `was_helpful` their yes or no.
    `strata` drew it, with `drawn` the chance of that. `others` is what others said of it.
    """

    decision: str
    rule: str
    probability: float | None
    threshold: float | None
    was_helpful: bool | None
    stars: int | None
    strata: list[Stratum]
    drawn: float
    others: list[SaidOfItem]


class ReviewItem(Shown):
    """An item with its conversation: before you judge it without `reveal`, afterwards with it.

    `mine` is what you said; null before. `more` says that the conversation has more messages than
    are shown. `judges` is how many people judge it. `waits` says that you may judge it.
    """

    turn_id: UUID
    kind: ReviewKind
    category: str
    taken_at: datetime
    conversation_id: UUID
    number: int
    subject: str
    channel: str
    product: str
    language: str
    status: str
    resolution: str | None
    resolved_at: datetime | None
    had_people: bool
    judges: int
    waits: bool
    messages: list[ReviewMessage]
    more: bool
    mine: SaidOfItem | None
    reveal: Reveal | None
    labels: CategoryLabels

    @classmethod
    def of(
        cls,
        item: StoredItem,
        thread: Sequence[StoredMessage],
        said: Sequence[Said],
        agent: UUID,
        *,
        more: bool,
        labels: CategoryLabels,
        reveal: Reveal | None,
    ) -> Self:
        """The model of an item as this agent may see it."""
        mine = next((one for one in said if one.agent_id == agent), None)
        shown = {name: getattr(item, name) for name in cls.model_fields if hasattr(item, name)}
        return cls.model_validate(
            shown
            | {
                "waits": mine is None and len(said) < item.judges,
                "messages": [ReviewMessage.of(one, item.turn_id) for one in thread],
                "more": more,
                "mine": mine,
                "reveal": reveal,
                "labels": labels,
            }
        )


class VerdictGiven(Given):
    """What you say of an item; answers and suggestions need a `verdict`, others have none.

    `should_be_person` says that a person should have had the conversation; of a handoff, that it
    needed one. `source` is the source that is or would have been right, `missing` what was missing,
    `category` the right one if the item's is wrong.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"verdict": "partly", "should_be_person": False, "missing": "The price is old."}
            ]
        },
    )

    verdict: Verdict | None = None
    should_be_person: bool
    source: Annotated[Text, Field(max_length=SOURCE_MAX)] = ""
    missing: Annotated[Text, Field(max_length=TEXT_MAX)] = ""
    category: Line = ""


class ReviewRates(Shown):
    """How often the assistant was wrong, by people's judgement, over the turns of a time.

    `…_most` is the one-sided 95 % bound on wrong ones. `missed` is of resolved conversations that
    no person ever had, `needless` of handoffs.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "since": "2025-10-07T12:00:00Z",
                    "until": "2026-01-05T12:00:00Z",
                    "category": None,
                    "product": None,
                    "items": 480,
                    "judged": 455,
                    "wrong_answers": {"value": 0.02, "n": 140, "low": 0.005, "high": 0.055},
                    "wrong_answers_most": 0.048,
                    "partly_answers": {"value": 0.03, "n": 140, "low": 0.01, "high": 0.07},
                    "wrong_suggestions": {"value": 0.11, "n": 96, "low": 0.05, "high": 0.2},
                    "wrong_suggestions_most": 0.18,
                    "partly_suggestions": {"value": 0.09, "n": 96, "low": 0.04, "high": 0.17},
                    "missed": {"value": 0.04, "n": 170, "low": 0.01, "high": 0.09},
                    "needless": {"value": 0.2, "n": 110, "low": 0.12, "high": 0.3},
                    "agreement": {
                        "verdict": {
                            "kappa": {"value": 0.8, "n": 12, "low": 0.4, "high": 1.0},
                            "same": 11,
                            "n": 12,
                        },
                        "should_be_person": {
                            "kappa": {"value": 0.9, "n": 14, "low": 0.6, "high": 1.0},
                            "same": 13,
                            "n": 14,
                        },
                    },
                }
            ]
        }
    )

    since: datetime
    until: datetime
    category: str | None
    product: str | None
    items: int
    judged: int
    wrong_answers: Figure
    wrong_answers_most: float | None
    partly_answers: Figure
    wrong_suggestions: Figure
    wrong_suggestions_most: float | None
    partly_suggestions: Figure
    missed: Figure
    needless: Figure
    agreement: Agreements
