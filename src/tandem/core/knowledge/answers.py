"""What people's replies say that holds for everybody: their sentences, without personal data."""

import re
from collections.abc import Sequence

from tandem.core.knowledge.redact import redact
from tandem.core.knowledge.sentence import sentences

WORDS_MIN = 4

_COURTESY = re.compile(
    r"""(?:hi|hello|hey|dear|good\ (?:morning|afternoon|evening|day)|thanks?|many\ thanks
      |you['’]?re\ welcome|welcome|best|kind|warm|regards|sincerely|cheers|yours|sorry|apologies
      |(?:i|we)\ (?:apologi[sz]e|hope)|glad|happy|hope|have\ a\ (?:nice|great|good)
      |(?:please\ )?let\ (?:me|us)\ know|feel\ free|if\ you\ have\ any|is\ there\ anything
      |anything\ else|take\ care|no\ (?:problem|worries)|of\ course|sure|great)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_OF_ONE = re.compile(  # what was done or is promised for this one customer
    r"""\b(?:i|we)(?:['’](?:ve|ll|d|m)|\ (?:have|will|am|just|did|was|can\ see|see|checked|found
          |looked))\b
      | \b(?:as\ you\ wrote|your\ (?:order|account|ticket|request|message|parcel|invoice)
          \ (?:was|is|has|will))\b""",
    re.IGNORECASE | re.VERBOSE,
)


def statements(text: str, names: Sequence[str] = ()) -> tuple[str, ...]:
    """The sentences of a reply that may answer others too, personal data removed and marked.

    Courtesies, questions, and what was done for this customer alone are left out.
    """
    found: list[str] = []
    for sentence in sentences(redact(text, names)):
        said = sentence.strip("-–—•* \t")
        if (
            len(said.split()) >= WORDS_MIN
            and not said.endswith("?")
            and not _COURTESY.match(said)
            and not _OF_ONE.search(said)
        ):
            found.append(said)
    return tuple(found)


def paragraphs(said: Sequence[tuple[object, str]]) -> str:
    """Sentences as Markdown: those of one reply (the first of each pair) are one paragraph."""
    parts: list[list[str]] = []
    last: object = None
    for place, (of, text) in enumerate(said):
        if place == 0 or of != last:
            parts.append([])
        parts[-1].append(text if text[-1:] in ".!?…:" else f"{text}.")
        last = of
    return "\n\n".join(" ".join(part) for part in parts)


def with_section(body: str, heading: str, text: str) -> str:
    """A text with one more section at its end."""
    return f"{body.rstrip()}\n\n## {heading}\n\n{text}\n".lstrip("\n")
