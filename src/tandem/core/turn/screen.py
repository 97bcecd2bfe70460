"""What a customer's words show before a model is asked: a person wanted, danger, anger, leaving."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tandem.core.turn import phrases
from tandem.core.turn.phrases import Group
from tandem.core.turn.reading import Reading, Triggers

READ_MAX = 3_000
"""Characters read at each end of a message; the text between is not read."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, and the customer's words that matched (in the form of `plain`)."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic that the firm wants people to answer, with its words or phrases."""

    name: str
    phrases: tuple[str, ...]
    urgent: bool


@dataclass(frozen=True, slots=True)
class Screen:
    """What the rules found in one text. The fields are independent; `decide` sets their order."""

    person: Found | None
    """An explicit request for a person, or the acceptance of an offered one."""
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
    courtesy: Found | None
    """Only a greeting, thanks, goodbye or mild abuse."""
    unreadable: bool
    """There is no letter or digit in the part of the text that is read."""
    language: str
    """ISO 639-1 code; "und" if the text is too short to tell, or in a language not known here."""


def screen(text: str, *, topics: Sequence[Topic] = (), person_was_offered: bool = False) -> Screen:
    """What the rules find in `text`, in time linear in what is read (6,000 characters at most).

    `topics` are the firm's own; with `person_was_offered` a plain "yes" asks for a person.
    """
    read = _ends(text)
    said = Reading(plain(read), phrases.TRIGGERS)
    courtesy, prose, upset = _courtesy(said.text), _prose(read, said), phrases.CALM.without(said)
    dangers = [*_all(phrases.SAFETY, phrases.SAFETY_ASIDES.without(said)), *_firm(topics, said)]
    soft = list(_all(phrases.FRUSTRATED, upset))
    return Screen(
        person=_person(said, person_was_offered),
        safety=dangers[0][1] if dangers else None,
        urgent=any(urgent for urgent, _ in dangers),
        distress=_distress(upset, read, [found for _, found in soft]),
        frustrated=soft[0][1] if soft else _emphasis(read, courtesy),
        cancel=_first(phrases.CANCEL, phrases.CANCEL_ASIDES.without(said)),
        exception=_first(phrases.EXCEPTION, said),
        complex=_first(phrases.COMPLEX, prose) or _questions(prose.text),
        courtesy=courtesy,
        unreadable=LETTER.search(read) is None,
        language=_language(read),
    )


# Reading ------------------------------------------------------------------------------------

LETTER = re.compile(r"[^\W_]")
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
QUOTED = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
SPELT_OUT = re.compile(r"\b\w(?:[ .-]\w){4,}\b")
TWICE = re.compile(r"\b(\w+)(?:,? \1\b)+")
SPACES = re.compile(r"\s+")
CLAUSE_END = re.compile(r"[.!?;,…]+(?=\s|$)")


def plain(text: str) -> str:
    """The text in the form that the phrases expect.

    Lower case, single blanks, straight quotes, "don't" as "do not", common typing errors corrected,
    without lines quoted from an earlier mail, "uhm" and doubled words.
    """
    text = unicodedata.normalize("NFKC", text).lower().translate(QUOTES)
    text = INVISIBLE.sub("", text).replace("w/", "with ")
    if ">" in text and LETTER.search(written := QUOTED.sub("", text)):
        text = written
    text = SPELT_OUT.sub(lambda match: re.sub(r"\W", "", match[0]), text)
    if not phrases.SPELLINGS.keys().isdisjoint(WORD.findall(text)):
        text = WORD.sub(lambda match: phrases.SPELLINGS.get(match[0], match[0]), text)
    text = SPACES.sub(" ", phrases.FILLERS.sub("", text)).replace(" ,", ",")
    return TWICE.sub(r"\1", text).strip()


QUOTES = str.maketrans("’‘`´“”", "''''\"\"")


def _ends(text: str) -> str:
    return text if len(text) <= 2 * READ_MAX else f"{text[:READ_MAX]}\n…\n{text[-READ_MAX:]}"


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


def _person(said: Reading, was_offered: bool) -> Found | None:
    asked = phrases.PERSON_ASIDES.without(said)
    return (
        _first(phrases.PERSON, asked)
        or _bare(asked.text)
        or _abroad(said)
        or (_accepted(said.text) if was_offered else None)
    )


def _abroad(said: Reading) -> Found | None:
    match = phrases.PERSON_ABROAD.first(said)
    if match is None and not said.text.isascii():
        match = phrases.PERSON_IN_SCRIPTS.search(said.text)
    return match and _found("asks for a person", match)


BARE_MAX = 80


def _bare(said: str) -> Found | None:
    """A clause that names only the person wanted: "agent", "stop. a human please!"."""
    for clause in CLAUSE_END.split(said):
        rest = SPACES.sub(" ", phrases.PLEASE.sub("", clause)).strip(" ,!?.-:()*'\"")
        if len(rest) <= BARE_MAX and phrases.PERSON_BARE.fullmatch(rest):
            return Found("asks for a person", rest)
    return None


def _accepted(said: str) -> Found | None:
    if len(said) <= BARE_MAX and phrases.ACCEPTS.fullmatch(said):
        return Found("accepts a person", said)
    first = phrases.ACCEPTS_FIRST.match(said)
    return _found("accepts a person", first) if first and not phrases.REFUSES.search(said) else None


# Danger -------------------------------------------------------------------------------------


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


def _emphasis(read: str, courtesy: Found | None) -> Found | None:
    """Impatience, as in "hello???", but not the joy of "thank you!!!"."""
    match = EMPHASIS.search(read)
    if match is None or courtesy or phrases.GLAD.search(read.lower()):
        return None
    return Found("insists", match[0][:10])


# Several issues -----------------------------------------------------------------------------

# Logs and code pasted into a message are not several issues.
LOG_LINE = re.compile(
    r"""^\s*(?:
        \d{2,4}[-/:.]\d{2} | \[ | [{}<>$] | \#\s*[!/] | at\s[\w.$]+\( | Traceback | File\s"
        | (?:ERROR|WARN|INFO|DEBUG|TRACE|FATAL)\b | [A-Z]:\\ | /\w+/ | \w+(?:\.\w+){2} | \w+=
    )""",
    re.VERBOSE,
)
CODE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
BETWEEN_SENTENCES = re.compile(r"(?<=[.!?])\s+")
QUESTIONS_MIN = 3
"""Two question marks are often one question and its "how?"; three rarely are."""


def _prose(read: str, said: Reading) -> Reading:
    """The plain text of the lines that are sentences: no logs, code or tables."""
    lines = CODE.sub("", read).splitlines()
    kept = [line for line in lines if not LOG_LINE.match(line)]
    return (
        said
        if len(kept) == len(read.splitlines())
        else Reading(plain("\n".join(kept)), phrases.TRIGGERS)
    )


def _questions(prose: str) -> Found | None:
    asked = [
        sentence
        for sentence in BETWEEN_SENTENCES.split(prose)
        if sentence.endswith("?")
        and len(sentence.split()) >= 4
        and phrases.QUESTION_WORD.search(sentence)
    ]
    return Found("several questions", asked[-1][-120:]) if len(asked) >= QUESTIONS_MIN else None


# Courtesy and language ----------------------------------------------------------------------

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


STOP_WORDS_MIN = 2


def _script(read: str) -> str:
    """The language that is clear from its letters alone; "" where they are mostly Latin."""
    scripts = Counter(
        language
        for letter in read
        if letter > "\u036f" and letter.isalpha()
        for first, last, language in phrases.SCRIPTS
        if first <= ord(letter) <= last
    )
    letters = sum(letter.isalpha() for letter in read)
    if not scripts or scripts.total() < 0.3 * letters:
        return ""
    # Japanese mixes in Chinese characters, so any share of kana settles it.
    return "ja" if scripts["ja"] else scripts.most_common(1)[0][0]


def _language(read: str) -> str:
    if not read.isascii() and (script := _script(read)):
        return script
    words = WORD.findall(read.lower())
    counts = {
        language: sum(map(stop.__contains__, words))
        for language, stop in phrases.STOP_WORDS.items()
    }
    best = max(counts, key=lambda language: (counts[language], language == "en"))
    return best if counts[best] >= STOP_WORDS_MIN else "und"
