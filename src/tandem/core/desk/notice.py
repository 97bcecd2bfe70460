"""What another program is told about a late reply: facts and a link, no word of the customer."""

from collections.abc import Mapping
from datetime import datetime

from tandem.core.desk.conversation import Alarm, Conversation

_TYPES = {Alarm.WARNED: "reply.due_soon", Alarm.LATE: "reply.late", Alarm.LEAD: "reply.very_late"}
_SAYS = {
    Alarm.WARNED: "A reply is due soon in conversation #{number}.",
    Alarm.LATE: "A reply is late in conversation #{number}: a customer waits for a person.",
    Alarm.LEAD: "A reply is long overdue in conversation #{number}: nobody has answered.",
}


def key(conversation: Conversation, alarm: Alarm) -> str:
    """The notice's id: a repeated one is the same."""
    since = conversation.waiting_since
    return f"{conversation.id}.{alarm.value}.{since.timestamp() if since else 0:.0f}"


def standard(
    conversation: Conversation, alarm: Alarm, *, team: str, link: str, now: datetime
) -> Mapping[str, object]:
    """The notice as Standard Webhooks has it: type, timestamp, data."""
    return {
        "type": _TYPES[alarm],
        "timestamp": now.isoformat(),
        "data": {
            "conversation_id": str(conversation.id),
            "number": conversation.number,
            "priority": conversation.priority.value,
            "team": team or None,
            "waiting_since": _at(conversation.waiting_since),
            "due_at": _at(conversation.due_at),
            "link": link,
        },
    }


def slack(
    conversation: Conversation, alarm: Alarm, *, team: str, link: str, now: datetime
) -> Mapping[str, object]:
    """The notice as Slack and those that take its format show it."""
    said = _SAYS[alarm].format(number=conversation.number)
    facts = ", ".join(filter(None, (team, f"priority {conversation.priority.value}")))
    return {"text": f"{said} ({facts})\n{link}"}


def _at(moment: datetime | None) -> str | None:
    return moment and moment.isoformat()
