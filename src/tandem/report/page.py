"""The frame of a report: one self-contained file, for paper, phones and wide screens."""

from collections.abc import Mapping, Sequence

from tandem.report import numbers
from tandem.report.charts import Row
from tandem.report.markup import Markup, element, joined, words
from tandem.report.numbers import Style
from tandem.report.theme import DARK, LIGHT

_FORCED = dict.fromkeys(LIGHT, "CanvasText") | dict.fromkeys(("bg", "surface", "sunken"), "Canvas")

_STYLE = """
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1080px; padding: 24px 16px 48px; background: var(--bg);
  color: var(--text); font: 14px/1.45 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
h1 { font-size: 24px; line-height: 1.25; font-weight: 600; margin: 0 0 8px; max-width: 32em; }
h2 { font-size: 16px; line-height: 1.25; font-weight: 600; margin: 0; }
p { margin: 4px 0 0; max-width: 72ch; }
header p, figcaption p, .card p, footer, dt { color: var(--muted); }
.cards { list-style: none; margin: 24px 0 16px; padding: 0; display: grid; gap: 8px;
  grid-template-columns: repeat(auto-fill, minmax(152px, 1fr)); }
.card, figure, section { background: var(--surface); border: 1px solid var(--line);
  border-radius: 8px; }
.card { padding: 12px; }
.card p { margin: 0; font-size: 13px; }
.card .value { color: var(--text); font-size: 20px; font-weight: 600; line-height: 1.45; }
.card .missing { color: var(--warn); font-size: 14px; }
.charts { columns: 400px 2; column-gap: 16px; }
figure, section { margin: 0 0 16px; padding: 16px; break-inside: avoid; }
figcaption { margin-bottom: 12px; }
section { margin-top: 16px; }
svg { display: block; width: 100%; max-width: 440px; height: auto; }
svg path { stroke-linejoin: round; }
details { margin-top: 8px; }
summary { cursor: pointer; color: var(--accent); padding: 4px 0; width: max-content; }
summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--accent);
  outline-offset: 2px; }
.scroll { overflow: auto; max-height: 360px; }
table { border-collapse: collapse; font-size: 13px; }
th, td { padding: 4px 12px 4px 0; text-align: left; border-bottom: 1px solid var(--line); }
td { white-space: nowrap; }
thead th { color: var(--muted); font-weight: 500; }
tbody th { font-weight: 400; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: minmax(96px, max-content) 1fr; gap: 4px 16px;
  margin: 8px 0 0; }
dd { margin: 0; overflow-wrap: anywhere; }
ul { margin: 8px 0 0; padding-left: 20px; overflow-wrap: anywhere; }
footer { margin-top: 24px; font-size: 13px; }
@media (max-width: 480px) {
  body { padding: 16px 8px; }
  figure, section { padding: 12px; }
}
@media print {
  body { max-width: none; padding: 0; }
  .card { break-inside: avoid; }
  details:not([open]) { display: none; }
  .scroll { max-height: none; overflow: visible; }
}
"""


def document(title: str, lead: str, *content: Markup) -> str:
    """The whole file, to be written as UTF-8."""
    style = "\n".join(
        (
            f":root {{ color-scheme: light dark; {_tokens(LIGHT)} }}",
            # Only on a screen: paper stays white.
            f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {_tokens(DARK)} }} }}",
            f"@media (forced-colors: active) {{ :root {{ {_tokens(_FORCED)} }} }}",
            _STYLE,
        )
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        # Nothing may be loaded or run, whatever the texts contain.
        element(
            "meta",
            http_equiv="Content-Security-Policy",
            content="default-src 'none'; style-src 'unsafe-inline'",
        ),
        element("title", words(title)),
        element("style", Markup(style)),
    )
    body = element(
        "body",
        element("header", element("h1", words(title)), element("p", words(lead))),
        element("main", *content),
        element(
            "footer",
            words(
                "Intervals are 95 %. Hollow marks have fewer than 30 cases. "
                "Every figure has its own n."
            ),
        ),
    )
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='en')}\n"


def summary(rows: Sequence[tuple[Row, Style, str]]) -> Markup:
    """The most important figures, each with its meaning, interval and n."""
    return element("ul", *(_card(*row) for row in rows), class_="cards")


def charts(figures: Sequence[Markup]) -> Markup:
    """The charts, side by side where the screen is wide enough."""
    return element("div", joined(figures), class_="charts")


def facts(title: str, content: Mapping[str, str], left_out: Sequence[str]) -> Markup:
    """How the figures were measured, and which rows could not be used."""
    pairs = [
        element("dt", words(name)) + element("dd", words(value)) for name, value in content.items()
    ]
    shown = [element("li", words(line)) for line in left_out[:50]]
    rest = len(left_out) - len(shown)
    if rest:
        shown.append(element("li", words(f"and {numbers.count(rest)} more")))
    listed = [
        element(
            "details",
            element("summary", words(f"{numbers.count(len(left_out))} rows left out")),
            element("ul", joined(shown)),
        )
    ]
    return element(
        "section",
        element("h2", words(title)),
        element("dl", *(Markup(pair) for pair in pairs)),
        *(listed if left_out else ()),
    )


def _card(row: Row, style: Style, meaning: str) -> Markup:
    n = f"n {numbers.count(row.figure.n)}"
    if row.figure.value is None:
        lines = (
            element("p", words("not enough yet"), class_="value missing"),
            element("p", words(row.why_not or n)),
        )
    else:
        value, _, interval = style(row.figure).partition(" (")
        lines = (
            element("p", words(value), class_="value"),
            element("p", words(f"{interval.removesuffix(')')}, {n}")),
        )
    name = element("p", words(row.name))
    return element("li", name, *lines, element("p", words(meaning)), class_="card")


def _tokens(colours: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {colour};" for name, colour in colours.items())
