"""What the customer reads for each decision: plain and short."""

from dataclasses import replace
from typing import assert_never

from tandem.core.desk import option
from tandem.core.desk.message import Author
from tandem.core.desk.option import Option
from tandem.core.turn.candidate import Candidate
from tandem.core.turn.crisis import EMERGENCY, lines_for
from tandem.core.turn.decide import (
    Answer,
    Ask,
    Decision,
    Greet,
    HandOff,
    Inform,
    OfferHuman,
    StaySilent,
    Suggest,
)
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.hosts import as_browsers_read, bare_hosts
from tandem.core.turn.incident import Incident
from tandem.core.turn.lookup import Outcome
from tandem.core.turn.markup import marked_up, unmarked
from tandem.core.turn.policy import Policy
from tandem.core.turn.signals import Reason
from tandem.core.turn.source import is_looked_up, is_written, shown
from tandem.core.turn.texts import ENGLISH, Texts, texts_in
from tandem.core.turn.tool import question_for
from tandem.core.turn.verify import links

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
NO_RECORD = "I can't see that in your account myself."
NOT_NOW = "I can't look that up at the moment."
SIGN_IN = "I can only look into your own account once you are signed in."
THEY_CAN = "A person can look it up."
FOUND = "I found this in our help articles:"
SAYS = "Our help articles say:"
PERHAPS = "Then perhaps this:"
DID_IT_HELP = "Did that answer your question?"
UNSURE = "I'm not sure about this."
GOES_ON = "That is not all of it: the article goes on."


def content(decision: Decision, evidence: Evidence, policy: Policy) -> str:
    """The reply's text; empty where the assistant stays silent.

    The first reply of a conversation says that an AI is speaking, if the channel does not.
    """
    text = _text(decision, evidence, policy)
    if not text or evidence.context.introduced or _has_spoken(evidence):
        return text
    is_theirs = isinstance(decision, HandOff | Inform) or is_written(decision)
    texts = texts_in(evidence.language) if is_theirs else ENGLISH
    return introduced(text, policy, texts, apart=isinstance(decision, Answer | Inform))


def _has_spoken(evidence: Evidence) -> bool:
    return any(message.author is Author.ASSISTANT for message in evidence.context.earlier)


def introduced(text: str, policy: Policy, texts: Texts = ENGLISH, *, apart: bool = False) -> str:
    """The text after a sentence that says an AI is writing; `apart` in a paragraph of its own."""
    of = texts.of.format(company=policy.company) if policy.company else ""
    between = "\n\n" if apart else " "
    return f"{texts.introduction.format(of=of)}{between}{text}"


def draft(decision: Decision, evidence: Evidence, policy: Policy) -> str:
    """What an agent gets to send: the quote or the firm's text alone, or the question.

    Empty for the rest.
    """
    match decision:
        case Answer() | Suggest():
            return "\n\n".join(_proposed(decision, evidence))
        case Inform():
            return _known(evidence).text
        case Ask():
            return _ask(decision, evidence, policy)
        case _:
            return ""


def _proposed(decision: Answer | Suggest, evidence: Evidence) -> list[str]:
    """What an agent may send: what a model wrote and the checks let through, else the quotes."""
    made = evidence.written.finding if evidence.written else None
    if made is not None and made.candidate is not None and made.probability is not None:
        return written(made.candidate, is_numbered=False)
    return quotes(decision, evidence, is_numbered=False)


def options(decision: Decision, evidence: Evidence, policy: Policy) -> tuple[Option, ...]:
    """The ready answers below a reply."""
    match decision:
        case Answer():
            person = (option.PERSON,) if decision.offer_person else ()
            return (option.YES, option.NO, *person)
        case Suggest():
            others = tuple(
                option.of_article(one.article_id, one.title)
                for one in evidence.others
                if one.article_id in decision.others
            )
            if is_written(decision):
                return _in_their_language(evidence)
            return (option.YES, option.NO, option.PERSON, *others)
        case Inform():
            return _after_inform(evidence)
        case Ask() if decision.options:
            return (*_named(decision, evidence, policy), option.NONE_OF_THESE)
        case OfferHuman():
            return (option.PERSON,)
        case _:
            return ()


