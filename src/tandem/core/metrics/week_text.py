"""The week as plain text: what `tandem week` prints and the mail of every Monday says."""

from collections.abc import Iterator

from tandem.core.metrics.figures import UNDEFINED, Figure
from tandem.core.metrics.measure import Comparison, Unit
from tandem.core.metrics.weekly import Week
from tandem.core.metrics.words import says, span


def subject(week: Week, monday: str) -> str:
    """The mail's subject, with the day on which the week began."""
    return f"Support in the week of {monday}: {_share(week.solved.assistant)} solved for good"


def text(week: Week, *, base: str) -> str:
    """The week in plain text; `base` is the address that links begin with."""
    return "\n".join(_lines(week, base)).rstrip() + "\n"


def _lines(week: Week, base: str) -> Iterator[str]:
    reviewed, reached = week.reviewed, week.reached
    yield "1. Wrong among what was sent (judged blind, of the last four weeks)"
    for name, figure, most in (
        ("answers", reviewed.wrong_answers, reviewed.wrong_answers_most),
        ("suggestions", reviewed.wrong_suggestions, reviewed.wrong_suggestions_most),
    ):
        bound = f", at most {most:.1%}" if most is not None else ""
        yield f"   {name}: {says(figure, Unit.SHARE)}{bound}"
    yield ""
    yield "2. From the wish for a person to a person's reply"
    p90 = reached.replied.p90
    took = "not enough yet" if p90 is None else span(p90)
    yield f"   nine of ten within: {took} (n = {reached.replied.n})"
    yield f"   late: {says(reached.late, Unit.SHARE)}"
    yield f"   never: {says(reached.never, Unit.SHARE)}"
    yield ""
    yield "3. Solved for good without people, of all that known customers began (the week before)"
    yield from _compared(week.solved, Unit.SHARE)
    yield "   rating of the same conversations:"
    yield from _compared(week.csat, Unit.STARS)
    yield ""
    yield "Worst conversations"
    for one in week.worst:
        yield f"   #{one.number} {one.subject}: {', '.join(one.why)}"
        yield f"   {base}/c/{one.conversation_id}"
    if not week.worst:
        yield "   none that anything speaks against"
    yield ""
    yield "Biggest gaps of the articles"
    for gap in week.gaps:
        yield f"   {gap.label}: {gap.conversations} conversations, before {gap.before}"
        yield f"   {base}/knowledge/gaps/{gap.id}"
    if not week.gaps:
        yield "   none found"
    yield ""
    yield "Changed since the week before"
    for change in week.changes:
        now, before = says(change.now, change.unit), says(change.before, change.unit)
        yield f"   {change.title}: {now}, before {before}"
    if not week.changes:
        yield "   nothing beyond what chance explains"
    yield ""
    yield "Promises to customers, of the last four weeks"
    promised = week.promised
    yield f"   {promised.made} made, {promised.due} due and not judged"
    yield f"   kept, of those judged: {says(promised.kept_share, Unit.SHARE)}"
    yield f"   {base}/metrics/promises?state=due"
    yield ""
    yield f"All figures: {base}/metrics/week"


def _compared(of: Comparison, unit: Unit) -> Iterator[str]:
    yield f"   now: {says(of.assistant, unit)}"
    if of.control != UNDEFINED:
        yield f"   control group: {says(of.control, unit)}"
    if of.baseline != UNDEFINED:
        yield f"   people alone before: {says(of.baseline, unit)}"
    if of.difference != UNDEFINED:
        yield f"   difference: {says(of.difference, unit)}"
    yield f"   {of.says}"


def _share(figure: Figure) -> str:
    return "not enough" if figure.value is None else f"{figure.value:.0%}"
