"""Facts that are known, each with where it is from, and the rule that nobody asks for one again.

"The AI asks what was already said" costs trust. A fact is known if the customer stated it, answered
a question with it, or their account has it. A text that asks for a known fact is refused, whoever
composed it. By rules over the words alone (asking.py, stated.py), so a question in words that they
do not know passes; `tools/measure_repeats.py` measures how many.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tandem.core.desk.message import Author, Message
from tandem.core.knowledge.sentence import sentences
from tandem.core.knowledge.stem import stems
from tandem.core.turn.asking import NAMES, TRIED, answers, asked, canonical, is_asking
from tandem.core.turn.mentions import TOPICS, answered_by, asks_for, is_answerable, is_of_deeds
from tandem.core.turn.stated import VALUE_MAX, deeds, perhaps_done, stated

THREAD, ACCOUNT, TYPED = "thread", "account", "not verified"
EARLIER = "earlier conversation"
"""Where a fact is from."""

SAME_QUESTION = 0.75  # share of common words from which two questions are one


@dataclass(frozen=True, slots=True)
class Known:
    """A fact: what it is, as the customer or the account states it, and where it is from.

    What they tried (`TRIED`) has their sentence as its value.
    """

    name: str
    value: str
    origin: str


def repeats(
    text: str,
    known: Sequence[Known],
    conversation: Sequence[Message] = (),
    *,
    questions_alone: bool = False,
) -> Known | None:
    """The known fact that a text asks for; None if it asks for nothing that is known.

    A question that was asked and answered in the conversation is known too.
    """
    named = {fact.name: fact for fact in known}
    for name in asked(text, questions_alone=questions_alone):
        for other in answers(name):
            if other in named:
                return named[other]
    tried = [fact for fact in known if fact.name == TRIED]
    tried += [Known(TRIED, done, THREAD) for done in _perhaps_done(conversation)]
    answered = list(answered_in(conversation))
    for sentence in filter(is_asking, sentences(text)):
        for fact in tried:
            if is_tried(sentence, fact.value):
                return fact
        for question, answer in answered:
            if is_alike(sentence, question):
                return Known("answered", answer, THREAD)
    return _mentioned(text, named, conversation, questions_alone=questions_alone)


def askable(
    question: str, known: Sequence[Known], conversation: Sequence[Message]
) -> tuple[str, ...] | None:
    """The facts that a model's question is for, if nobody can have given one of them yet.

    Empty if one may have been given, that is, if a message has anything like a value of its kind;
    and for what was tried, which is never asked. A question can have any words and may be taken for
    another fact's, so it is never shown: the desk asks in its own words (`asking.question_for`).
    None if it names no fact.
    """
    strict, mentioned = asked(question), asks_for(question)
    names = tuple(dict.fromkeys(name for name in (*strict, *mentioned) if name in _NAMED))
    if is_of_deeds(question) or repeats(question, known, conversation) is not None:
        return ()
    if not names:
        return None
    said = [one.text for one in conversation if _is_theirs(one)]
    others = [one.value for one in known if one.name in _UNLIKE and one.name not in names]
    return () if any(is_answerable(name, said, others) for name in names) else names


_NAMED = TOPICS | NAMES
_UNLIKE = ("e-mail", "version", "address", "operating system")
"""Facts whose values nobody takes for a number of an order, an invoice or a booking."""


def _mentioned(
    text: str,
    named: Mapping[str, Known],
    conversation: Sequence[Message],
    *,
    questions_alone: bool,
) -> Known | None:
    """The fact that a request mentions, in any words, and that is known or may have been given."""
    requests = [
        sentence
        for sentence in sentences(text)
        if is_asking(sentence) or (not questions_alone and _REQUESTS.search(sentence))
    ]
    asking = "\n".join(requests)
    for name in asks_for(asking):
        for other in answers(name):
            if other in named:
                return named[other]
    said = [one.text for one in conversation if _is_theirs(one)]
    given = answered_by(asking, said)
    return Known(*given, THREAD) if given else None


_REQUESTS = re.compile(
    r"\b(?:please|kindly)\b|\b(?:i|we|me|us)\b[^.?!\n]{0,60}\b(?:need|like|require|suggest"
    r"|recommend|ask|know)\b|\b(?:let|tell|send|give|share|provide|pass|write|show)\w*\b"
    r"[^.?!\n]{0,40}\b(?:me|us)\b|\bif you\b[^.?!\n]{0,60}\b(?:i|we)\b"
    r"|\bhelp\w*\b[^.?!\n]{0,20}\b(?:to know|if you)",
    re.IGNORECASE,
)


def _is_theirs(message: Message) -> bool:
    return message.author is Author.CUSTOMER and message.picks is None


def _perhaps_done(conversation: Iterable[Message]) -> Iterator[str]:
    for message in filter(_is_theirs, conversation):
        yield from perhaps_done(message.text)


_TRIED_ASKED = re.compile(
    r"\b(?:have|did|could|can|would|will) you (?:please |already |yet |perhaps |maybe |also )*"
    r"(?:(?:try|tried|attempt(?:ed)?)(?: to)?\s+(?P<what>[^?\n]{3,80})"
    r"|(?P<does>(?:re|un|de)?\w{3,}[^?\n]{1,80}))\?",
    re.IGNORECASE,
)


_OPEN = re.compile(r"\b(?:which|what|when|how|where|why|who)\b", re.IGNORECASE)


def is_tried(question: str, said: str) -> bool:
    """Whether a question asks if something was done that the customer says they did.

    "It" and what stands after "and tell me" are no part of it.
    """
    match = _TRIED_ASKED.search(question)
    if match is None or _OPEN.search(question, 0, match.start()):
        return False
    asks = deeds(match["what"] or match["does"] or "")
    words = _content(re.split(r"\b(?:and|,)\s+(?:tell|let|see|check)\b", asks)[0]) - _THINGS
    did = _content(deeds(said))
    share = 0.6 if len(words) <= 3 else 0.5
    return bool(words) and len(words & did) >= share * len(words)


def is_alike(one: str, other: str) -> bool:
    """Whether two questions have three quarters of their telling words in common."""
    words, others = _content(one), _content(other)
    return bool(words) and len(words & others) >= SAME_QUESTION * len(words | others)


def _content(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning; "re-start" and "restart" are one."""
    return stems(text.replace("re-", "re"), "english") - _EMPTY