def _after_inform(evidence: Evidence) -> tuple[Option, ...]:
    """To be told when it is over, unless that is answered or nobody could tell; and a person."""
    texts = texts_in(evidence.language)
    person = replace(option.PERSON, label=texts.person)
    if not _offers_notice(evidence):
        return (person,)
    return (option.of_incident(_known(evidence).id, texts.notify), person)


def _offers_notice(evidence: Evidence) -> bool:
    incident = _known(evidence)
    return incident.tells_end and incident.id not in evidence.context.matter.notify_answered


def _known(evidence: Evidence) -> Incident:
    assert evidence.incident is not None, "only a matching incident is told of"
    return evidence.incident


def _in_their_language(evidence: Evidence) -> tuple[Option, ...]:
    """Yes, no and a person, as the customer says them."""
    texts = texts_in(evidence.language)
    labels = ((option.YES, texts.yes), (option.NO, texts.no), (option.PERSON, texts.person))
    return tuple(replace(one, label=label) for one, label in labels)


def _named(decision: Ask, evidence: Evidence, policy: Policy) -> tuple[Option, ...]:
    """The products or articles that a question is about."""
    if decision.about == "product":
        return tuple(option.of_product(id, policy.product_name(id)) for id in decision.options)
    titles = {one.article_id: one.title for one in evidence.others}
    if evidence.candidate is not None:
        titles |= {one.article_id: one.title for one in evidence.candidate.citations}
    # Records of older releases have the titles themselves.
    return tuple(option.of_article(id, titles.get(id, id)) for id in decision.options)


def _text(decision: Decision, evidence: Evidence, policy: Policy) -> str:
    match decision:
        case Answer():
            return _answer(decision, evidence)
        case Suggest():
            return _suggest(decision, evidence)
        case Greet():
            return _greet(decision, evidence)
        case Inform():
            asked = [texts_in(evidence.language).tell] if _offers_notice(evidence) else []
            return "\n\n".join([_known(evidence).text, *asked])
        case Ask():
            return _ask(decision, evidence, policy)
        case OfferHuman():
            return f"{NOT_IT} {OFFER}" if decision.rule == "refused" else _offer(evidence)
        case HandOff():
            return _called(decision, evidence, policy)
        case StaySilent():
            return ""
        case _:
            assert_never(decision)


def _answer(decision: Answer, evidence: Evidence) -> str:
    is_told = evidence.is_own_record and not is_looked_up(decision)
    before = [f"{_no_record(evidence)} {SAYS}"] if is_told else []
    after = [OFFER_TOO] if decision.offer_person else []
    return "\n\n".join([*before, *quotes(decision, evidence), *after])


def quotes(
    decision: Answer | Suggest, evidence: Evidence, *, is_numbered: bool = True
) -> list[str]:
    """What is quoted: one paragraph for each source, with its number; without for mail."""
    candidate = shown(decision, evidence)
    if is_written(decision):
        return written(candidate, is_numbered=is_numbered)
    paragraphs: list[str] = []
    for citation in candidate.citations:
        quoted = [claim for claim in candidate.claims if claim.citation == citation.number]
        mark = f"[{citation.number}]" if is_numbered else ""
        paragraphs.append(marked_up(quoted, mark))
    return [*paragraphs, GOES_ON] if candidate.is_cut else paragraphs


def written(candidate: Candidate, *, is_numbered: bool = True) -> list[str]:
    """What a model composed: its sentences, with their sources' numbers where those change."""
    said: list[str] = []
    for place, claim in enumerate(candidate.claims):
        numbers = (claim.citation, *claim.further)
        after = candidate.claims[place + 1 : place + 2]
        goes_on = any((one.citation, *one.further) == numbers for one in after)
        marks = "" if goes_on or not is_numbered else "".join(f"[{number}]" for number in numbers)
        said.append(f"{unmarked(claim.text)} {marks}".rstrip())
    return [" ".join(said)]


