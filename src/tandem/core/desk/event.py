"""The events of a conversation, and the formats of their data.

Agents see every event, customers some.
"""

from enum import StrEnum

from tandem.core.formats import Format, Record


class EventType(StrEnum):
    """The closed list of events (docs/events.md says what each carries)."""

    STARTED = "conversation.started"
    MESSAGE = "message.created"
    HANDED_OFF = "conversation.handed_off"
    TAKEN_OVER = "conversation.taken_over"
    HANDED_BACK = "conversation.handed_back"
    ASSIGNED = "conversation.assigned"
    CHANGED = "conversation.changed"
    SNOOZED = "conversation.snoozed"
    RESOLVED = "conversation.resolved"
    REOPENED = "conversation.reopened"
    TURN = "turn.taken"
    DRAFT = "draft.ready"
    HELPFUL = "message.judged"
    DELIVERY = "message.delivery"


def _greetings_are_decisions(data: Record) -> Record:
    """A greeting was `courtesy` in messages and drafts, and `ask` by that rule in turns."""
    decision = data.get("decision")
    if decision == "courtesy" or (decision == "ask" and data.get("rule") == "courtesy"):
        return {**data, "decision": "greet"}
    return data


PAYLOAD = Format("event", (_greetings_are_decisions,))
"""Of `data` and `public_data`; the number is kept beside them."""
