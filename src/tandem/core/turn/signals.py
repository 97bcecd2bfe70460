"""Soft reasons to bring in a person: one adds an offer, two hand over."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a conversation went to people; the list is closed."""

    CUSTOMER_REQUEST = "customer_request"
    POLICY_RESTRICTION = "policy_restriction"
    POLICY_EXCEPTION = "policy_exception"
    FRUSTRATION = "frustration"
    LOOP = "loop"
    TIME = "time"
    TOOL_FAILURE = "tool_failure"
    USAGE_LIMIT = "usage_limit"
    CANCEL = "cancel"
    HIGH_VALUE = "high_value"
    LOW_CONFIDENCE = "low_confidence"
    COMPLEX = "complex"
    UNREADABLE = "unreadable"
    MODE = "mode"
    STOPPED = "stopped"
    TAKEN_OVER = "taken_over"


class SignalName(StrEnum):
    """The soft signals, the strongest first: if several occur, the first names the reason."""

    CANCEL = "cancel"
    FRUSTRATED = "frustrated"
    HIGH_VALUE = "high_value"
    COMPLEX = "complex"
    WAITING = "waiting"
    LOW_CONFIDENCE = "low_confidence"


REASONS = {
    SignalName.CANCEL: Reason.CANCEL,
    SignalName.FRUSTRATED: Reason.FRUSTRATION,
    SignalName.HIGH_VALUE: Reason.HIGH_VALUE,
    SignalName.COMPLEX: Reason.COMPLEX,
    SignalName.WAITING: Reason.TIME,
    SignalName.LOW_CONFIDENCE: Reason.LOW_CONFIDENCE,
}


@dataclass(frozen=True, slots=True)
class Signal:
    """One soft reason, with the customer's words or the number behind it."""

    name: SignalName
    says: str


def strongest(signals: tuple[Signal, ...]) -> Signal:
    """The strongest signal, which names the reason if there are several."""
    order = list(SignalName)
    return min(signals, key=lambda signal: order.index(signal.name))
