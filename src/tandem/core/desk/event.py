"""What can happen in a conversation, by name; each is told to agents, some to the customer too."""

from enum import StrEnum


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
