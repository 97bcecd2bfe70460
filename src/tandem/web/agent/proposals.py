"""HTTP routes for proposals: articles and edits until somebody publishes or rejects them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from pydantic import ConfigDict, StringConstraints

from tandem.actions.knowledge.preview_effect import preview_effect
from tandem.actions.knowledge.propose import (
    REASON_MAX,
    change_proposal,
    propose,
    reject_proposal,
)
from tandem.actions.knowledge.publish_proposal import publish_proposal
from tandem.actions.ports import Desk
from tandem.adapters.read.written import editable, written_article
from tandem.assistant.retrieve import search_articles
from tandem.core.errors import InvalidError
from tandem.core.knowledge.article import TITLE_MAX, Audience
from tandem.core.knowledge.proposal import (
    BODY_MAX,
    Fields,
    ProposalState,
    changed_numbers,
    difference,
    placeholders,
)
from tandem.core.knowledge.rank import Weighted, best_of_each
from tandem.store import articles, proposals
from tandem.store.proposals import Proposal
from tandem.web.agent.articles import ArticleNumber, ComparedLine, VersionNumber
from tandem.web.deps import DeskOf
from tandem.web.guard import Lead, Reader, Worker
from tandem.web.idempotency import KEYED, once
from tandem.web.shapes import Given, Line, Shown, Text, Version

router = APIRouter(prefix="/api/v1/proposals", tags=["knowledge"])

ALIKE_MIN = 0.6  # cosine of title and beginning to another article's passage: it may be the same
ALIKE_NAMED = 3
ALIKE_WORDS = 60  # of the text that are compared

StateOfProposal = Literal["open", "published", "rejected"]
KindOfChange = Literal["lost", "decision", "wording", "answered", "same"]
Readers = Literal["customer", "agent"]
Title = Annotated[Text, StringConstraints(min_length=1, max_length=TITLE_MAX)]
Body = Annotated[Text, StringConstraints(max_length=BODY_MAX)]
Url = Annotated[Text, StringConstraints(max_length=2000)]
Reason = Annotated[str, StringConstraints(max_length=REASON_MAX)]


class ProposedOrigin(Shown):
    """A sentence and the person's reply that it comes from; `replies` say alike."""

    text: str
    message_id: str
    conversation_id: str
    number: int
    replies: int