_THINGS = stems(
    "machine device computer laptop phone tablet app application software router modem printer unit"
    " appliance equipment everything thing system whole completely fully properly",
    "english",
)
"""What is meant by "it" after "I restarted it"."""

_EMPTY = stems(
    "a an the is are was were be been being do does did doing have has had you your i my me we us"
    " our it its this that to of in on at for with by from and or if so please can could would will"
    " should may might already yet also just then there here any some again now still what which"
    " who how s t ve re ll d try tried attempt attempted once twice app program",
    "english",
)


def known(
    conversation: Sequence[Message],
    *,
    account: Sequence[Known] = (),
    tickets: Sequence[str] = (),
) -> tuple[Known, ...]:
    """What is known of the customer and their case, each fact once; the newest statement counts.

    `conversation` are the messages in order. `account` are facts under any name; they and `tickets`
    (subjects of earlier conversations) must be such as the turn may use.
    """
    facts = dict[tuple[str, str], Known]()
    for fact in account:
        name = canonical(fact.name) or fact.name.lower()
        facts.setdefault((name, ""), Known(name, fact.value[:VALUE_MAX], fact.origin))
    for subject in tickets:
        for name, value in stated(subject):
            facts.setdefault((name, ""), Known(name, value, EARLIER))
    for message in conversation:
        if not _is_theirs(message):
            continue
        for name, value in stated(message.text):
            # What was tried is many things; of all else the last statement holds.
            facts[name, value if name == TRIED else ""] = Known(name, value, THREAD)
    for question, answer in answered_in(conversation):
        for name in asked(question):
            facts.setdefault((name, ""), Known(name, answer, THREAD))
    return tuple(facts.values())


_NO_ANSWER = re.compile(
    r"\W*(?:no idea|i (?:don['’]?t|do not) (?:know|have|remember|recall|understand)|don['’]?t know"
    r"|not sure|i['’]?m not sure|what|why|how|which|who|where|huh|sorry|pardon|later|idk|dunno"
    r"|none of)\b",
    re.IGNORECASE,
)


def answered_in(conversation: Iterable[Message]) -> Iterator[tuple[str, str]]:
    """The questions of the desk that the customer answered at once, with the answers."""
    replies = [one for one in conversation if one.text.strip()]
    for before, after in pairwise(replies):
        if before.author is Author.CUSTOMER or after.author is not Author.CUSTOMER:
            continue
        if before.options or _NO_ANSWER.match(after.text) or after.text.rstrip().endswith("?"):
            continue
        for sentence in sentences(before.text):
            if is_asking(sentence) or asked(sentence):
                yield sentence, after.text.strip()[:VALUE_MAX]
