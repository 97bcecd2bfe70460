"""All metrics of a period, in the order in which they are shown."""

from tandem.core.metrics.containment import containment
from tandem.core.metrics.counted import Counted
from tandem.core.metrics.escalation import escalation
from tandem.core.metrics.measure import Measure
from tandem.core.metrics.resolution import first_reply, resolution_time
from tandem.core.metrics.satisfaction import satisfaction
from tandem.core.metrics.service import backlog, cost, kept_times, returned

METRICS = {
    "containment": containment,
    "resolution_time": resolution_time,
    "csat": satisfaction,
    "escalation": escalation,
    "first_reply": first_reply,
    "returned": returned,
    "sla": kept_times,
    "backlog": backlog,
    "cost": cost,
}
"""The metrics by name."""


def measures(counted: Counted) -> tuple[Measure, ...]:
    """Every metric of these conversations."""
    return tuple(of(counted) for of in METRICS.values())
