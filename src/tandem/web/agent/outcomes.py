"""HTTP route for what people did with the assistant's drafts."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from tandem.core.metrics.figures import proportion
from tandem.store import showings
from tandem.store.showings import Drafts
from tandem.web.deps import DeskOf
from tandem.web.guard import Lead
from tandem.web.shapes import Shown
from tandem.web.shapes.figure import Figure

router = APIRouter(prefix="/api/v1", tags=["turns"])

DAYS = 28


class DraftOutcomes(Shown):
    """What became of the drafts of a category and maker; `maker` is empty where it was not kept.

    `used`, `edited` and `ignored` are shares of the `decided`, to which a person replied.
    `changed_median` and `changed_p90` are shares of words, of the `measured` edited ones.
    """

    category: str
    maker: str
    drafts: int
    decided: int
    used: Figure
    edited: Figure
    ignored: Figure
    replaced: int
    open: int
    measured: int
    changed_median: float | None
    changed_p90: float | None


class AllDraftOutcomes(Shown):
    """The same for each category and maker of the last `days`."""

    days: int
    items: list[DraftOutcomes]


@router.get("/outcomes/drafts")
async def read_draft_outcomes(
    desk: DeskOf, principal: Lead, days: Annotated[int, Query(ge=1, le=366)] = DAYS
) -> AllDraftOutcomes:
    """What people did with the drafts: sent as they were, edited, or wrote their own reply."""
    async with desk.database.connection() as connection:
        found = await showings.drafts(connection, desk.clock() - timedelta(days=days))
    return AllDraftOutcomes(days=days, items=[_shown(one) for one in found])


def _shown(one: Drafts) -> DraftOutcomes:
    decided = one.used + one.edited + one.ignored
    return DraftOutcomes(
        category=one.category,
        maker=one.maker,
        drafts=one.drafts,
        decided=decided,
        used=Figure.model_validate(proportion(one.used, decided)),
        edited=Figure.model_validate(proportion(one.edited, decided)),
        ignored=Figure.model_validate(proportion(one.ignored, decided)),
        replaced=one.replaced,
        open=one.open,
        measured=one.measured,
        changed_median=one.changed_median,
        changed_p90=one.changed_p90,
    )
