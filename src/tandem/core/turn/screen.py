"""What a customer's words show before a model is asked: a person wanted, danger, anger, leaving."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tandem.core.turn import abroad, phrases
from tandem.core.turn.language import language_of
from tandem.core.turn.phrases import Group
from tandem.core.turn.plain import LETTER, has_something, plain
from tandem.core.turn.reading import Reading, Triggers
from tandem.core.turn.said import prose


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, and the customer's words that matched (in the form of `plain`)."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic that the firm wants people to answer, with its words or phrases.

    `advice` is what the customer reads at once, before they read that a person was called.
    """

    name: str
    phrases: tuple[str, ...]
    urgent: bool
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """What the rules found in one text. The fields are independent; `decide` sets their order."""

    person: Found | None
    """An explicit request for a person, or the acceptance of an offered one."""
    no_person: Found | None
    """Says that no person is wanted."""
    safety: Found | None
    """The gravest safety topic, or else the firm's first must-not-answer topic."""
    urgent: bool
    """Whether any topic that was found can't wait."""
    distress: Found | None
    """Strong anger or distress: enough by itself to bring in a person."""
    frustrated: Found | None
    """A soft signal of frustration."""
    cancel: Found | None
    """A soft signal of leaving: cancelling account, subscription or order, or going elsewhere.

    "How do I cancel?" is one, "what is your cancellation policy?" is not: people also ask for terms
    before they buy.
    """
    exception: Found | None
    """A request to set a rule aside."""
    complex: Found | None
    """A soft signal of several issues or several parties."""
    own_record: Found | None
    """A question about the customer's own order, bill or account: only a look-up could answer."""
    agrees: Found | None
    """Only a yes."""
    refuses: Found | None
    """Only a no: to what was offered, or to what was just shown."""
    thanks: Found | None
    """Only thanks: what was shown helped."""
    courtesy: Found | None
    """Only a greeting, thanks, goodbye, mild abuse, or the question whether this is a machine."""
    unreadable: bool
    """There is no letter, no digit and no emoji that means something."""
    language: str
    """ISO 639-1 code; "und" if the text is too short to tell."""


def refuses(text: str) -> bool:
    """Whether the text is only a no."""
    return len(text) <= 2 * COURTESY_MAX and _replies(plain(text), text)[1] is not None


def accepts(text: str) -> bool:
    """Whether the text is only a yes, or only thanks."""
    if len(text) > 2 * COURTESY_MAX:
        return False
    agrees, refuses, courtesy = _replies(plain(text), text)
    return agrees is not None or (refuses is None and courtesy is not None and _thanks(courtesy))


def agrees(text: str) -> bool:
    """Whether the text is only a yes."""
    return len(text) <= 2 * COURTESY_MAX and _replies(plain(text), text)[0] is not None


def only_thanks(text: str) -> bool:
    """Whether the text only thanks or says goodbye; with a no in it, it may answer a question."""
    if len(text) > 2 * COURTESY_MAX:
        return False
    _, refuses, courtesy = _replies(plain(text), text)
    is_meant = courtesy is not None and courtesy.name in ("thanks", "goodbye")
    return is_meant and refuses is None


def only_replies(text: str) -> bool:
    """Whether the text is only a yes, a no or a courtesy: it asks nothing of its own."""
    if len(text) > 2 * COURTESY_MAX:
        return False
    return any(_replies(plain(text), text))


