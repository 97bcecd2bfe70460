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
    RATED = "conversation.rated"
    SURVEYED = "survey.sent"
    PROMISE = "promise.judged"


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


_DID = {
    "answer": "answered from",
    "suggest": "suggested",
    "ask": "asked back, near",
    "offer_human": "was not sure, and offered a person; nearest",
}
_REACTIONS = {"it helped": "they said yes", "it did not help": "they said no"}


def _briefs_say_where(data: Record) -> Record:
    """Briefs named decisions by their codes, and said neither when nor by whom.

    What an agent asks again was not noticed then.
    """
    if "is_automatic" in data:  # a message, as the team sees it
        return {**data, "asked_again": [], "given_at": None}
    if "brief" not in data:
        return data
    brief = data["brief"]
    return {
        **data,
        "brief": {
            **brief,
            "known": [{**fact, "seq": None, "at": None} for fact in brief["known"]],
            "tried": [
                {
                    **tried,
                    "did": _did(tried),
                    "reaction": _REACTIONS.get(tried["reaction"], tried["reaction"]),
                    "seq": None,
                }
                for tried in brief["tried"]
            ],
            "open_questions": [
                {"says": says, "by": "customer", "seq": None} for says in brief["open_questions"]
            ],
            "mood": {"word": "upset", "quote": brief["mood"], "seq": None}
            if brief["mood"]
            else None,
        },
    }


def _did(tried: Record) -> str:
    titles = ", ".join(f"“{title}”" for title in tried["titles"])
    return f"{_DID.get(tried['decision'], 'wrote')} {titles}".strip()


def _nobody_was_compared(data: Record) -> Record:
    """Of the start of a conversation and of turns: neither mode nor arm was kept."""
    is_start = "inbox_id" in data and "owner" in data
    is_turn = "turn_id" in data and "confidence" in data
    return {**data, "mode": "", "arm": ""} if is_start or is_turn else data


PAYLOAD = Format(
    "event",
    (_greetings_are_decisions, _options_have_kinds, _briefs_say_where, _nobody_was_compared),
)
"""Of `data` and `public_data`; the format's number is stored beside them."""
