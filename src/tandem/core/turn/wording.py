"""What the customer reads for each decision: plain and short."""

from typing import assert_never

from tandem.core.desk.message import Author
from tandem.core.knowledge.rank import best_of_each
from tandem.core.turn.decide import (
    Answer,
    Ask,
    Certainty,
    Decision,
    Greet,
    HandOff,
    OfferHuman,
    StaySilent,
    Suggest,
)
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.policy import Policy
from tandem.core.turn.signals import Reason

NEAREST_SHOWN = 3

HANDED_OFF = "I've asked for a person. They see everything above; you won't have to repeat it."
OFFER = "Would you like me to bring in a person? Just say yes."
GREETING = "How can I help? I answer from our help articles."
DID_IT_HELP = "Did that answer your question?"
PROBABLE = "I think this is it, but please check the source before you act."


def content(decision: Decision, evidence: Evidence, policy: Policy) -> str:
    """The reply's text; empty where the assistant stays silent.

    The first reply of a conversation says that an AI is speaking.
    """
    text = _text(decision, evidence, policy)
    has_spoken = any(message.author is Author.ASSISTANT for message in evidence.context.earlier)
    return text if not text or has_spoken else introduced(text, policy)


def introduced(text: str, policy: Policy) -> str:
    """The text after a sentence that says an AI is writing."""
    of = f" of {policy.company}" if policy.company else ""
    return f"I'm the AI assistant{of}. {text}"


def options(decision: Decision, policy: Policy) -> tuple[str, ...]:
    """The ready answers to a question, as the customer reads them."""
    if not isinstance(decision, Ask):
        return ()
    if decision.about == "product":
        return tuple(policy.product_name(option) for option in decision.options)
    return decision.options


def _text(decision: Decision, evidence: Evidence, policy: Policy) -> str:
    match decision:
        case Answer():
            return _answer(decision, evidence)
        case Suggest():
            return _suggest(evidence)
        case Greet():
            return GREETING
        case Ask():
            return _ask(decision, policy)
        case OfferHuman():
            return _offer(evidence)
        case HandOff():
            return _handed_off(decision.reason)
        case StaySilent():
            return ""
        case _:
            assert_never(decision)


def _answer(decision: Answer, evidence: Evidence) -> str:
    parts = ["From our help articles:", *quotes(evidence)]
    if decision.certainty is Certainty.PROBABLE:
        parts.append(PROBABLE)
    if decision.offer_person:
        parts.append(OFFER)
    return "\n\n".join(parts)


def quotes(evidence: Evidence) -> list[str]:
    """The candidate's claims, one paragraph for each source, with its number."""
    assert evidence.candidate is not None
    paragraphs: list[str] = []
    for citation in evidence.candidate.citations:
        quoted = [
            claim.text for claim in evidence.candidate.claims if claim.citation == citation.number
        ]
        paragraphs.append("\n".join(quoted) + f" [{citation.number}]")
    return paragraphs


def _suggest(evidence: Evidence) -> str:
    return "\n\n".join(["This is probably it:", *quotes(evidence), DID_IT_HELP])


def _ask(decision: Ask, policy: Policy) -> str:
    match decision.about:
        case "words":
            return "I can't read that. Could you tell me in a few words what you need?"
        case _:
            quoted = [f"“{option}”" for option in options(decision, policy)]
            choice = ", ".join(quoted[:-1]) + f" or {quoted[-1]}"
            return f"Just to be sure: is it about {choice}?"


def _offer(evidence: Evidence) -> str:
    titles = [hit.title for hit in best_of_each(evidence.nearest)[:NEAREST_SHOWN] if hit.title]
    closest = ""
    if titles:
        closest = " The closest articles I found, which may not fit: " + "; ".join(titles) + "."
    return f"I'm not sure about this.{closest} {OFFER}"


def handed_off(reason: Reason, policy: Policy, *, has_spoken: bool) -> str:
    """What the customer reads when people take over without a turn of the assistant."""
    text = _handed_off(reason)
    return text if has_spoken else introduced(text, policy)


def _handed_off(reason: Reason) -> str:
    match reason:
        case Reason.TOOL_FAILURE | Reason.USAGE_LIMIT:
            return f"I can't answer this myself at the moment. {HANDED_OFF}"
        case Reason.TIME:
            return f"I'm sorry this is taking so long. {HANDED_OFF}"
        case Reason.FRUSTRATION | Reason.LOOP:
            return f"I'm sorry for the trouble. {HANDED_OFF}"
        case Reason.LOW_CONFIDENCE:
            return f"I'm not sure about this. {HANDED_OFF}"
        case _:
            return HANDED_OFF