def screen(
    text: str,
    *,
    topics: Sequence[Topic] = (),
    person_was_offered: bool = False,
    language: str | None = None,
) -> Screen:
    """What the rules find in a customer's own words, in time linear in their length.

    `text` is without quoted mail and the like (`said.read`); logs and code in it are searched for
    the firm's topics and a wish for a person only. With `person_was_offered` a plain "yes" asks for
    a person. `language` is the text's, if it is known; telling it takes a while the first time.
    """
    said = Reading(plain(text), phrases.TRIGGERS)
    words = prose(text)
    told = said if words is text else Reading(plain(words), phrases.TRIGGERS)
    language = language or language_of(words)
    is_foreign = language != "en"
    agrees, refuses, courtesy = _replies(said.text, words if is_foreign else "")
    declined = phrases.PERSON_DECLINED.first(said)
    upset = phrases.CALM.without(told)
    dangers = [
        *_all(phrases.TOPICS, phrases.TOPIC_ASIDES.without(told)),
        *(_abroad(words, language) if is_foreign else ()),
        *_firm(topics, said),
    ]
    soft = [] if refuses else list(_all(phrases.FRUSTRATED, upset))
    return Screen(
        person=_person(said, text, agrees if person_was_offered else None, language=language),
        no_person=_found("wants no person", declined) if declined else None,
        safety=dangers[0][1] if dangers else None,
        urgent=any(urgent for urgent, _ in dangers),
        distress=_distress(upset, words, [found for _, found in soft]),
        frustrated=soft[0][1] if soft else _emphasis(words, courtesy or agrees or refuses),
        cancel=_first(phrases.CANCEL, phrases.CANCEL_ASIDES.without(told)),
        exception=_first(phrases.EXCEPTION, phrases.EXCEPTION_ASIDES.without(told)),
        complex=_first(phrases.COMPLEX, told) or _questions(told.text),
        own_record=_first(phrases.OWN_RECORD, phrases.OWN_RECORD_ASIDES.without(told)),
        agrees=agrees,
        refuses=refuses,
        thanks=courtesy if courtesy and _thanks(courtesy) and not refuses else None,
        courtesy=courtesy,
        unreadable=not has_something(text),
        language=language,
    )


CLAUSE_END = re.compile(r"[.!?;,…]+(?=\s|$)")
SPACES = re.compile(r"\s+")


def _found(name: str, match: re.Match[str]) -> Found:
    return Found(name, match[0].strip(" ,"))


def _all(groups: Iterable[Group], said: Reading) -> Iterable[tuple[bool, Found]]:
    for group in groups:
        for match in group.phrases.all(said):
            yield group.urgent, _found(group.name, match)


def _first(groups: Iterable[Group], said: Reading) -> Found | None:
    for group in groups:
        if match := group.phrases.first(said):
            return _found(group.name, match)
    return None


# A person -----------------------------------------------------------------------------------


def _person(said: Reading, text: str, accepts: Found | None, *, language: str) -> Found | None:
    asked = phrases.PERSON_ASIDES.without(phrases.PERSON_DECLINED.without(said))
    if found := _first(phrases.PERSON, asked) or _bare(asked.text):
        return found
    if language != "en" and (words := abroad.wish_for_person(text, language)):
        return Found("asks for a person", words)
    return accepts and Found("accepts a person", accepts.words)


BARE_MAX = 80


def _bare(said: str) -> Found | None:
    """A clause that names only the person wanted: "agent", "stop. a human please!"."""
    if (whole := _without_please(said)) and phrases.PERSON_BARE_WHOLE.fullmatch(whole):
        return Found("asks for a person", whole)
    for clause in CLAUSE_END.split(said):
        if (rest := _without_please(clause)) and phrases.PERSON_BARE.fullmatch(rest):
            return Found("asks for a person", rest)
    return None


def _without_please(clause: str) -> str:
    """A short clause without "please", "now", greetings and marks; "" for a long one."""
    if len(clause) > 2 * BARE_MAX:
        return ""
    rest = SPACES.sub(" ", phrases.PLEASE.sub("", clause)).strip(" ,!?.-:()*'\"")
    return rest if len(rest) <= BARE_MAX else ""


# Yes and no ---------------------------------------------------------------------------------

REPLY_MAX = 80


Replies = tuple[Found | None, Found | None, Found | None]


def _replies(said: str, foreign: str) -> Replies:
    """A yes, a no, and a courtesy, of which the text holds nothing else."""
    agrees, refuses, courtesy = _agrees(said), _refuses(said), _courtesy(said)
    if agrees or refuses or courtesy or not foreign:
        return agrees, refuses, courtesy
    match abroad.reply(foreign):
        case "yes":
            return Found("yes", foreign), None, None
        case "no":
            return None, Found("no", foreign), None
        case "thanks":
            return None, None, Found("thanks", foreign)
        case _:
            return None, None, None