class ArticleProposal(Shown):
    """A proposed article, or an edit of the article with `article_number`.

    `based_on` is the version that is edited, `article_version` the one in force now. Names are null
    for the desk itself. `body` is Markdown; `origins` are the replies that sentences came from.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0b9b6c1e-7b55-4f0e-9f0d-3f3a7f5f2a10",
                    "gap_id": None,
                    "gap_label": None,
                    "article_number": None,
                    "article_key": None,
                    "based_on": None,
                    "article_version": None,
                    "title": "VAT in Norway",
                    "body": "We charge 25 % VAT in Norway.",
                    "product": "",
                    "locale": "en",
                    "audience": "customer",
                    "url": "",
                    "valid_until": None,
                    "review_by": None,
                    "origins": [],
                    "state": "open",
                    "reason": "",
                    "made_at": "2026-01-05T12:00:00Z",
                    "made_by": "Mara",
                    "changed_at": "2026-01-05T12:00:00Z",
                    "changed_by": "Mara",
                    "decided_at": None,
                    "decided_by": None,
                    "published_version": None,
                    "version": 1,
                }
            ]
        }
    )

    id: UUID
    gap_id: UUID | None
    gap_label: str | None
    article_number: int | None
    article_key: str | None
    based_on: int | None
    article_version: int | None
    title: str
    body: str
    product: str
    locale: str
    audience: Readers
    url: str
    valid_until: date | None
    review_by: date | None
    origins: list[ProposedOrigin]
    state: StateOfProposal
    reason: str
    made_at: datetime
    made_by: str | None
    changed_at: datetime
    changed_by: str | None
    decided_at: datetime | None
    decided_by: str | None
    published_version: int | None
    version: int


class ArticleProposals(Shown):
    """The newest 100 proposals in a state."""

    items: list[ArticleProposal]


class AlikeArticle(Shown):
    """Another article that may say the same; `likeness` is a cosine."""

    number: int
    id: str
    title: str
    passage: str
    likeness: float


class ReplyOfEffect(Shown):
    """What a question gets: decision, P(right), the articles cited, and the text."""

    decision: str
    rule: str
    probability: float | None
    articles: list[str]
    text: str


class ChangedReply(Shown):
    """A past question whose reply changes; `said` is what the customer said of the quote then."""

    kind: KindOfChange
    is_worse: bool
    question: str
    turn_id: str
    conversation_id: str | None
    number: int | None
    asked: int
    said: str
    before: ReplyOfEffect
    after: ReplyOfEffect


class ArticleEffect(Shown):
    """What publishing would change for past questions, asked again on today's and the new text.

    `turns` of the last `days` were looked at; `questions` were asked again, of `near` that
    retrieved the article, are of the proposal's gap, or lie near the text.
    """

    days: int
    turns: int
    near: int
    questions: int
    same: int
    wording: int
    answered: int
    lost: int
    decision: int
    worse: int
    changes: list[ChangedReply]


class PreviewedEffect(Shown):
    """A preview; `is_current` says that it is of exactly this text."""

    made_at: datetime
    made_by: str | None
    is_current: bool
    effect: ArticleEffect


class WholeProposal(Shown):
    """A proposal with what must be looked at before it is published.

    `lines` compare it with the article's version in force. `placeholders` are marks of removed
    personal data that are still in the text, `alike` other articles that may say the same,
    `numbers_gone` and `numbers_new` those that changed. `source` is where the article is learnt
    from; it won't be any more.
    """

    proposal: ArticleProposal
    lines: list[ComparedLine]
    placeholders: list[str]
    numbers_gone: list[str]
    numbers_new: list[str]
    alike: list[AlikeArticle]
    source: str | None
    is_outdated: bool
    previewed: PreviewedEffect | None


class ProposalFields(Given):
    """What the article will be; `body` is Markdown."""

    title: Title
    body: Body = ""
    product: Line = ""
    locale: Annotated[Line, StringConstraints(max_length=20)] = "en"
    audience: Readers = "customer"
    url: Url = ""
    valid_until: date | None = None
    review_by: date | None = None

    def fields_of_article(self) -> Fields:
        """The fields as the core has them."""
        return Fields(
            title=self.title.strip(),
            body=self.body,
            product=self.product,
            locale=self.locale or "en",
            audience=Audience(self.audience),
            url=self.url,
            valid_until=self.valid_until,
            review_by=self.review_by,
        )


class NewProposal(ProposalFields):
    """A new article, or an edit of the one with `article_number`; `gap_id` is what it answers."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"title": "VAT in Norway", "body": "We charge 25 % VAT in Norway."}]
        }
    )

    article_number: ArticleNumber | None = None
    gap_id: UUID | None = None


class ProposalChange(ProposalFields):
    """All fields of an open proposal; `based_on` is the article's version that they build on."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"title": "VAT in Norway", "body": "We charge 25 % in Norway.", "version": 1}
            ]
        }
    )

    based_on: VersionNumber | None = None
    version: Version


class ProposalDecision(Given):
    """The version that was seen; `accepts_worse`: somebody looked at what gets worse."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"version": 2}]})

    version: Version
    accepts_worse: bool = False


