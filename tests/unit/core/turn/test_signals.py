"""Soft signals: each has a reason, and the strongest one's is given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.turn.signals import REASONS, Reason, Signal, SignalName, strongest

signals = st.lists(st.builds(Signal), min_size=1)


def test_every_signal_has_a_reason() -> None:
    assert set(REASONS) == set(SignalName)


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        ("low_confidence cancel", Reason.CANCEL),
        ("waiting frustrated complex", Reason.FRUSTRATION),
        ("complex high_value", Reason.HIGH_VALUE),
        ("low_confidence waiting", Reason.TIME),
    ],
)
def test_the_strongest_names_the_reason(names: str, reason: Reason) -> None:
    found = tuple(Signal(SignalName(name), "") for name in names.split())
    assert REASONS[strongest(found).name] is reason


@given(signals)
def test_the_order_in_which_signals_were_found_is_nothing(found: list[Signal]) -> None:
    assert strongest(tuple(found)).name is strongest(tuple(reversed(found))).name
    order = list(SignalName)
    assert order.index(strongest(tuple(found)).name) == min(
        order.index(signal.name) for signal in found
    )
