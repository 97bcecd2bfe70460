"""Resolution time: from the first message until it was resolved, whoever did it."""

from collections.abc import Sequence

from tandem.core.desk.place import Arm
from tandem.core.metrics.cell import Path, Span
from tandem.core.metrics.counted import Counted, Group, compare
from tandem.core.metrics.figures import Figure
from tandem.core.metrics.measure import Band, Measure, Part, Unit
from tandem.core.metrics.series import points
from tandem.core.metrics.survival import curve, quantile

TARGET = 0.5  # of the time that people alone take
TRAP = (
    "Easy cases go to the assistant, so its own median says little: compare the groups, everyone "
    "included. An answer that was met with silence counts as resolved after 24 hours, so the "
    "assistant alone looks slow. What is still open counts as open, and what was closed too soon "
    "comes back."
)


def resolution_time(counted: Counted) -> Measure:
    """The median time of everyone, by who dealt with it, on the clock and in opening hours."""
    comparison = compare(counted, _median_of, of="Median until resolved")
    people = comparison.control if comparison.control.value else comparison.baseline
    spans = counted.everyone.resolution
    has_control = comparison.control.n > 0
    let_in = counted.everyone.of_arm(Arm.ASSISTANT).resolution
    course = counted.course.of_arm(Arm.ASSISTANT) if has_control else counted.course
    return Measure(
        name="resolution_time",
        title="Resolution time",
        unit=Unit.SECONDS,
        of="conversations of everyone let in, those still open included"
        if has_control
        else "conversations, those still open included",
        figure=comparison.assistant,
        denominator=_count(let_in if has_control else spans),
        band=Band(None, people.value * TARGET) if people.value else None,
        trap=TRAP,
        beside=(
            *_by_path(spans, "", "until resolved"),
            *_by_path(counted.hours, "hours_", "in opening hours"),
        ),
        comparison=comparison,
        series=points(course.resolution, median),
    )


def first_reply(counted: Counted) -> Measure:
    """The median time until anybody replied to what the customer wrote first."""
    spans = counted.everyone.first_reply
    return Measure(
        name="first_reply",
        title="First reply",
        unit=Unit.SECONDS,
        of="conversations, those without a reply included",
        figure=median(spans),
        denominator=_count(spans),
        band=None,
        trap="A fast first reply that does not help is no service: see what became of it.",
        beside=_by_path(spans, "reply_", "until the first reply"),
        comparison=compare(
            counted, lambda group: median(group.first_reply), of="Median until the first reply"
        ),
        series=points(counted.course.first_reply, median),
    )


def median(spans: Sequence[Span]) -> Figure:
    """The median of these times, with its interval."""
    return within(spans, 0.5)


def within(spans: Sequence[Span], share: float) -> Figure:
    """The time within which this share ended, with its interval."""
    return quantile(curve(spans), share, n=sum(span.count for span in spans if span.is_over))


def _median_of(group: Group) -> Figure:
    return median(group.resolution)


def _by_path(spans: Sequence[Span], prefix: str, what: str) -> tuple[Part, ...]:
    found: list[Part] = []
    for path in Path:
        of = [span for span in spans if span.path == path]
        for name, words, share in (("median", "Half", 0.5), ("p90", "Nine of ten", 0.9)):
            found.append(
                Part(
                    f"{prefix}{name}_{path}",
                    f"{words} of {path.says}, {what}",
                    Unit.SECONDS,
                    within(of, share),
                    _count(of),
                )
            )
    return tuple(found)


def _count(spans: Sequence[Span]) -> int:
    return sum(span.count for span in spans)
