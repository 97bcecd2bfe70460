"""The demo's help pages: an article's blocks as plain HTML, without scripts."""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import groupby

from tandem.core.knowledge.article import Article, Block, BlockKind, cells_of
from tandem.report.markup import Markup, element, joined, words

HOME = "/demo/help"
SHOP = "/demo"

_STYLE = """
:root {
  color-scheme: light dark;
  --ground: light-dark(#faf6f1, #17120f);
  --card: light-dark(#ffffff, #211a16);
  --ink: light-dark(#2b1d16, #f3eae2);
  --soft: light-dark(#6b574b, #c0ab9d);
  --line: light-dark(#e6dacd, #3a2e27);
  --berry: light-dark(#8c2f4b, #f09ab3);
}
* { box-sizing: border-box; }
body {
  background: var(--ground);
  color: var(--ink);
  font: 17px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  margin: 0 auto;
  max-width: 760px;
  overflow-wrap: anywhere;
  padding: 0 20px 64px;
}
nav { display: flex; flex-wrap: wrap; gap: 4px 20px; padding-block: 16px; }
nav a { padding-block: 8px; }
nav .name { color: var(--berry); font: 700 22px/1.3 Georgia, "Times New Roman", serif; }
nav .name { margin-inline-end: auto; text-decoration: none; }
a { color: inherit; text-decoration-color: var(--berry); text-underline-offset: 4px; }
:focus-visible { outline: 2px solid var(--berry); outline-offset: 2px; }
main {
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 16px;
  padding: clamp(20px, 5vw, 40px);
}
h1, h2, h3, h4, h5, h6 { font-family: Georgia, "Times New Roman", serif; line-height: 1.2; }
h1 { font-size: clamp(27px, 5vw, 36px); margin: 0 0 20px; }
h2 { font-size: 22px; margin: 32px 0 8px; }
h3, h4, h5, h6 { font-size: 18px; margin: 24px 0 8px; }
p, ul, ol, pre, .table { margin: 0 0 16px; }
ul, ol { padding-inline-start: 26px; }
li { margin-block: 6px; }
.table, pre { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: 8px 16px 8px 0; text-align: start; }
th, td { overflow-wrap: normal; vertical-align: top; }
th, footer { color: var(--soft); font-size: 15px; }
footer { padding-block: 20px; }
@media (max-width: 480px) {
  body { padding-inline: 10px; }
  main { padding: 16px; }
  table { font-size: 15px; }
  th, td { padding-inline-end: 10px; }
}
"""
_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()
# Nothing but this style sheet and an empty icon; no page may frame it.
CSP = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src data:; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'"
)
_NUMBER = re.compile(r"(\d{1,9})[.)] +")
PRODUCTS = {"one": "The Bramble One", "club": "The Bramble Club"}
_INVENTED = "Bramblebrew is invented. The demo shows the articles that its assistant answers from."


def article_page(article: Article) -> str:
    """The article as a page of its own."""
    return _page(article.title, _blocks(article.blocks))


def index_page(addresses: Iterable[tuple[str, Article]]) -> str:
    """All articles with their addresses, by product and title."""
    listed = sorted(addresses, key=lambda one: one[1].title)
    parts = list[Markup]()
    for product, name in PRODUCTS.items():
        links = [
            element("li", element("a", words(article.title), href=address))
            for address, article in listed
            if article.product == product
        ]
        parts += [element("h2", words(name)), element("ul", *links)] if links else []
    return _page("Help", parts)


def missing_page() -> str:
    """For an address that no article has."""
    link = element("a", words("All articles"), href=HOME)
    return _page("There is no such article", [element("p", link)])


def _page(title: str, content: Iterable[Markup]) -> str:
    head = joined(
        [
            element("meta", charset="utf-8"),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", name="robots", content="noindex"),
            element("title", words(f"{title} · Bramblebrew")),
            Markup('<link rel="icon" href="data:,">'),
            element("style", Markup(_STYLE)),
        ]
    )
    around = element(
        "nav",
        element("a", words("Bramblebrew"), class_="name", href=SHOP),
        element("a", words("All articles"), href=HOME),
        aria_label="Bramblebrew",
    )
    main = element("main", element("h1", words(title)), *content)
    body = element("body", around, main, element("footer", words(_INVENTED)))
    return f"<!doctype html>\n{element('html', element('head', head), body, lang='en')}\n"


def _blocks(blocks: Sequence[Block]) -> Iterator[Markup]:
    """The blocks as elements; neighbouring items and rows become one list or table."""
    for kind, group in groupby(blocks, key=_family):
        found = list(group)
        match kind:
            case BlockKind.ITEM:
                yield from _lists(found)
            case BlockKind.ROW:
                yield _table(found)
            case BlockKind.HEADING:
                yield from (
                    element(f"h{min(max(block.level, 2), 6)}", words(block.text)) for block in found
                )
            case BlockKind.CODE:
                yield from (element("pre", words(block.text), tabindex="0") for block in found)
            case BlockKind.QUOTE:
                yield element("blockquote", *_paragraphs(found))
            case _:
                yield from _paragraphs(found)


def _family(block: Block) -> BlockKind:
    return {BlockKind.HEADER: BlockKind.ROW, BlockKind.STEP: BlockKind.ITEM}.get(
        block.kind, block.kind
    )


def _paragraphs(blocks: Sequence[Block]) -> Iterator[Markup]:
    """The blocks as paragraphs, with the line breaks inside of them."""
    lines: list[Markup] = []
    for block in blocks:
        if block.opens and lines:
            yield element("p", *lines)
            lines = []
        lines += [Markup("<br>"), words(block.text)] if lines else [words(block.text)]
    if lines:
        yield element("p", *lines)


def _lists(items: Sequence[Block]) -> Iterator[Markup]:
    """Items as lists, deeper ones inside the item before them."""
    outermost = min(item.level for item in items)
    for kind, group in groupby(_nested(items, outermost), key=lambda one: one[0].kind):
        tag = "ol" if kind is BlockKind.STEP else "ul"
        yield element(tag, *(_item(*one) for one in group))


def _nested(items: Sequence[Block], level: int) -> Iterator[tuple[Block, list[Block]]]:
    """Each item of this level with the deeper ones that follow it."""
    at = 0
    while at < len(items):
        end = at + 1
        while end < len(items) and items[end].level > level:
            end += 1
        yield items[at], list(items[at + 1 : end])
        at = end


def _item(item: Block, inner: list[Block]) -> Markup:
    number = _NUMBER.match(item.text) if item.kind is BlockKind.STEP else None
    text = words(item.text[number.end() :] if number else item.text)
    return element("li", text, *_lists(inner) if inner else (), value=number[1] if number else None)


def _table(rows: Sequence[Block]) -> Markup:
    """The rows as a table that scrolls sideways, with its header if it has one."""
    head = [_row(row) for row in rows if row.kind is BlockKind.HEADER]
    body = [_row(row) for row in rows if row.kind is BlockKind.ROW]
    table = element("table", *([element("thead", *head)] if head else []), element("tbody", *body))
    return element("div", table, class_="table", tabindex="0", role="region", aria_label="Table")


def _row(row: Block) -> Markup:
    is_header = row.kind is BlockKind.HEADER
    cells = (
        element("th", words(text), scope="col") if is_header else element("td", words(text))
        for text in cells_of(row.text)
    )
    return element("tr", *cells)
