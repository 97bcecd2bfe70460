"""HTTP routes for gaps: what the articles do not answer, and what becomes of it."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from pydantic import ConfigDict, Field, StringConstraints

from tandem.actions.knowledge.decide_gap import REASON_MAX, decide_gap
from tandem.actions.knowledge.draw_up_proposal import draw_up_proposal
from tandem.actions.knowledge.find_gaps import find_gaps
from tandem.actions.ports import Desk
from tandem.core.knowledge.gap import DAYS, State
from tandem.store import gaps, proposals
from tandem.web.agent.proposals import ArticleProposal
from tandem.web.deps import DeskOf
from tandem.web.guard import Lead, Reader, Worker
from tandem.web.idempotency import KEYED, once
from tandem.web.shapes import Given, Shown, Version

router = APIRouter(prefix="/api/v1/gaps", tags=["knowledge"])

WhyAsked = Literal["rated", "refused", "escalated", "unsure"]
WhyNearestFailed = Literal[
    "nothing", "refused", "rated", "other_product", "lacks_words", "not_supported", "unlikely"
]
StateOfGap = Literal["open", "not_ours", "linked", "merged"]
Days = Annotated[int, Field(ge=1, le=366)]
ArticleId = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
GapReason = Annotated[str, StringConstraints(max_length=REASON_MAX)]


class Gap(Shown):
    """Questions of one meaning that the articles do not answer.

    Counts are of the days of the newest search, `before` of as many days before. `minutes` are
    people's: measured in `measured` conversations, for the others stated by a setting. `article`,
    `title`, `fault` and `says` are the nearest article and why it was not enough, in most of its
    questions. `size_then` was its size when it was set aside. Texts have no personal data.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "7d0f6c52-3b1a-4c8e-9a5d-2f4e6b8c0a11",
                    "label": "Do I pay VAT in Norway?",
                    "words": ["vat", "norway"],
                    "state": "open",
                    "reason": "",
                    "size_then": 0,
                    "linked_article": None,
                    "decided_at": None,
                    "decided_by": None,
                    "found_at": "2026-01-05T03:11:00Z",
                    "version": 1,
                    "conversations": 14,
                    "customers": 12,
                    "before": 9,
                    "minutes": 96.5,
                    "measured": 11,
                    "examples": ["Do I pay VAT in Norway?", "VAT for a firm in Oslo"],
                    "article": "help/vat",
                    "title": "VAT on invoices",
                    "fault": "lacks_words",
                    "says": "Norway",
                    "fault_count": 10,
                }
            ]
        }
    )

    id: UUID
    label: str
    words: list[str]
    state: StateOfGap
    reason: str
    size_then: int
    linked_article: str | None
    decided_at: datetime | None
    decided_by: str | None
    found_at: datetime
    version: int
    conversations: int
    customers: int
    before: int
    minutes: float
    measured: int
    examples: list[str]
    article: str
    title: str
    fault: WhyNearestFailed
    says: str
    fault_count: int


class GapSearch(Shown):
    """The newest search: its days, the questions it read, and how many conversations are affected.

    `conversations` are those in which the assistant took a turn in these days, `unanswered` those
    of them with a question that was not answered. `is_cut`: there were more questions.
    """

    at: datetime
    days: int
    questions: int
    is_cut: bool
    conversations: int
    unanswered: int


class Gaps(Shown):
    """The gaps that cost most first, at most 100; without a `search` nobody looked yet."""

    search: GapSearch | None
    items: list[Gap]


class GapCount(Shown):
    """How many of a gap's conversations have this reason, why or fault."""

    kind: str
    name: str
    conversations: int


class GapQuestion(Shown):
    """A question of a gap, without personal data; `number` is its conversation's."""

    turn_id: UUID
    conversation_id: UUID
    number: int
    asked_at: datetime
    text: str
    why: WhyAsked
    reason: str
    product: str
    minutes: float
    is_measured: bool
    article: str
    title: str
    fault: WhyNearestFailed
    says: str


class GapWeek(Shown):
    """A gap's conversations in seven days, beside all in which the assistant took a turn."""

    starts: datetime
    conversations: int
    all_conversations: int


class GapDetail(Shown):
    """A gap with its counts, its newest 50 questions, its last twelve weeks, and its proposals."""

    gap: Gap
    counts: list[GapCount]
    questions: list[GapQuestion]
    weeks: list[GapWeek]
    proposals: list[ArticleProposal]


class GapChange(Given):
    """What becomes of a gap.

    `not_ours` needs a `reason`, `linked` an `article_id`, `merged` the gap `into` which it goes.
    What is not ours or linked opens again once it has grown by half.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"state": "not_ours", "reason": "Tax advice", "version": 1}]
        }
    )

    state: StateOfGap
    reason: GapReason = ""
    article_id: ArticleId | None = None
    into: UUID | None = None
    version: Version


@router.get("")
async def list_gaps(
    desk: DeskOf, principal: Reader, state: Annotated[StateOfGap, Query()] = "open"
) -> Gaps:
    """The gaps in a state, by what they cost: volume times people's minutes."""
    return await _listed(desk, State(state))


@router.post("/search")
async def search_for_gaps(
    desk: DeskOf, principal: Lead, days: Annotated[Days, Query()] = DAYS
) -> Gaps:
    """Search for gaps now, in the last days; it runs by itself every night."""
    await find_gaps(desk, now=desk.clock(), days=days)
    return await _listed(desk, State.OPEN)


@router.get("/{id}")
async def read_gap(id: UUID, desk: DeskOf, principal: Reader) -> GapDetail:
    """A gap with its questions, why they were not answered, and whether it shrinks."""
    async with desk.database.connection() as connection:
        found = await gaps.read(connection, id)
        counts = await gaps.reasons(connection, id)
        asked = await gaps.questions(connection, id)
        weeks = await gaps.weeks(connection, id, desk.clock())
        proposed = await proposals.page(connection, state=None, gap=id)
    return GapDetail(
        gap=Gap.model_validate(found),
        counts=[GapCount.model_validate(one) for one in counts],
        questions=[GapQuestion.model_validate(one) for one in asked],
        weeks=[GapWeek.model_validate(one) for one in weeks],
        proposals=[ArticleProposal.model_validate(one) for one in proposed],
    )


@router.patch("/{id}")
async def change_gap(id: UUID, given: GapChange, desk: DeskOf, principal: Lead) -> Gap:
    """Set a gap aside, link an article, merge it into another gap, or open it again."""
    changed = await decide_gap(
        desk.database,
        principal.agent,
        id,
        State(given.state),
        now=desk.clock(),
        version=given.version,
        reason=given.reason,
        article=given.article_id,
        into=given.into,
    )
    return Gap.model_validate(changed)


@router.post(
    "/{id}/proposals", status_code=201, response_model=ArticleProposal, dependencies=[KEYED]
)
async def draw_up(
    id: UUID,
    request: Request,
    desk: DeskOf,
    principal: Worker,
    as_new: Annotated[bool, Query()] = False,
) -> JSONResponse:
    """Propose an article, or an edit of the nearest one, from what people answered."""

    async def work() -> ArticleProposal:
        made = await draw_up_proposal(desk, principal.agent, id, as_new=as_new)
        return ArticleProposal.model_validate(made)

    return await once(desk, principal.key, request, work)


async def _listed(desk: Desk, state: State | None) -> Gaps:
    async with desk.database.connection() as connection:
        search = await gaps.last_search(connection)
        found = await gaps.page(connection, state=state)
    return Gaps(
        search=search and GapSearch.model_validate(search),
        items=[Gap.model_validate(one) for one in found],
    )
