"""Makes an article of what was read: its fields decide whether, for whom and until when."""

from dataclasses import dataclass
from datetime import date, datetime

from tandem.adapters.read.front_matter import Fields
from tandem.core.errors import InvalidError
from tandem.core.knowledge.article import (
    Article,
    Audience,
    BadInput,
    Block,
    Unpublished,
    assemble,
)


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for the articles of a source that don't say otherwise, and the time it is read."""

    now: datetime
    product: str = ""
    audience: Audience = Audience.CUSTOMER
    locale: str = "en"


Read = Article | Unpublished | BadInput


def read_article(
    fields: Fields,
    title: str | None,
    blocks: tuple[Block, ...],
    body: str,
    *,
    id: str,
    where: str,
    otherwise: str,
    defaults: Defaults,
) -> Read:
    """An article with its fields; `id` and `otherwise` (a title) are for what they don't name.

    Raises InvalidError for a field with a value that it can't have.
    """
    id = fields.text("id") or id
    if (why := fields.why_unpublished(defaults.now)) is not None:
        return Unpublished(id, where, why)
    found = assemble(
        id=id,
        title=title,
        blocks=blocks,
        body=body,
        url=fields.text("url") or "",
        product=fields.text("product") or defaults.product,
        locale=fields.text("locale") or fields.text("lang") or defaults.locale,
        audience=_audience(fields, defaults.audience),
        otherwise=otherwise,
        where=where,
        valid_until=date.min if fields.is_outdated else fields.valid_until,
        review_by=fields.review_by,
    )
    return found or BadInput(where, "it has no text")


def _audience(fields: Fields, default: Audience) -> Audience:
    said = fields.text("audience") or default
    if said not in set(Audience):
        raise InvalidError("`audience` must be customer or agent")
    return Audience(said)
