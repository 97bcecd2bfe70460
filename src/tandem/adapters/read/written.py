"""Articles that are written on the desk: their Markdown is read as that of a file is."""

from tandem.adapters.read import html, markdown
from tandem.adapters.read.front_matter import front_matter
from tandem.core.errors import InvalidError
from tandem.core.knowledge.article import Article, BlockKind, assemble, clean
from tandem.core.knowledge.markdown import markdown as as_markdown
from tandem.core.knowledge.proposal import Fields


def written_article(id: str, fields: Fields, *, where: str = "") -> Article:
    """The article that the fields make; raises InvalidError for one without title or text."""
    if not fields.title.strip():
        raise InvalidError("An article needs a title.")
    body = clean(fields.body)
    _, _, blocks = markdown.read_markdown(body)
    if not any(block.kind is not BlockKind.HEADING for block in blocks):
        raise InvalidError("An article needs a text.", hint="Headings alone say nothing.")
    article = assemble(
        id=id,
        title=fields.title,
        blocks=blocks,
        body=body,
        url=fields.url.strip(),
        product=fields.product.strip().lower(),
        locale=fields.locale.replace("_", "-").partition("-")[0].strip().lower(),
        audience=fields.audience,
        where=where,
        valid_until=fields.valid_until,
        review_by=fields.review_by,
    )
    assert article is not None, "it has blocks"
    return article


def editable(body: str, title: str) -> str:
    """The Markdown to edit of a stored article: without front matter, and without its title again.

    A page's HTML becomes Markdown.
    """
    try:
        text = _as_markdown(body)
    except InvalidError:  # nested too deeply: as it is
        return body
    first, _, rest = text.lstrip("\n").partition("\n")
    if first.startswith("# ") and first[2:].strip().casefold() == title.strip().casefold():
        return rest.strip("\n")
    return text.strip("\n")


def _as_markdown(body: str) -> str:
    _, text = front_matter(body)
    if markdown.is_page(text):
        _, _, blocks = html.read_html(text)
        return as_markdown(blocks)
    return text
