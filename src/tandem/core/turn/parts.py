"""The parts of a message that asks several things: each is searched for and answered by itself."""

import re

from tandem.core.knowledge.sentence import sentences

PARTS_MAX = 3
PART_WORDS_MIN = 3
MESSAGE_WORDS_MAX = 60
"""A longer message describes one case, often with its question asked twice."""

SAME_WORDS = 0.6  # share of common words from which two questions are one, asked twice

_JOINT = re.compile(
    r"[,;]?\s+(?:and|also)(?: also)?\s+(?=(?:how|what|when|where|why|who|which|can|could|do|does|is"
    r"|are|will|would|should)\b)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")


def parts(text: str) -> tuple[str, ...]:
    """The questions of a message in their order; the whole text as one where it asks one thing.

    A message with more than three questions stays whole: it is for people (the signal `complex`).
    """
    if len(text.split()) > MESSAGE_WORDS_MAX:
        return (text,)
    asked: list[str] = []
    aside = False
    for sentence in sentences(text):
        if not sentence.rstrip().endswith("?"):
            aside = True
            continue
        for found in _JOINT.split(sentence):
            part = found if found.rstrip().endswith("?") else f"{found}?"
            if asked and len(_WORD.findall(part)) < PART_WORDS_MIN:
                asked[-1] = f"{asked[-1]} {part}"
            elif not any(_alike(part, known) for known in asked):
                asked.append(part)
    if not 2 <= len(asked) <= PARTS_MAX or aside:
        return (text,)
    return tuple(asked)


def _alike(one: str, other: str) -> bool:
    words, others = ({word.lower() for word in _WORD.findall(text)} for text in (one, other))
    return len(words & others) >= SAME_WORDS * len(words | others)
