"""Draws the small Markdown of a message as HTML for a mail: tables, lists, code; never raw HTML."""

from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
_MARKDOWN.disable(["image", "heading", "lheading", "reference"])
# Mail programs read no style sheets.
_STYLED = {
    "<table>": '<table style="border-collapse:collapse" border="1" cellpadding="6">',
    "<th>": '<th align="start">',
    "<pre>": '<pre style="white-space:pre-wrap">',
}


def as_html(text: str) -> str:
    """The message as a piece of HTML."""
    html = _MARKDOWN.render(_with_headers(text))
    for plain, styled in _STYLED.items():
        html = html.replace(plain, styled)
    return html


def _with_headers(text: str) -> str:
    """A table needs a header in Markdown: one without gets an empty one."""
    lines: list[str] = []
    texts = text.split("\n")
    for place, line in enumerate(texts):
        is_row = line.startswith("| ") and line.endswith(" |")
        is_first = is_row and not (lines and lines[-1].startswith("|"))
        following = texts[place + 1] if place + 1 < len(texts) else ""
        if is_first and not following.startswith("|---"):
            cells = line.count(" | ") + 1
            lines += [f"|{'  |' * cells}", f"|{'---|' * cells}"]
        lines.append(line)
    return "\n".join(lines)
