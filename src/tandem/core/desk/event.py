"""The names of all events of a conversation, and the formats of their data.

Agents see every event, customers see some.
"""

from enum import StrEnum

from tandem.core.desk.option import option_of
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
    LATE = "reply.late"


def _greetings_are_decisions(data: Record) -> Record:
    """Renames the decision of a greeting: it was `courtesy` in messages, and `ask` in turns."""
    decision = data.get("decision")
    if decision == "courtesy" or (decision == "ask" and data.get("rule") == "courtesy"):
        return {**data, "decision": "greet"}
    return data


def _options_have_kinds(data: Record) -> Record:
    """Options were texts: the articles or products that a question named."""
    if "options" not in data:
        return data
    return {**data, "options": [option_of(label).shown() for label in data["options"]]}


PAYLOAD = Format("event", (_greetings_are_decisions, _options_have_kinds))
"""Of `data` and `public_data`; the format's number is stored beside them."""
