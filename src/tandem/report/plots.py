"""Matplotlib's drawings as inline SVG; text stays text, and the page's style sets the colours.

Only this package imports Matplotlib, because loading it takes as long as a whole command.
"""

import re
import warnings
from collections.abc import Callable
from io import StringIO
from typing import Literal
from xml.etree import ElementTree

import matplotlib as mpl
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.typing import RcKeyType

from tandem.report import theme
from tandem.report.markup import Markup, element, printable, words

Align = Literal["left", "right"]
WIDTH = 360.0
"""Units of every drawing; about a phone's width in pixels, so text keeps its size there."""

# Drawings use the light theme's colours, which are then replaced by the page's colour names.
COLOURS = theme.LIGHT
_NAMES = {colour.lower(): f"var(--{name})" for name, colour in COLOURS.items()}
_SETTINGS: dict[RcKeyType, object] = {
    "font.size": 12,
    "text.color": COLOURS["text"],
    "text.parse_math": False,  # a "$" in a name is not a formula
    "axes.edgecolor": COLOURS["line"],
    "axes.labelcolor": COLOURS["muted"],
    "axes.prop_cycle": cycler(color=[COLOURS["text"]]),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "grid.color": COLOURS["line"],
    "xtick.color": COLOURS["line"],
    "xtick.labelcolor": COLOURS["muted"],
    "ytick.color": COLOURS["line"],
    "ytick.labelcolor": COLOURS["muted"],
    "svg.fonttype": "none",
    "svg.hashsalt": "tandem",  # the same figures give the same page
}
_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"


def drawing(
    key: str, title: str, description: str, height: float, draw: Callable[[Figure], None]
) -> Markup:
    """A picture with a title and a description for screen readers."""
    written = StringIO()
    with mpl.rc_context(_SETTINGS), warnings.catch_warnings():
        # The browser has fonts for characters that Matplotlib's font has not.
        warnings.filterwarnings("ignore", "Glyph .* missing", UserWarning)
        figure = Figure(figsize=(WIDTH / 72, height / 72), layout="constrained")
        draw(figure)
        figure.savefig(written, format="svg", transparent=True, metadata={"Date": None})
    return element(
        "svg",
        element("title", words(title), id=f"{key}-title"),
        element("desc", words(description), id=f"{key}-desc"),
        _themed(written.getvalue()),
        viewBox=f"0 0 {WIDTH:g} {height:g}",
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
    )


def one_line(text: str) -> str:
    """The text as Matplotlib can draw it, on one line."""
    return " ".join(printable(text).split())


def label(
    axes: Axes, x: float, y: float, text: str, colour: str = "text", align: Align = "left"
) -> None:
    """Draw text on one line, at data coordinates."""
    axes.text(x, y, one_line(text), color=COLOURS[colour], horizontalalignment=align)


def _themed(drawn: str) -> Markup:
    """Only shapes and texts, without ids and references, in the page's colours and fonts."""
    root = ElementTree.fromstring(drawn)  # noqa: S314 (Matplotlib's own output)
    shapes = {f"#{shape.get('id')}": shape for shape in root.iterfind(f".//{_SVG}defs/{_SVG}path")}
    return Markup("".join(_written(child, shapes) for child in root.iterfind(f"{_SVG}g")))


def _written(node: ElementTree.Element, shapes: dict[str, ElementTree.Element]) -> Markup:
    tag, style = node.tag.removeprefix(_SVG), node.get("style", "")
    if tag == "defs":
        return Markup("")
    if tag == "use":  # a mark: its shape, moved to its position
        shape = shapes[node.attrib[_HREF]]
        return element(
            "path",
            d=shape.get("d"),
            transform=f"translate({node.get('x')} {node.get('y')})",
            style=_style(f"{style}; {shape.get('style', '')}"),
        )
    children = [_written(child, shapes) for child in node]
    if tag == "g":
        return Markup("".join(children))
    kept = {name: node.get(name) for name in ("d", "x", "y", "transform")}
    return element(tag, words(node.text or ""), *children, style=_style(style), **kept)


def _style(style: str) -> str:
    """The style without Matplotlib's fonts, with the page's colour names."""
    without_font = re.sub(r"font-family: [^;]*;? ?", "", style)
    return re.sub(r"#[0-9a-f]{6}\b", lambda match: _NAMES[match[0]], without_font)
