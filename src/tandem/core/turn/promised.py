"""What a reply tells the customer that the firm will do, and by when.

A quoted "we refund you within 14 days" is a promise, whoever made it first: the customer counts on
it. Heard in English, by rules over the firm's voice ("we send", "you get", "the money is paid
back"): a right or a duty of the customer ("you can return it within 30 days") is none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tandem.core.desk.hours import Hours
from tandem.core.knowledge.sentence import sentences
from tandem.core.turn.deadline import due_at, names_time
from tandem.core.turn.markup import unmarked
from tandem.core.turn.promise import kinds_of

DATE = "date"

_ADVERB = r"(?:also|then|always|gladly|automatically|only|now|again)"
_DOES = (
    r"(?:refund|reimburse|credit|replace|exchange|send|ship|deliver|dispatch|post|repair|fix"
    r"|compensate|waive|give|pay|return|transfer|release|repl(?:y|ies)|answer|respond|contact|call"
    r"|write|confirm|process|cover|grant|offer|issue|add|extend|deduct|solve|resolve|restore)"
)
_WE = re.compile(
    rf"\b(?:we|our \w+(?: \w+)?)(?:'ll| will| shall|'re going to| are going to)?"
    rf"(?: {_ADVERB}){{0,3}} {_DOES}(?:e?s)?\b",
    re.IGNORECASE,
)
_YOU = re.compile(
    rf"\byou(?:'ll| will| shall)?(?: {_ADVERB}){{0,3}} (?:get|receive|hear (?:from|back)"
    r"|(?:are|be) (?:refunded|reimbursed|credited|compensated|paid|sent|contacted|called))\b",
    re.IGNORECASE,
)
_THING = (
    r"(?:money|refund|amount|sum|price|fee|charge|cost|payment|deposit|credit|replacement|voucher"
    r"|gift card|discount|compensation|parcel|package|order|delivery|shipment|reply|answer|fault"
    r"|problem|repair|device|machine|invoice|confirmation)s?"
)
_PASSIVE = re.compile(
    rf"(?<!\bno )\b{_THING}\b(?:(?! before )[^.;:!?]){{0,80}}? (?:is|are|will be|gets?|shall be)"
    rf"(?: {_ADVERB}){{0,3}} (?:refunded|reimbursed|paid (?:back|out)|credited|sent|returned"
    r"|released|replaced|exchanged|shipped|delivered|dispatched|transferred|repaired|fixed|solved"
    r"|resolved|waived|taken off(?! the refund)|issued|answered|confirmed)\b"
    rf"|(?<!\bno )\b{_THING}\b(?:(?! before )[^.;:!?]){{0,80}}? (?:arrives?|reach(?:es)?|leaves?"
    r"|will (?:arrive|reach|leave|follow))\b",
    re.IGNORECASE,
)
_MONEY_BACK = re.compile(
    r"\b(?:(?:money|amount|charge|price|payment)s?\b[^.;:!?]{0,80}? (?:(?:sent|paid|transferred)"
    r" back|released|returned)|(?:money|amount)\b[^.;:!?]{0,80}? arrives?)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|when|once|after|unless|as soon as|as long as|provided|in case)\b", re.IGNORECASE
)
_CONDITIONAL = re.compile(rf"{_CONDITION.pattern}[^,:;]*(?:,|(?=[:;])|$)", re.IGNORECASE)
_NUMBER = re.compile(r"^\d{1,3}[.)]\s+")
_HEDGE = re.compile(
    r"\b(?:most|usually|normally|typically|generally|often|sometimes|may|might|should|could|try"
    r"|hope|expect|aim|as a rule)\b",
    re.IGNORECASE,
)
"""What happens mostly is told, and not promised."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One sentence that promises something: its kind (promise.py) and the words as they were told.

    `article_id` and `title` are of the article quoted, empty for what no article says. `due_at` is
    by when, counted from now, None without a time; `is_conditional` where it holds only if or after
    something, so that it is due then at the earliest.
    """

    kind: str
    says: str
    article_id: str
    title: str
    is_conditional: bool
    due_at: datetime | None


def promises(
    text: str, now: datetime, of: Hours | None, *, article_id: str = "", title: str = ""
) -> Iterator[Promise]:
    """What a text promises that is told now, each sentence once; `of` are the firm's hours."""
    told = set[str]()
    for says, kind, part in _promised(text):
        if says in told:
            continue
        told.add(says)
        is_conditional = _CONDITION.search(says) is not None
        due = due_at(part, now, of)
        yield Promise(kind, says, article_id, title, is_conditional, due)


def unlisted(text: str, listed: Sequence[str]) -> str:
    """The first kind of promise that a text makes and that isn't listed; empty if there is none."""
    return next((kind for _, kind, _ in _promised(text) if kind not in listed), "")


def _promised(text: str) -> Iterator[tuple[str, str, str]]:
    """Each sentence that promises something, each kind, and the part of it that says so.

    A condition ("if you refuse the parcel, …") says what must happen first, not what will.
    """
    for sentence in sentences(text.replace("’", "'")):
        says = _NUMBER.sub("", unmarked(sentence))
        if says.endswith("?"):
            continue
        for part in re.split(r"[:;]", _CONDITIONAL.sub("", says)):
            for kind in _kinds(part):
                yield says, kind, part


def _kinds(part: str) -> list[str]:
    """What it promises; a time alone is a kind only where nothing else is promised."""
    if _HEDGE.search(part) or not any(voice.search(part) for voice in (_WE, _YOU, _PASSIVE)):
        return []
    costly = [kind for kind in kinds_of(part) if kind != DATE]
    if not costly and _MONEY_BACK.search(part):
        costly = ["refund"]
    return costly or ([DATE] if names_time(part) else [])
