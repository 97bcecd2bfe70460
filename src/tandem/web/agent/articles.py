"""HTTP routes for articles: what is in force, how it is used, and its versions."""

from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import ConfigDict, Field

from tandem.actions.knowledge.give_back import give_back
from tandem.adapters.read.written import editable
from tandem.core.errors import NotFoundError
from tandem.core.knowledge.article import DESK
from tandem.core.knowledge.proposal import difference
from tandem.store import articles
from tandem.web.deps import DeskOf
from tandem.web.guard import Lead, Reader
from tandem.web.shapes import Shown

router = APIRouter(prefix="/api/v1/articles", tags=["knowledge"])

USE_DAYS = 30

ArticleNumber = Annotated[int, Field(ge=1, le=2**62)]
VersionNumber = Annotated[int, Field(ge=1, le=2**31 - 1)]


class ListedArticle(Shown):
    """An article in force, and its use in the last 30 days.

    `cited` counts the quotes shown, `yes` and `no` what customers said of them. One that was edited
    is not learnt from its `source` any more; with `source_changed` there is something new.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "number": 12,
                    "id": "help/returns",
                    "title": "Returns",
                    "source": "/srv/help",
                    "place": "help/returns.md",
                    "audience": "customer",
                    "product": "",
                    "locale": "en",
                    "version": 3,
                    "learnt_at": "2026-01-05T12:00:00Z",
                    "valid_until": None,
                    "review_by": None,
                    "is_edited": False,
                    "source_changed": False,
                    "is_hidden": False,
                    "proposals": 1,
                    "cited": 31,
                    "yes": 19,
                    "no": 2,
                }
            ]
        }
    )

    number: int
    id: str
    title: str
    source: str
    place: str
    audience: str
    product: str
    locale: str
    version: int
    learnt_at: datetime
    valid_until: date | None
    review_by: date | None
    is_edited: bool
    source_changed: bool
    is_hidden: bool
    proposals: int
    cited: int
    yes: int
    no: int


class Articles(Shown):
    """All articles in force by title, at most 2,000; `products` are those that any is about."""

    items: list[ListedArticle]
    products: list[str]


class ArticleVersionLine(Shown):
    """One version of an article."""

    number: int
    title: str
    learnt_at: datetime
    is_in_force: bool
    characters: int


class ArticleText(Shown):
    """One version as it can be edited: `body` is Markdown, without front matter and title."""

    number: int
    title: str
    body: str
    url: str
    product: str
    locale: str
    audience: str
    learnt_at: datetime
    valid_until: date | None
    review_by: date | None
    is_in_force: bool


class WholeArticle(Shown):
    """An article with the text in force and all its versions, the newest first.

    `is_own` says that it was written on the desk; any other is not learnt from its source any more
    once an edit of it is published.
    """

    article: ListedArticle
    is_own: bool
    text: ArticleText
    versions: list[ArticleVersionLine]


class ComparedLine(Shown):
    """A line of a comparison: `same`, `added` or `removed`."""

    kind: str
    text: str


class ArticleComparison(Shown):
    """Two versions of an article line by line."""

    before: int
    after: int
    lines: list[ComparedLine]


@router.get("")
async def list_articles(desk: DeskOf, principal: Reader) -> Articles:
    """All articles in force, with their use."""
    async with desk.database.connection() as connection:
        found = await articles.listed(connection, desk.clock() - timedelta(days=USE_DAYS))
        products = await articles.products(connection)
    return Articles(
        items=[ListedArticle.model_validate(one) for one in found], products=list(products)
    )


@router.get("/{number}")
async def read_article(number: ArticleNumber, desk: DeskOf, principal: Reader) -> WholeArticle:
    """One article with its text, ready to be edited, and its versions."""
    async with desk.database.connection() as connection:
        since = desk.clock() - timedelta(days=USE_DAYS)
        found = await articles.listed(connection, since, number=number)
        if not found:
            raise NotFoundError(
                "There is no such article in force.", hint="It may have been retired."
            )
        text = await articles.version(connection, number, found[0].version)
        versions = await articles.versions_of(connection, number)
    return WholeArticle(
        article=ListedArticle.model_validate(found[0]),
        is_own=found[0].source == DESK,
        text=_editable(text),
        versions=[ArticleVersionLine.model_validate(one) for one in versions],
    )


@router.get("/{number}/versions/{version}")
async def read_version(
    number: ArticleNumber, version: VersionNumber, desk: DeskOf, principal: Reader
) -> ArticleText:
    """One version of an article, ready to be edited: so an old one can be restored."""
    async with desk.database.connection() as connection:
        return _editable(await articles.version(connection, number, version))


@router.get("/{number}/difference")
async def compare_versions(
    number: ArticleNumber,
    before: Annotated[VersionNumber, Query()],
    after: Annotated[VersionNumber, Query()],
    desk: DeskOf,
    principal: Reader,
) -> ArticleComparison:
    """Two versions of an article, line by line."""
    async with desk.database.connection() as connection:
        old = _editable(await articles.version(connection, number, before))
        new = _editable(await articles.version(connection, number, after))
    lines = difference(f"{old.title}\n\n{old.body}", f"{new.title}\n\n{new.body}")
    return ArticleComparison(
        before=before, after=after, lines=[ComparedLine.model_validate(one) for one in lines]
    )


@router.post("/{number}/give-back", status_code=204)
async def give_article_back(number: ArticleNumber, desk: DeskOf, principal: Lead) -> None:
    """Let an edited article be learnt from its source again."""
    await give_back(desk.database, principal.agent, number, now=desk.clock())


def _editable(version: articles.Version) -> ArticleText:
    text = ArticleText.model_validate(version)
    return text.model_copy(update={"body": editable(version.body, version.title)})
