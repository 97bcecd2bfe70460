"""What the customer reads for each decision: plain and short."""

from typing import assert_never

from tandem.core.desk.message import Author
from tandem.core.knowledge.rank import best_of_each
from tandem.core.turn.crisis import EMERGENCY, lines_for
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
from tandem.core.turn.texts import ENGLISH, Texts, texts_in

NEAREST_SHOWN = 3

HANDED_OFF = ENGLISH.handed_off
OFFER = "Would you like me to bring in a person? Just say yes."
OFFER_TOO = "If you'd rather talk to a person, just say so."
GREETING = "How can I help? I answer from our help articles."
HELPED = "I'm glad that helped. Is there anything else?"
WELCOME = "You're welcome. Is there anything else?"
GOODBYE = "Goodbye, and come back whenever you like."
HOW = "I answer from our help articles. " + OFFER_TOO
A_MACHINE = f"I'm an AI, not a person. {HOW}"
NO_HELP = "I'm sorry I've been no help. Tell me in a few words what you need. " + OFFER_TOO
DECLINED = "All right. Ask me anything else; you can have a person whenever you say so."
NOT_IT = "I'm sorry that wasn't it. Tell me in other words what you need."
NO_RECORD = "I can't look into your orders or your account myself."
DID_IT_HELP = "Did that answer your question?"
PROBABLE = "I think this is it, but please check the source before you act."


def content(decision: Decision, evidence: Evidence, policy: Policy) -> str:
    """The reply's text; empty where the assistant stays silent.

    The first reply of a conversation says that an AI is speaking.
    """
    text = _text(decision, evidence, policy)
    if not text or _has_spoken(evidence):
        return text
    texts = texts_in(evidence.language) if isinstance(decision, HandOff) else ENGLISH
    return introduced(text, policy, texts)


def _has_spoken(evidence: Evidence) -> bool:
    return any(message.author is Author.ASSISTANT for message in evidence.context.earlier)


def introduced(text: str, policy: Policy, texts: Texts = ENGLISH) -> str:
    """The text after a sentence that says an AI is writing."""
    of = texts.of.format(company=policy.company) if policy.company else ""
    return f"{texts.introduction.format(of=of)} {text}"


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
            return _greet(decision, evidence)
        case Ask():
            return _ask(decision, policy)
        case OfferHuman():
            return f"{NOT_IT} {OFFER}" if decision.rule == "refused" else _offer(evidence)
        case HandOff():
            return _called(decision, evidence, policy)
        case StaySilent():
            return ""
        case _:
            assert_never(decision)


def _answer(decision: Answer, evidence: Evidence) -> str:
    said = "From our help articles:"
    if evidence.is_own_record:
        said = f"{NO_RECORD} Our help articles say:"
    parts = [said, *quotes(evidence)]
    if decision.certainty is Certainty.PROBABLE:
        parts.append(PROBABLE)
    if decision.offer_person:
        parts.append(OFFER_TOO)
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


def _greet(decision: Greet, evidence: Evidence) -> str:
    if decision.rule == "helped":
        return HELPED
    if evidence.screen.refuses:
        return DECLINED
    match evidence.screen.courtesy and evidence.screen.courtesy.name:
        case "thanks":
            return WELCOME
        case "goodbye":
            return GOODBYE
        case "asks whether this is a machine":
            return A_MACHINE if _has_spoken(evidence) else HOW  # the introduction says it
        case "mild abuse":
            return NO_HELP
        case _:
            return GREETING


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
    said = NO_RECORD if evidence.is_own_record else "I'm not sure about this."
    return f"{said}{closest} {OFFER}"


def _called(decision: HandOff, evidence: Evidence, policy: Policy) -> str:
    """What to do now, where a danger was heard, and then that a person was called."""
    texts = texts_in(evidence.language)
    if evidence.topic is None:
        unable = f"{texts.language} " if decision.rule == "language" else ""
        return unable + _handed_off(decision.reason, texts)
    called = texts.called if evidence.is_urgent else texts.handed_off
    return " ".join([*_advice(evidence.topic, evidence, policy, texts), called])


def _advice(topic: str, evidence: Evidence, policy: Policy, texts: Texts) -> list[str]:
    """The firm's own text for the topic, else the shipped one; with help lines for despair."""
    own = dict(policy.advice) | {row.name: row.advice for row in policy.topics if row.advice}
    said = [text] if (text := own.get(topic) or texts.advice.get(topic)) else []
    if topic != "self-harm":
        return said
    country = evidence.context.country or policy.country
    if number := EMERGENCY.get(country):
        said.append(texts.emergency.format(number=number))
    lines = lines_for(country, policy.crisis_lines)
    said += [texts.line.format(name=line.shown, number=line.number) for line in lines]
    return said if lines else [*said, texts.no_line]


def handed_off(reason: Reason, policy: Policy, *, has_spoken: bool) -> str:
    """What the customer reads when people take over without a turn of the assistant."""
    text = _handed_off(reason, ENGLISH)
    return text if has_spoken else introduced(text, policy)


def _handed_off(reason: Reason, texts: Texts) -> str:
    if texts is not ENGLISH:
        is_sorry = reason in (Reason.FRUSTRATION, Reason.LOOP, Reason.TIME)
        return f"{texts.sorry} {texts.handed_off}" if is_sorry else texts.handed_off
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
