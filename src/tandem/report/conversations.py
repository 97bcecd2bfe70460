"""The page of `evaluate conversations`: what simulated customers got."""

from tandem.report import charts, numbers, page, run
from tandem.report.charts import Row
from tandem.report.markup import Markup
from tandem.report.numbers import Result, percent, share

_ENDS = {
    "helped_in_1": ("helped at once", "ai"),
    "helped_in_2": ("helped within two messages", "ai"),
    "helped_in_3": ("helped within three messages", "ai"),
    "answered_wrong": ("answered wrongly", "control"),
    "suggested_wrong": ("a suggestion was wrong", "control"),
    "asked_needlessly": ("asked needlessly", "control"),
    "offered_person": ("offered a person", "human"),
    "handed_off": ("handed over to people", "human"),
}
_UNANSWERABLE = {
    "unanswerable_answered": ("answered", "control"),
    "unanswerable_suggested": ("something was suggested", "control"),
    "unanswerable_to_person": ("offered or given a person", "human"),
}
_FIRST = {
    "answer": ("answers", "ai"),
    "suggest": ("suggests", "ai"),
    "ask": ("asks back", "ai"),
    "offer_human": ("offers a person", "human"),
    "hand_off": ("hands over to people", "human"),
}


def conversations_page(result: Result) -> str:
    """The result of `ConversationsScorecard.to_json` as one self-contained HTML file."""
    drawn = [_ends(result, _ENDS, "answerable"), _ends(result, _UNANSWERABLE, "unanswerable")]
    if result.get("apart"):
        drawn.append(_apart(result))
    asked = numbers.figure(result, "conversations", "helped_in_1").n
    return page.document(
        _title(result),
        "Simulated customers ask each labelled question once and write at most three messages. "
        "They know a right article when its quote is shown first, press an option that leads to "
        "it, else say no. No model plays them.",
        _summary(result),
        page.charts(drawn if asked else ()),
        run.facts(result.get("meta", {})),
    )


def _title(result: Result) -> str:
    helped = numbers.figure(result, "conversations", "helped_in_2")
    if helped.value is None:
        return "No answerable question was asked"
    return (
        f"{share(helped.value)} of {numbers.count(helped.n)} customers were helped"
        " within two messages"
    )


def _summary(result: Result) -> Markup:
    def row(name: str, *path: str) -> Row:
        return Row(name, numbers.figure(result, *path), why_not=_why_not(path[-1]))

    return page.summary(
        (
            (row("Helped at once", "conversations", "helped_in_1"), percent, "of the answerable"),
            (row("Helped in two", "conversations", "helped_in_2"), percent, "messages"),
            (
                row("Answered wrongly", "conversations", "answered_wrong"),
                percent,
                "of the answerable; lower is better",
            ),
            (
                row("Suggestions wrong", "conversations", "suggestions_wrong"),
                percent,
                "of all first ones, unanswerable questions included",
            ),
            (
                row("Asked needlessly", "conversations", "asked_needlessly"),
                percent,
                "its best guess was right already",
            ),
            (
                row("Unanswerable, to a person", "conversations", "unanswerable_to_person"),
                percent,
                "offered or given",
            ),
            (
                row("Answer's words quoted", "content", "answer_recall"),
                percent,
                "of the gold answer, where its article is quoted",
            ),
        )
    )


def _ends(result: Result, names: dict[str, tuple[str, str]], kind: str) -> Markup:
    rows = [
        Row(name, numbers.figure(result, "conversations", key), colour, why_not=_why_not(key))
        for key, (name, colour) in names.items()
    ]
    n = max(row.figure.n for row in rows)
    title = f"What {numbers.count(n)} customers with {kind} questions got"
    return charts.rows(kind, title, "Shares of their conversations.", rows, percent)


def _apart(result: Result) -> Markup:
    rows = [
        Row(name, figure, colour, kind)
        for kind, shares in result["apart"].items()
        for key, (name, colour) in _FIRST.items()
        for figure in [numbers.figure(shares, key)]
    ]
    return charts.rows(
        "apart",
        "First replies to questions of other kinds",
        "They are neither answerable nor unanswerable, so nothing above counts them.",
        rows,
        percent,
    )


def _why_not(key: str) -> str:
    match key:
        case "suggestions_wrong":
            return "nothing was suggested"
        case "answer_recall":
            return "no gold answers"
        case _ if key.startswith("unanswerable"):
            return "no unanswerable questions"
        case _:
            return "no answerable questions"
