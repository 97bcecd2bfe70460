"""Help for an agent with a draft or a long thread: with a model's words, or by quoting alone.

What a model gives here is read by the agent first, and still each sentence is checked against the
draft, the passages or the thread: a summary that invents a fact costs the next reply.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tandem.core.desk.message import Author, Message
from tandem.core.knowledge.sentence import sentences
from tandem.core.turn.condense import condensed
from tandem.core.turn.known import known
from tandem.core.turn.policy import Policy
from tandem.core.turn.support import content, faults
from tandem.core.turn.written import Dropped

SUMMARY_CHARS = 900  # of the quoted summary
SENTENCES_MAX = 12


class How(StrEnum):
    """How a draft is to be changed."""

    SHORTER = "shorter"
    FRIENDLIER = "friendlier"
    SOURCE = "source"
    VOICE = "voice"


INSTRUCTIONS: Mapping[How, str] = {
    How.SHORTER: "Make it shorter: keep what the customer needs, leave out the rest.",
    How.FRIENDLIER: "Make it warmer and more personal, in plain words, without getting longer"
    " by more than one sentence.",
    How.VOICE: "Write it the way the agent writes: the tags `earlier` have other replies of theirs."
    " Take their greeting, their length and their tone from those, and nothing that they say.",
}
VOICE_CHARS = (60, 1_500)
"""How long a reply must be, and may be, to show how somebody writes."""

VOICES = 3  # replies


@dataclass(frozen=True, slots=True)
class Reworded:
    """A changed draft; `maker` is the model's name, or `extractive`.

    `dropped` are sentences that failed the checks.
    """

    text: str
    maker: str
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """A thread in a few lines, each quoted or checked."""

    lines: tuple[str, ...]
    maker: str
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggested:
    """A value from one of the firm's lists, and what speaks for it."""

    value: str
    why: str


_COURTESY = content(
    "thank thanks hello dear kind kindly best regards sorry apologise trouble glad happy welcome"
    " hope"
    " help helps question questions reach write writing contact again anytime time patience message"
    " great good day let know further anything else feel free here understand appreciate"
)


_GREETS = re.compile(r"^(?:hey|hi|hello|good (?:morning|day))(?: there)?[,.!]\s+", re.IGNORECASE)
_LISTED = re.compile(r"^\s*(?:[-•*]|\d+[.)])\s", re.MULTILINE)


def with_source(draft: str, sources: Sequence[Mapping[str, object]]) -> str:
    """The draft with the addresses of its sources, each once; as it is if it has them."""
    links = dict.fromkeys(str(source.get("url") or "") for source in sources)
    missing = [url for url in links if url and url not in draft]
    return "\n\n".join([draft.rstrip(), *missing]) if missing else draft


def shorter(draft: str, question: str) -> str:
    """The draft without courtesies; without any, the half that speaks most of the question.

    A draft with a list stays as it is: half a list is no shorter answer.
    """
    read = sentences(draft)
    if len(read) < 3 or _LISTED.search(draft):
        return draft
    telling = [sentence for sentence in read if not content(sentence) <= _COURTESY]
    if 0 < len(telling) < len(read):
        return " ".join(telling)
    words = content(question)
    ranked = sorted(range(len(read)), key=lambda place: (-len(words & content(read[place])), place))
    kept = sorted(ranked[: (len(read) + 1) // 2])
    return " ".join(read[place] for place in kept)


def reworded(
    said: Sequence[str], draft: str, grounds: Sequence[str], policy: Policy
) -> tuple[str, tuple[Dropped, ...]]:
    """What a model made of a draft, without the sentences that say more than draft and sources.

    Courtesies claim nothing and pass.
    """
    kept: list[str] = []
    dropped: list[Dropped] = []
    basis = (draft, *grounds)
    for sentence in said[: SENTENCES_MAX * 2]:
        said_bare = _GREETS.sub("", sentence)
        found = faults(said_bare, basis, policy)
        is_courtesy = content(said_bare) <= _COURTESY
        wrong = [one for one in found if not (is_courtesy and one.kind in ("unsupported", "name"))]
        if wrong:
            dropped.append(Dropped(sentence, tuple(f"{one.kind}: {one.says}" for one in wrong)))
        else:
            kept.append(sentence)
    return " ".join(kept), tuple(dropped)


def checked_summary(
    said: Sequence[str], messages: Sequence[Message], policy: Policy
) -> tuple[tuple[str, ...], tuple[Dropped, ...]]:
    """A model's summary without the sentences that no message supports."""
    thread = [f"{one.author.value}: {one.text}" for one in messages]
    kept: list[str] = []
    dropped: list[Dropped] = []
    for sentence in said[:SENTENCES_MAX]:
        found = faults(f"{sentence}", ("\n".join(thread), _TOLD), policy)
        wrong = [one for one in found if one.kind not in ("promise", "blame", "legal", "medical")]
        if wrong:
            dropped.append(Dropped(sentence, tuple(f"{one.kind}: {one.says}" for one in wrong)))
        else:
            kept.append(sentence)
    return tuple(kept), tuple(dropped)


_TOLD = (
    "The customer wants, asks, says, wrote, reports, tried, needs, has, is waiting, was told,"
    " complains. The agent, the assistant, the team answered, suggested, asked, offered, replied."
    " The question, the problem, the issue is still open, unresolved, not yet answered."
)
"""Words in which a summary speaks of what people did."""


def quoted_summary(messages: Sequence[Message]) -> tuple[str, ...]:
    """A thread in a few lines without a model: known facts, then its telling sentences."""
    facts = tuple(f"{fact.name}: {fact.value}" for fact in known(messages))
    names = {Author.CUSTOMER: "Customer", Author.ASSISTANT: "Assistant", Author.AGENT: "Agent"}
    told = condensed(
        [one for one in messages if one.author in names and one.picks is None], budget=0
    )
    lines: list[str] = []
    left = SUMMARY_CHARS
    for author, text in reversed(told):
        if len(text) > left and lines:
            break
        left -= len(text)
        lines.insert(0, f"{names[author]}: {text}")
    return (*facts, *lines)