def _suggest(decision: Suggest, evidence: Evidence) -> str:
    if is_written(decision) and evidence.is_foreign:
        texts = texts_in(evidence.language)
        return "\n\n".join([texts.found, *quotes(decision, evidence), texts.helped])
    before = PERHAPS if decision.rule == "next" else FOUND
    after = DID_IT_HELP
    if evidence.is_own_record:
        before, after = f"{_no_record(evidence)} {SAYS}", f"{THEY_CAN} {DID_IT_HELP}"
    left = [
        finding.question
        for place, finding in enumerate(evidence.findings)
        if place not in decision.parts
    ]
    # The customer's words, which a mail would carry to whoever they said they are: no address.
    is_clean = not any(links(one) or bare_hosts(as_browsers_read(one)) for one in left)
    about = unmarked(" ".join(left)) if is_clean else "the rest of your message."
    lacking = [f"I found nothing that I'm sure of about this: {about}"] if left else []
    return "\n\n".join([before, *quotes(decision, evidence), *lacking, after])


def _greet(decision: Greet, evidence: Evidence) -> str:
    if decision.rule == "helped":
        return HELPED
    if decision.rule == "follow":
        return texts_in(evidence.language).will_tell
    if evidence.answers_inform:
        return texts_in(evidence.language).all_right
    if evidence.refuses:
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


def _ask(decision: Ask, evidence: Evidence, policy: Policy) -> str:
    if decision.about == "words":
        return "I can't read that. Could you tell me in a few words what you need?"
    if decision.about == "question" and evidence.written is not None:
        return unmarked(evidence.written.question)
    if decision.rule == "looked_up":
        return _ask_value(decision, evidence, policy)
    named = [f"“{one.label}”" for one in _named(decision, evidence, policy)]
    choice = ", ".join(named[:-1]) + f" or {named[-1]}"
    return f"So that I get this right: is it about {choice}?"


def _ask_value(decision: Ask, evidence: Evidence, policy: Policy) -> str:
    """The question for a value that a look-up needs."""
    name = evidence.lookup.tool if evidence.lookup else ""
    tool = next((one for one in policy.tools if one.name == name), None)
    return question_for(tool, decision.about) if tool else UNSURE


def _offer(evidence: Evidence) -> str:
    """Not sure; or nothing, where no article has what the question names."""
    lookup = evidence.lookup
    if lookup is not None and lookup.outcome is Outcome.NOT_FOUND:
        return f"{' '.join(lookup.lines)} {OFFER}"
    if evidence.is_own_record or lookup is not None:
        return f"{_no_record(evidence)} {OFFER}"
    if evidence.missing:
        return f"I have nothing about {_listed(evidence.missing)} in our help articles. {OFFER}"
    return f"{UNSURE} {OFFER}"


def _no_record(evidence: Evidence) -> str:
    """That the customer's own record can't be seen, or only once they are signed in."""
    lookup = evidence.lookup
    is_shut = lookup is not None and lookup.outcome is Outcome.NOT_VERIFIED
    return SIGN_IN if is_shut else NO_RECORD


def _listed(words: tuple[str, ...]) -> str:
    *before, last = words
    return f"{', '.join(before)} and {last}" if before else last


def _called(decision: HandOff, evidence: Evidence, policy: Policy) -> str:
    """What to do now, where a danger was heard, and then that a person was called."""
    texts = texts_in(evidence.language)
    if evidence.topic is None:
        unable = f"{texts.language} " if decision.rule == "language" else ""
        if evidence.lookup is not None and evidence.lookup.outcome is Outcome.FAILED:
            unable = f"{NOT_NOW} " if texts is ENGLISH else ""
            return unable + texts.handed_off
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