class ProposalRejection(Given):
    """Why a proposal is rejected: its author reads it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"version": 1, "reason": "We have that article."}]}
    )

    version: Version
    reason: Reason


@router.get("")
async def list_proposals(
    desk: DeskOf,
    principal: Reader,
    state: Annotated[StateOfProposal, Query()] = "open",
    article: Annotated[ArticleNumber | None, Query()] = None,
    gap: Annotated[UUID | None, Query()] = None,
) -> ArticleProposals:
    """The newest proposals in a state, of an article or a gap if one is named."""
    async with desk.database.connection() as connection:
        found = await proposals.page(
            connection, state=ProposalState(state), article=article, gap=gap
        )
    return ArticleProposals(items=[ArticleProposal.model_validate(one) for one in found])


@router.post("", status_code=201, response_model=ArticleProposal, dependencies=[KEYED])
async def create_proposal(
    given: NewProposal, request: Request, desk: DeskOf, principal: Worker
) -> JSONResponse:
    """Propose a new article or an edit; nothing is published by that."""

    async def work() -> ArticleProposal:
        made = await propose(
            desk,
            principal.agent,
            given.fields_of_article(),
            article=given.article_number,
            gap=given.gap_id,
        )
        return ArticleProposal.model_validate(made)

    return await once(desk, principal.key, request, work)


@router.get("/{id}")
async def read_proposal(id: UUID, desk: DeskOf, principal: Reader) -> WholeProposal:
    """A proposal with its comparison, what to look at, and the newest preview."""
    return await _whole(desk, id)


@router.patch("/{id}")
async def edit_proposal(
    id: UUID, given: ProposalChange, desk: DeskOf, principal: Worker
) -> WholeProposal:
    """Change an open proposal; its preview is out of date then."""
    await change_proposal(
        desk.database,
        principal.agent,
        id,
        given.fields_of_article(),
        version=given.version,
        now=desk.clock(),
        based_on=given.based_on,
    )
    return await _whole(desk, id)


@router.post("/{id}/preview")
async def preview_proposal(id: UUID, desk: DeskOf, principal: Worker) -> WholeProposal:
    """Ask past questions again on the new text; takes up to half a minute, and sends nothing."""
    await preview_effect(desk, principal.agent, id)
    return await _whole(desk, id)


@router.post("/{id}/publish")
async def put_in_force(
    id: UUID, given: ProposalDecision, desk: DeskOf, principal: Lead
) -> ArticleProposal:
    """Publish a proposal that was previewed as it is: it is quoted from the next turn on."""
    published = await publish_proposal(
        desk,
        principal.agent,
        id,
        version=given.version,
        accepts_worse=given.accepts_worse,
    )
    return ArticleProposal.model_validate(published)


@router.post("/{id}/reject")
async def turn_down(
    id: UUID, given: ProposalRejection, desk: DeskOf, principal: Lead
) -> ArticleProposal:
    """Reject a proposal with a reason."""
    rejected = await reject_proposal(
        desk.database,
        principal.agent,
        id,
        reason=given.reason,
        version=given.version,
        now=desk.clock(),
    )
    return ArticleProposal.model_validate(rejected)


async def _whole(desk: Desk, id: UUID) -> WholeProposal:
    async with desk.database.connection() as connection:
        found = await proposals.read(connection, id)
        home = await articles.numbered(connection, found.article_number)
        before = ""
        if home is not None and found.article_version is not None and found.based_on is not None:
            # Once it is published, it is compared with what it replaced.
            at = found.based_on if found.published_version else found.article_version
            version = await articles.version(connection, home.id, at)
            before = f"{version.title}\n\n{editable(version.body, version.title)}"
        effect = await proposals.effect(connection, id)
    after = f"{found.title}\n\n{found.body}"
    gone, new = changed_numbers(before, after) if before else ((), ())
    return WholeProposal(
        proposal=ArticleProposal.model_validate(found),
        lines=[ComparedLine.model_validate(one) for one in difference(before, after)],
        placeholders=list(placeholders(after)),
        numbers_gone=list(gone),
        numbers_new=list(new),
        alike=await _alike(desk, found),
        source=home and home.location,
        is_outdated=home is not None and found.based_on != found.article_version,
        previewed=effect
        and PreviewedEffect(
            made_at=effect.made_at,
            made_by=effect.made_by,
            is_current=effect.content_hash == _hash_of(found),
            effect=ArticleEffect.model_validate(_plain(effect.effect)),
        ),
    )


def _plain(effect: Any) -> Any:
    return dict(effect)


def _hash_of(found: Proposal) -> str:
    """The hash of the article that the proposal is; empty while it is none."""
    try:
        return written_article("", found.fields).content_hash
    except InvalidError:
        return ""


async def _alike(desk: Desk, found: Proposal) -> list[AlikeArticle]:
    """Other articles that may say the same, the most alike first."""
    beginning = " ".join(found.body.split()[:ALIKE_WORDS])
    if found.state is not ProposalState.OPEN or not beginning:
        return []
    own = () if found.article_number is None else (found.article_number,)
    hits = await search_articles(
        desk.database,
        desk.thinking.embedder,
        (Weighted(f"{found.title}\n{beginning}", 1.0),),
        audiences=("customer", "agent"),
        without=own,
    )
    best = [
        hit
        for hit in best_of_each(hits.hits)
        if hit.cosine is not None and hit.cosine >= ALIKE_MIN and hit.text
    ][:ALIKE_NAMED]
    async with desk.database.connection() as connection:
        numbers = await articles.numbers_of(connection, [hit.document for hit in best])
    return [
        AlikeArticle(
            number=numbers[hit.document],
            id=hit.document,
            title=hit.title,
            passage=hit.text,
            likeness=round(hit.cosine or 0.0, 3),
        )
        for hit in best
        if hit.document in numbers
    ]
