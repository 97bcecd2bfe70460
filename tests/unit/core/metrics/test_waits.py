"""What facts store of waits and suggestions is read as it was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.metrics.cell import bucket_of, seconds_of
from tandem.core.metrics.counted import Limits, Suggested
from tandem.core.metrics.figures import proportion
from tandem.core.metrics.reachability import Waits
from tandem.core.metrics.suggested import became, by_category, by_probability
from tandem.core.metrics.waits import End, ended

ENDS = st.sampled_from(End)


def line(end: End, seconds: float | None) -> str:
    """A wait as a fact has it: a first one, unless it says nothing of how long it took."""
    if seconds is None:
        return f"later|{end}"
    return f"first|{end}" if end is End.NEVER else f"first|{end}|{bucket_of(seconds)}"


def test_each_count_of_ended_waits() -> None:
    ten_minutes = bucket_of(600)
    over, limits = ended(
        [
            (f"first|kept|{ten_minutes}\nlater|kept\nlater|late\nlater|never", 3),
            ("first|late|200\nfirst|never", 2),
            ("first|replied|50\nlater|replied", 1),
        ]
    )

    assert (over.wished, over.judged, over.late) == (8, 5, 2)
    assert over.replied == Waits(seconds_of(ten_minutes), seconds_of(200), 6)
    assert seconds_of(ten_minutes) == pytest.approx(600, rel=0.02)
    assert limits == Limits(kept=6, known=11)


def test_nobody_waited() -> None:
    over, limits = ended([])

    assert over.replied == Waits(None, None, 0)
    assert (over.wished, limits) == (0, Limits(0, 0))


@pytest.mark.property
@given(st.lists(st.tuples(ENDS, st.none() | st.floats(0, 1e6)), min_size=1))
def test_a_wait_counts_the_same_alone_and_among_others(
    waits: list[tuple[End, float | None]],
) -> None:
    lines = [line(*one) for one in waits]
    assert ended([("\n".join(lines), 2)]) == ended([(one, 2) for one in lines])


@pytest.mark.property
@given(st.lists(st.floats(0, 1e6), min_size=1))
def test_a_median_from_buckets_is_within_their_width(seconds: list[float]) -> None:
    over, _ = ended([(line(End.KEPT, one), 1) for one in seconds])
    middle = sorted(seconds)[(len(seconds) - 1) // 2]
    assert over.replied.p50 is not None
    assert over.replied.p50 + 1 == pytest.approx(middle + 1, rel=0.041)


def test_suggestions_by_category_and_tenths() -> None:
    found = became(
        [
            ("yes|7|billing", 4),
            ("no|7|billing\nopen|10|a | b", 2),
            ("silent|7|billing\nyes|0|", 1),
        ]
    )

    assert found == [
        Suggested("", 0.0, 1, 1, 0, 0),
        Suggested("a | b", 1.0, 2, 0, 0, 0),
        Suggested("billing", 0.7, 7, 4, 2, 1),
    ]


def test_suggestions_are_summed_by_category_and_by_probability() -> None:
    every = became([("yes|7|billing\nno|4|billing", 2), ("silent|7|delivery", 1)])
    categories = by_category(every)
    assert [(one.category, one.least, one.shown, one.yes) for one in categories] == [
        ("billing", None, 4, 2),
        ("delivery", None, 1, 0),
    ]
    tenths = by_probability(every)
    assert [(one.category, one.least, one.shown, one.silent) for one in tenths] == [
        (None, 0.4, 2, 0),
        (None, 0.7, 3, 1),
    ]
    assert tenths[1].yes_share == proportion(2, 3), "silence is no yes"
