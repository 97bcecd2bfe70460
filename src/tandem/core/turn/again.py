"""Notices that an agent asks a customer for a fact that was given already.

It only says so and keeps nobody from asking, so it is built for precision: a hint that is wrong
costs more than one that is missing. Unlike a question of the assistant (known.py), an agent's may
confirm a value, ask for another one, or say what to do; none of these asks again. By rules over the
words alone, in English.
"""

import re
from collections.abc import Iterator, Sequence

from tandem.core.desk.contact import Contact
from tandem.core.desk.message import Message, StoredMessage
from tandem.core.knowledge.sentence import sentences
from tandem.core.turn.asking import TRIED, answers, asked, is_asking
from tandem.core.turn.given import Given, fold, given, said_in
from tandem.core.turn.known import ACCOUNT, EARLIER, THREAD, answered_in, is_alike, is_tried
from tandem.core.turn.screen import only_replies

SAME_QUESTION = "the same question"
"""Names a question that was asked and answered, and that no fact has the name of."""

_I = re.IGNORECASE
_REQUEST = re.compile(
    r"\b(?:please|kindly|could you|can you)\b[^.!\n]{0,30}\b(?:tell|send|give|share|let|provide)\b"
    r"|\b(?:tell|send|give) (?:me|us)\b"
    r"|\b(?:i|we)(?:['’]ll| will| would)?(?: also| just| still)? need (?:your|the)\b",
    _I,
)
_OTHERS = re.compile(
    r"\b(?:new|another|other|others|different|second|third|next|else|instead|alternative|both|each"
    r"|all|correct|right|still|same|up to date|(?:double|cross)-?check"
    r"|(?<!i can )(?<!we can )(?<!to )check|verify|compare|make sure|now"
    r"|currently|today|meanwhile|since then|this time|in (?:the )?future"
    r"|photos?|pictures?|screenshots?|video|cop(?:y|ies)|scans?)\b",
    _I,
)
"""Words of questions that ask for another value, a proof, or how things are by now."""

_ANOTHERS = re.compile(
    r"\b(?:wife|husband|partner|friend|colleague|boss|printed|replacement|suits?|providers?)\b"
    r"|\b(?!(?:what|that|it|where|who|how|when|here|there|name|let)['’])\w+['’]s\b",
    _I,
)
"""Words of questions for what somebody else has, or for a thing that just has the same name."""

_OFFERS = re.compile(
    r"\b(?:would you (?:like|prefer|rather|want)|(?:do|did) you (?:want|prefer)|shall"
    r"|should (?:i|we)|want me to|prefer|interested in"
    r"|(?:switch|upgrade|change|move|downgrade) (?:it |over )?to"
    r"|choose|may we use|is it (?:ok|okay|fine))\b",
    _I,
)
_AFTER = re.compile(
    r"\b(?:again|after|since|once more|one more|also|as well|longer|with (?:the|a|an))\b", _I
)
_DID = re.compile(r"\b(?:have|did|had) you\b", _I)
_WHICH = re.compile(r"\b(?:which|what|when|how|where|who|why)\b", _I)

# A name that is found in a question counts only if the question has these words too, or lacks them.
_NUMBERED = re.compile(
    r"\b(?:numbers?|no\.|nr\.?|ids?|references?|ref|codes?)\b|#"
    r"|\b(?:which|what) (?:order|invoice|booking|reservation|ticket|case|account)\b",
    _I,
)
_KIND = re.compile(r"\b(?:which|what|model|type|kind|name)\b", _I)
_NEEDS = {
    "e-mail": re.compile(r"\baddress\b|\b(?:your|which|what) e-?mail\b", _I),
    "error": re.compile(r"\b(?:error|display|screen|warning|alert|shows?|showing)\b", _I),
    "machine": _KIND,
    "model": _KIND,
    "device": _KIND,
    "product": _KIND,
    "date of purchase": re.compile(r"\b(?:order(?:ed)?|bought|buy|purchased?)\b", _I),
    "payment method": re.compile(r"\bpa(?:y|id|ying|yment)\b|\bcharged\b", _I),
}
_LACKS = {
    "e-mail": re.compile(r"\b(?:receiv\w*|got|get|arriv\w*|inbox|spam|phone)\b", _I),
    "name": re.compile(r"\bname (?:is )?(?:on|of|under|for|in)\b|\bunder (?:what|which)\b", _I),
    "version": re.compile(
        r"\b(?:firmware|driver|browser|ios|android|windows|mac ?os|linux|system)\b", _I
    ),
    "start": re.compile(r"\b(?:in use|had|own\w*|customer|member|subscri\w*|deliver\w*)\b", _I),
    "address": re.compile(r"\b(?:where|e-?mail|ip|web)\b", _I),
    "phone": re.compile(r"\b(?:when|what time)\b", _I),
}
_OF_ACCOUNT = re.compile(r"\b(?:use[sd]?|using|regist\w*|sign\w*|log\w*|order\w*|under|for)\b", _I)
"""An address that was used for something may be another than the account's."""

