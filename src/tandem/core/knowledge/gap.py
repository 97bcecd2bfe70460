"""A gap: questions of one meaning that the knowledge did not answer, with what they cost."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from tandem.core.knowledge.sentence import sentences
from tandem.core.knowledge.stem import stems

DAYS = 28
CONVERSATIONS_MIN = 2  # fewer are a single question, not a gap
GROWS_BACK = 1.5  # a gap that was set aside comes back at this many times its size
SAME_MIN = 0.3  # shared conversations (Jaccard) from which on a gap is the one of the run before
NEAR_MIN = 0.75  # cosine of the centres, where they share none: a quiet month lies between them
LABEL_MAX = 80  # characters
WORDS_MAX = 4
MINUTES_STATED = 8.0  # of people for a conversation to which nobody has replied yet; a setting
REPLY_MINUTES_MAX = 15.0  # a longer pause between two replies of an agent was not all work

Id = TypeVar("Id")

_WORD = re.compile(r"[^\W_](?:[\w'’-]*[^\W_])?")


class Why(StrEnum):
    """Why a question counts as not answered, the strongest first."""

    RATED = "rated"
    REFUSED = "refused"
    ESCALATED = "escalated"
    UNSURE = "unsure"


class Fault(StrEnum):
    """Why the nearest article was not enough."""

    NOTHING = "nothing"
    REFUSED = "refused"
    RATED = "rated"
    OTHER_PRODUCT = "other_product"
    LACKS_WORDS = "lacks_words"
    NOT_SUPPORTED = "not_supported"
    UNLIKELY = "unlikely"


FAULTS: Mapping[Fault, str] = {
    Fault.NOTHING: "nothing was found",
    Fault.REFUSED: "the customer said that it did not help",
    Fault.RATED: "the customer rated it badly",
    Fault.OTHER_PRODUCT: "it was not clear which product is meant",
    Fault.LACKS_WORDS: "it does not have what the question names",
    Fault.NOT_SUPPORTED: "the quote failed a check",
    Fault.UNLIKELY: "it was too unlikely to be right",
}
"""Every fault in words."""


class State(StrEnum):
    """What was decided of a gap; `open` ones wait for somebody."""

    OPEN = "open"
    NOT_OURS = "not_ours"
    LINKED = "linked"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Shortfall:
    """The nearest article to a question and why it was not enough; `says` names the words or P.

    Without any article, `article` and `title` are empty.
    """

    article: str
    title: str
    fault: Fault
    says: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """A question's share of people's minutes in its conversation.

    Not measured where nobody replied: then it is a share of the desk's stated minutes.
    """

    minutes: float
    is_measured: bool


def share(worked: float | None, stated: float, questions: int) -> Share:
    """The share of one of a conversation's unanswered questions, which bear its minutes alike.

    `worked` are the minutes of its people, None where nobody replied.
    """
    if worked is None:
        return Share(stated / questions, is_measured=False)
    return Share(worked / questions, is_measured=True)


def working_minutes(replies: Sequence[tuple[datetime, datetime | None, datetime | None]]) -> float:
    """Minutes that people spent on a conversation's replies, as far as the times tell.

    Each reply is its time, that of the customer's message before it, and that of the same agent's
    reply before it in any conversation (None: there is none). The work began no earlier than either
    of the two, and lasted REPLY_MINUTES_MAX at most.
    """
    spent = 0.0
    for at, asked_at, before in replies:
        began = max((one for one in (asked_at, before) if one is not None), default=None)
        pause = REPLY_MINUTES_MAX if began is None else (at - began).total_seconds() / 60
        spent += min(max(pause, 0.0), REPLY_MINUTES_MAX)
    return spent


def label(texts: Sequence[str]) -> str:
    """A gap's name: the first sentence of its most typical question that is short enough.

    `texts` are its questions, the most typical first. A sentence that asks is preferred to one that
    only leads up to it.
    """
    for text in texts[:10]:
        said = [one for one in sentences(text) if len(_WORD.findall(one)) >= 3]
        asking = [one for one in said if one.endswith("?")] or said
        if asking and len(asking[0]) <= LABEL_MAX:
            return asking[0]
    first = " ".join(texts[0].split()) if texts else ""
    if len(first) <= LABEL_MAX:
        return first
    return first[: LABEL_MAX - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def telling_words(texts: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    """Up to WORDS_MAX words that these questions share and the others lack, most telling first.

    A word tells if at least half of these have it (in any form), and at most a third as many of the
    others; without others none does.
    """
    if not texts or not others:
        return ()
    here, there = Counter[str](), Counter[str]()
    shown: dict[str, Counter[str]] = {}
    for text in texts:
        for stem, word in _stemmed(text).items():
            here[stem] += 1
            shown.setdefault(stem, Counter())[word] += 1
    for text in others:
        there.update(_stemmed(text).keys())
    share = {stem: count / len(texts) for stem, count in here.items()}
    apart = {stem: share[stem] - there[stem] / len(others) for stem in share}
    telling = [
        stem
        for stem in share
        if len(stem) > 2 and share[stem] >= 0.5 and there[stem] / len(others) <= share[stem] / 3
    ]
    telling.sort(key=lambda stem: (-apart[stem], stem))
    # The commonest form; of several the first in order, so that the name stays.
    return tuple(
        min(shown[stem], key=lambda word: (-shown[stem][word], word))
        for stem in telling[:WORDS_MAX]
    )


def _stemmed(text: str) -> dict[str, str]:
    """The words of a text by their stems, in lower case."""
    return {
        stem: word
        for word in _WORD.findall(text.lower())
        for stem in stems(word, "english")
        if not any(letter in stem for letter in "'’-")
    }


def same(
    before: Mapping[Id, AbstractSet[object]],
    now: Sequence[AbstractSet[object]],
    likeness: Mapping[tuple[Id, int], float],
) -> list[Id | None]:
    """Which gap of the run before each group is; None for a new one. Each is at most one group.

    `before` are the conversations of each gap, as far as they lie in the time of this run, `now`
    those of each group; `likeness` is the cosine of the centres, where it was measured. The pairs
    that share most are taken first. Only gaps that share nothing with any group are found by their
    centres.
    """
    pairs: list[tuple[float, float, int, Id]] = []
    for at, group in enumerate(now):
        for id, members in before.items():
            union = len(group | members)
            shared = len(group & members) / union if union else 0.0
            if shared >= SAME_MIN:
                pairs.append((-shared, -likeness.get((id, at), 0.0), at, id))
    found: list[Id | None] = [None] * len(now)
    taken: set[Id] = set()
    _take(pairs, found, taken)
    touched = {
        id for id, members in before.items() if any(not members.isdisjoint(one) for one in now)
    }
    lone = [
        (-alike, 0.0, at, id)
        for (id, at), alike in likeness.items()
        if alike >= NEAR_MIN and id in before and id not in touched
    ]
    _take(lone, found, taken)
    return found


def _take(
    pairs: list[tuple[float, float, int, Id]], found: list[Id | None], taken: set[Id]
) -> None:
    for _, _, at, id in sorted(pairs, key=lambda pair: (*pair[:3], str(pair[3]))):
        if found[at] is None and id not in taken:
            found[at] = id
            taken.add(id)


def comes_back(state: State, size_then: int, size_now: int) -> bool:
    """Whether a gap that was set aside is open again: it grew by half since."""
    return state in (State.NOT_OURS, State.LINKED) and size_now >= max(
        GROWS_BACK * size_then, size_then + 1
    )