def _thanks(courtesy: Found) -> bool:
    return courtesy.name == "thanks"


def _agrees(said: str) -> Found | None:
    """A yes; "ok, thanks" and "great, thank you" are thanks."""
    if len(said) <= REPLY_MAX and phrases.AGREES.pattern.fullmatch(said):
        return None if phrases.THANKS_ONLY.fullmatch(said) else Found("yes", said)
    first = phrases.AGREES_FIRST.match(said)
    return _found("yes", first) if first and not phrases.DOUBTS.search(said) else None


def _refuses(said: str) -> Found | None:
    if len(said) > REPLY_MAX:
        return None
    return Found("no", said) if phrases.REFUSES.pattern.fullmatch(said.strip(" .!,")) else None


# Danger -------------------------------------------------------------------------------------


_URGENT = {group.name: group.urgent for group in phrases.TOPICS}


def _abroad(words: str, language: str) -> Iterable[tuple[bool, Found]]:
    if found := abroad.danger(words, language):
        topic, matched = found
        yield _URGENT[topic], Found(topic, matched)


def _firm(topics: Sequence[Topic], said: Reading) -> Iterable[tuple[bool, Found]]:
    groups, triggers = _compiled(tuple(topics))
    return _all(groups, Reading(said.text, triggers))


@lru_cache(maxsize=64)
def _compiled(topics: tuple[Topic, ...]) -> tuple[tuple[Group, ...], Triggers]:
    groups = tuple(
        Group(topic.name, phrases.literal(words), topic.urgent)
        for topic in topics
        if (words := [word for phrase in topic.phrases if (word := plain(phrase))])
    )
    return groups, Triggers(one for group in groups for one in group.phrases.phrases)


# Anger --------------------------------------------------------------------------------------

EMPHASIS = re.compile(r"[!?]{3,}")


def _distress(upset: Reading, read: str, soft: Sequence[Found]) -> Found | None:
    if strong := _first(phrases.DISTRESS, upset):
        return strong
    if soft and _shouts(read):
        return Found("shouts", soft[0].words)
    if len({found.words for found in soft}) >= 2 and "!!" in read:
        return Found("insists", soft[0].words)
    return None


def _shouts(read: str) -> bool:
    """Whether it is nearly all in capitals, and too long for a name or a code."""
    letters = [letter for letter in read if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    return len(letters) >= 20 and len(read.split()) >= 4 and capitals >= 0.8 * len(letters)


def _emphasis(read: str, reply: Found | None) -> Found | None:
    """Impatience, as in "hello???", but not the joy of "thank you!!!"."""
    match = EMPHASIS.search(read)
    if match is None or reply or phrases.GLAD.search(read.lower()):
        return None
    return Found("insists", match[0][:10])


# Several issues -----------------------------------------------------------------------------

BETWEEN_SENTENCES = re.compile(r"(?<=[.!?])\s+")
QUESTIONS_MIN = 3
"""Two question marks are often one question and its "how?"; three rarely are."""


def _questions(told: str) -> Found | None:
    asked = [
        sentence
        for sentence in BETWEEN_SENTENCES.split(told)
        if sentence.endswith("?")
        and len(sentence.split()) >= 4
        and phrases.QUESTION_WORD.search(sentence)
    ]
    return Found("several questions", asked[-1][-120:]) if len(asked) >= QUESTIONS_MIN else None


# Courtesy -----------------------------------------------------------------------------------

COURTESY_MAX = 160


def _courtesy(said: str) -> Found | None:
    if len(said) > COURTESY_MAX:
        return None
    found, rest = None, said
    for name, pattern in phrases.COURTESY.items():
        if match := pattern.search(rest):
            found = found or _found(name, match)
            rest = pattern.sub(" ", rest)
    return None if LETTER.search(phrases.SMALL_TALK.sub(" ", rest)) else found