_WHOLE_NAME = re.compile(r"\b(?:full|last|sur|family)[ -]?names?\b|\bsurname\b", _I)
_CROSSING = frozenset({"model", "machine"})
"""Facts that answer a question for another name, where people mean the same by both."""


def may_ask(text: str) -> bool:
    """Whether a text has a question or a request at all; cheap, and before anything is read."""
    return "?" in text or _REQUEST.search(text) is not None


def asked_in(text: str, thread: Sequence[StoredMessage], contact: Contact) -> tuple[Given, ...]:
    """The facts that an agent's text asks for although they are known in the thread."""
    messages = said_in(thread)
    return asked_again(text, given(messages, contact), messages)


def asked_again(
    text: str, known: Sequence[Given], messages: Sequence[StoredMessage]
) -> tuple[Given, ...]:
    """The known facts that an agent's text asks for, each once.

    `messages` are as `said_in` makes them, and `known` is what they give. A text with the value
    in it confirms it; a fact with several values, and what only an earlier conversation has, is
    asked for rightly.
    """
    facts = [one for one in known if one.name and one.is_only and one.origin != EARLIER]
    facts = [one for one in facts if not _confirms(text, one)]
    found = dict[str, Given]()
    said = [Message(one.author, one.text, options=one.options) for one in messages]
    for sentence in sentences(text):
        is_question = is_asking(sentence)
        if not is_question and not _REQUEST.search(sentence):
            continue
        if any(one.search(sentence) for one in (_OTHERS, _ANOTHERS, _OFFERS)):
            continue
        for fact in _named(sentence, facts):
            found.setdefault(fact.name, fact)
        if not is_question or found:
            continue
        fact = _done(sentence, facts) or _repeated(sentence, said, messages)
        if fact is not None:
            found[fact.name] = fact
    return tuple(found.values())


def _confirms(text: str, fact: Given) -> bool:
    """Whether a text has the value, so that it asks whether that is right."""
    return fact.name != TRIED and fold(fact.value) in fold(text)


def _named(sentence: str, facts: Sequence[Given]) -> Iterator[Given]:
    """The facts that the sentence asks for by a name."""
    by_name = {fact.name: fact for fact in reversed(facts)}
    for name in asked(sentence):
        if not _means(sentence, name):
            continue
        also = [one for one in answers(name) if one in _CROSSING] if name in _CROSSING else [name]
        if name == "model" and _is_whole(by_name.get("device")):
            also.append("device")
        fact = next((by_name[one] for one in also if one in by_name), None)
        if fact is not None and _is_answer(sentence, fact):
            yield fact


def _means(sentence: str, name: str) -> bool:
    """Whether the rest of the sentence fits a question for a fact of this name."""
    needs = _NUMBERED if name.endswith(" number") else _NEEDS.get(name)
    lacks = _LACKS.get(name)
    return (needs is None or needs.search(sentence) is not None) and (
        lacks is None or lacks.search(sentence) is None
    )


def _is_answer(sentence: str, fact: Given) -> bool:
    """Whether the value is all that is asked for."""
    if fact.name == "name" and _WHOLE_NAME.search(sentence):
        return " " in fact.value.strip()
    is_of_account = fact.name == "e-mail" and fact.origin == ACCOUNT
    return not (is_of_account and _OF_ACCOUNT.search(sentence))


def _is_whole(device: Given | None) -> bool:
    """Whether a device is given with its model: "iPhone 13"."""
    return device is not None and any(map(str.isdigit, device.value))


def _done(sentence: str, facts: Sequence[Given]) -> Given | None:
    """What the customer says they did, if the sentence asks whether they did just that."""
    if not _DID.search(sentence) or _AFTER.search(sentence):
        return None
    return next((one for one in facts if one.name == TRIED and is_tried(sentence, one.value)), None)


def _repeated(
    sentence: str, said: Sequence[Message], messages: Sequence[StoredMessage]
) -> Given | None:
    """The answer to the same question; only one with "which" or the like, as a state changes."""
    if not _WHICH.search(sentence):
        return None
    for question, answer in answered_in(said):
        if only_replies(answer) or not is_alike(sentence, question):
            continue
        first = next((one for one in messages if fold(answer) in fold(one.text)), None)
        seq, at = (first.seq, first.created_at) if first else (None, None)
        return Given(SAME_QUESTION, answer, THREAD, seq, at)
    return None
