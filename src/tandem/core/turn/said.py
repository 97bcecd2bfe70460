"""What the customer said in a message, told apart from what only came with it, by form alone.

A mail carries the mails before it, a signature and a disclaimer; a chat may carry a pasted log. The
screen and the search read the customer's own words. The rest is kept as context: agents see it, and
nothing in it is taken for a wish or a danger. Every step reads each line once or twice, so the time
is linear. (mail-parser-reply, which does a part of this, takes 5 s for 64,000 characters;
docs/decisions/0018.)
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from tandem.core.desk.markup import has_markup, to_text
from tandem.core.knowledge.sentence import sentences


class Kind(StrEnum):
    """What a part of a message is."""

    WORDS = "words"
    LOG = "log"
    CODE = "code"
    QUOTE = "quote"
    SIGNATURE = "signature"
    DISCLAIMER = "disclaimer"


OWN = frozenset({Kind.WORDS, Kind.LOG, Kind.CODE})
"""What the customer put there: searched for. Only the words are heard as moods and dangers."""


@dataclass(frozen=True, slots=True)
class Part:
    """Lines of a message that belong together."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """A message in parts, in its order."""

    parts: tuple[Part, ...]

    @property
    def own(self) -> str:
        """What the customer put into the message: words, logs and code."""
        return _joined(part for part in self.parts if part.kind in OWN)

    @property
    def words(self) -> str:
        """The customer's own sentences, without logs and code."""
        return _joined(part for part in self.parts if part.kind is Kind.WORDS)

    @property
    def aside(self) -> tuple[Part, ...]:
        """What only came with it: quotes, signatures, disclaimers."""
        return tuple(part for part in self.parts if part.kind not in OWN)


def _joined(parts: Iterable[Part]) -> str:
    return "\n".join(part.text for part in parts).strip("\n")


def read(text: str) -> Said:
    """The message in parts. HTML is read first; if nothing own is left, all of it counts as own."""
    if has_markup(text):
        text = to_text(text)
    lines = text.splitlines()
    if len(lines) <= 1:
        return Said((Part(Kind.WORDS, text),))
    kinds = _pasted(lines)
    _quotes(lines, kinds)
    _disclaimers(lines, kinds)
    _signatures(lines, kinds)
    if not any(kind in OWN and line.strip() for line, kind in zip(lines, kinds, strict=True)):
        kinds = _pasted(lines)
    return Said(tuple(_parts(lines, kinds)))


def prose(own: str) -> str:
    """The sentences among the customer's own lines: no logs, no code."""
    lines = own.splitlines()
    if len(lines) <= 1:
        return own
    kinds = _pasted(lines)
    return "\n".join(line for line, kind in zip(lines, kinds, strict=True) if kind is Kind.WORDS)


def _parts(lines: Sequence[str], kinds: Sequence[Kind]) -> Iterator[Part]:
    for kind, group in groupby(zip(lines, kinds, strict=True), key=lambda pair: pair[1]):
        yield Part(kind, "\n".join(line for line, _ in group))


WINDOWS_MAX = 48
WINDOW_MIN = 25  # characters; shorter sentences are joined with the next


def windows(words: str) -> tuple[str, ...]:
    """The text as a whole, then its sentences: what a classifier hears one by one.

    A wish in the middle of a long message would be lost in the vector of the whole. Of a very long
    text, neighbouring sentences are joined, so that nothing is left out.
    """
    least = max(WINDOW_MIN, len(words) // WINDOWS_MAX)
    parts, current = list[str](), ""
    for sentence in sentences(words):
        current = f"{current} {sentence}".strip()
        if len(current) >= least:
            parts.append(current)
            current = ""
    if current:
        parts.append(current)
    return (words, *parts) if len(parts) > 1 else (words,)


# Logs and code ------------------------------------------------------------------------------

_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_LOG = re.compile(
    r"""\s*(?:
        \[?\d{2,4}[-/.]\d{1,2}[-/.]\d{2,4}[T ,]{1,3}\d{1,2}:\d{2}            # 2026-11-03 10:00
      | \[?\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?\]?\s+(?:\[|[A-Z]{4,}\b|\w+\[\d+\])  # 10:00:01 INFO
      | \w{3}\s{1,2}\d{1,2}\s\d{2}:\d{2}:\d{2}\s                              # Nov  3 10:00:01
      | \[(?:\d[\d:., /TZ+-]{5,40}|[A-Za-z]{4,12})\]\s                        # [INFO], [10:00:01]
      | (?:ERROR|WARN|WARNING|INFO|DEBUG|TRACE|FATAL|SEVERE|CRITICAL|NOTICE)\b\s*[:\[({|-]
      | (?:ERROR|WARN|INFO|DEBUG|TRACE|FATAL)\s+(?:\[|\d|[\w.]+[.:/]\w)
      | at\s[\w.$<>]+\( | Traceback\s\( | File\s"[^"]{1,300}",\sline | Caused\sby:\s
      | [\w.]{3,120}(?:Error|Exception):\s | [A-Z]:\\\w | \$\s\w | \#\s?(?:!|/)
      | /(?:\w[\w.-]*/){2} | [\w.-]+=\S+(?:\s+[\w.-]+=\S+)+ | "[\w-]+"\s*:\s*["\d\[{tfn]
      | [{}\[\]();,]+\s*$ | <\?\w | (?:GET|POST|PUT|PATCH|DELETE|HTTP/\d)\S*\s[/\d]
      | (?:import|from|def|class|return|const|let|var|function|public|private|SELECT|INSERT)\s
        [\w.${}"'*]+.{0,120}[;:{()]\s*$
      | \w+(?:\.\w+){2,}[:(]
    )""",
    re.VERBOSE,
)


def _pasted(lines: Sequence[str]) -> list[Kind]:
    """Words, log or code, line by line."""
    kinds, is_fenced = list[Kind](), False
    for line in lines:
        fence = line.find("`") >= 0 or line.find("~") >= 0
        if fence and _FENCE.match(line):
            is_fenced = not is_fenced
            kinds.append(Kind.CODE)
        elif is_fenced:
            kinds.append(Kind.CODE)
        else:
            kinds.append(Kind.LOG if _LOG.match(line) else Kind.WORDS)
    if is_fenced:  # never closed, so it was no fence: an open one must not swallow the rest
        kinds = [Kind.LOG if _LOG.match(line) else Kind.WORDS for line in lines]
    return kinds


# Mail quoted --------------------------------------------------------------------------------

_MARKED = re.compile(r"[ \t]{0,3}>")
_SEPARATOR = re.compile(
    r"""\s*(?:
        [-_*]{2,40}\s?(?:original\s(?:message|email|appointment)|forwarded\s(?:message|by)
          |urspr(?:ü|ue)ngliche\snachricht|weitergeleitete\snachricht|message\sd['’]origine
          |message\stransf(?:é|e)r(?:é|e)|mensaje\s(?:original|reenviado)|messaggio\s(?:originale
          |inoltrato)|mensagem\s(?:original|encaminhada)|oorspronkelijk\sbericht
          |doorgestuurd\sbericht|wiadomo(?:ś|s)(?:ć|c)\soryginalna|oryginalna\swiadomo(?:ś|s)(?:ć|c)
          |ursprungligt\smeddelande|oprindelig\smeddelelse|opprinnelig\smelding)\b.{0,60}
      | begin\sforwarded\smessage:? | anfang\sder\sweitergeleiteten\s(?:nachricht|e-mail):?
      | d(?:é|e)but\sdu\smessage\s(?:r(?:é|e)exp(?:é|e)di(?:é|e)|transf(?:é|e)r(?:é|e))\s?:?
      | \#\#-\splease\stype\syour\sreply\sabove\sthis\sline\s-\#\#
      | -{2,10}\s?reply\sabove\sthis\sline\s?-{2,10}
    )\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_RULER = re.compile(r"\s*[_=]{8,120}\s*$")
_FROM = re.compile(
    r"\s*\*?(?:from|von|de|da|van|od|från|fra|lähettäjä|от|від|差出人|发件人)\s?:\*?\s?\S.{0,300}$",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"\s*\*?(?:sent|date|to|cc|subject|reply-to|gesendet|datum|an|betreff|envoyé|envoye|à|a|objet"
    r"|enviado(?: el| em)?|fecha|para|asunto|assunto|data|inviato|oggetto|verzonden|aan|onderwerp"
    r"|wysłano|wyslano|do|temat|skickat|till|ämne|sendt|til|emne)\s?:\*?(?:\s|$)",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(
    r"""\s*(?:
        (?:on|am|el|le|il|op|em|w\sdniu|den|dnia|dana)\b .{4,300}
          (?:wrote|writes|schrieb\b.{0,120}|escribi(?:ó|o)|a\s(?:é|e)crit|ha\sscritto|schreef\b.{0,120}
          |escreveu|napisa(?:ł|l)(?:\(a\)|a)?|skrev\b.{0,120})\s?:
      | \d{4}[-/年.].{4,120}<[^<>\s@]{1,80}@[^<>\s]{1,80}>\s?[:：]
    )\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_ADDRESSED = re.compile(
    r"\s*.{2,200}<[^<>\s@]{1,80}@[^<>\s]{1,80}>"
    r"\s(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef)\s?:\s*$",
    re.IGNORECASE,
)
_DATED = re.compile(r"\d{1,4}.{0,200}(?:\d{4}|\d{1,2}[:.h]\d{2}|<[^<>\s]{1,160}>)")
_WRAPS_MAX = 2  # lines over which a mail program breaks "On …, … wrote:"


def _quotes(lines: Sequence[str], kinds: list[Kind]) -> None:
    """Marks an earlier mail: lines with ">" and their introduction, or all that follows."""
    at = 0
    while at < len(lines):
        line = lines[at]
        if _MARKED.match(line) and kinds[at] is not Kind.CODE:
            kinds[at] = Kind.QUOTE
        elif length := _introduction(lines, at):
            is_marked = _next_is_marked(lines, at + length)
            end = at + length if is_marked else len(lines)
            kinds[at:end] = [Kind.QUOTE] * (end - at)
            at = end - 1
        elif _begins_rest(lines, at):
            kinds[at:] = [Kind.QUOTE] * (len(lines) - at)
            return
        at += 1


def _introduction(lines: Sequence[str], at: int) -> int:
    """Over how many lines "On …, … wrote:" stands here; 0 if it doesn't."""
    for length, line in enumerate(lines[at : at + _WRAPS_MAX + 1], start=1):
        if not line.strip() or len(line) > 300:
            return 0
        if line.rstrip().endswith((":", "：")):
            joined = " ".join(lines[at : at + length])
            is_dated = _ATTRIBUTION.match(joined) and _DATED.search(joined)
            return length if is_dated or (length == 1 and _ADDRESSED.match(line)) else 0
    return 0


def _next_is_marked(lines: Sequence[str], at: int) -> bool:
    following = next((line for line in lines[at : at + 3] if line.strip()), "")
    return _MARKED.match(following) is not None


def _begins_rest(lines: Sequence[str], at: int) -> bool:
    """Whether the rest is an earlier mail: a separator, or the block of its headers."""
    line = lines[at]
    if _SEPARATOR.match(line):
        return True
    if _RULER.match(line):
        at = at + 1
        if at >= len(lines):
            return False
        line = lines[at]
    if not _FROM.match(line):
        return False
    block = [below for below in lines[at + 1 : at + 7] if below.strip()]
    return sum(_HEADER.match(below) is not None for below in block[:4]) >= 2


# Signatures and disclaimers -----------------------------------------------------------------

_DELIMITER = re.compile(r"\s{0,3}(?:--|—|__)\s{0,2}$")
_DEVICE = re.compile(
    r"""\s*(?:
        (?:sent|send|written)\s(?:from|via|with|using)\s(?:my\s|a\s|the\s)?(?:\w+\s){0,3}(?:iphone|ipad|ipod|android
          |phone|mobile|smartphone|blackberry|galaxy|samsung|huawei|pixel|outlook|mail|yahoo|gmail
          |proton\s?mail|app|device|thunderbird)\b.{0,60}
      | get\soutlook\sfor\s\w+.{0,80} | (?:von|vom)\smeine[mr]?\s\w+\sgesendet.{0,40}
      | gesendet\s(?:von|mit|aus)\s.{2,60} | envoy(?:é|e)\s(?:de(?:puis)?|à\spartir\sde)\s.{2,60}
      | enviado\s(?:desde|do|de)\s(?:mi|meu|minha)\s.{2,40} | inviato\sda(?:l\smio)?\s.{2,40}
      | verzonden\svan(?:af|uit)?\s(?:mijn)?\s.{2,40} | wys(?:ł|l)ane\sz\s.{2,40}
      | skickat\sfrån\smin\s.{2,40}
    )\.?\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_CLOSING = re.compile(
    r"""\s*(?:(?:with|many|kind(?:est)?|best|warm(?:est)?|yours|thanks(?:\sand)?
        |thank\syou(?:\sand)?)\s)?(?:
        regards|wishes|thanks(?:\sin\sadvance)?|thank\syou(?:\sin\sadvance)?|best|cheers
      | sincerely(?:\syours)?|truly|faithfully|rgds|br|kr
      | (?:mit\s)?(?:freundliche[nm]?|beste[n]?|viele[n]?|liebe[n]?|herzliche[n]?|schöne[n]?)
        \sgr(?:ü|ue)(?:ß|ss)en?.{0,20}
      | mfg|lg|vg|cordialement|bien\s(?:à\svous|cordialement)|salutations|saludos(?:\scordiales)?
      | (?:un\s)?cordial(?:es)?\ssaludos?|atentamente|atenciosamente|cumprimentos|abraços?
      | (?:cordiali|distinti)\ssaluti|saluti|met\svriendelijke\sgroet(?:en)?|groet(?:en|jes)?|mvg
      | pozdrawiam|z\spowa(?:ż|z)aniem
    )\s?[,.!]{0,2}\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_POSTSCRIPT = re.compile(r"\s*p\.?\s?s\.?\s?[:.,-]?\s", re.IGNORECASE)
_PERSONAL = re.compile(
    r"\b(?:i|i'm|me|my|you|your|we|us|please|pls|can|could|want|need|help|not|is|are|agent|human"
    r"|person)\b",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"@\w|www\.|https?://|(?:tel|phone|mobile|mob|fax|telefon|t|m|p)\b\.?\s?[:.]?\s?[+(\d]|\+\d"
    r"|\b(?:ltd|inc|llc|gmbh|ag|co|corp|plc|s\.?a\.?|b\.?v\.?|department|dept|head of|director"
    r"|officer|manager|team lead|engineer|counsel|assistant to)\b|\s&\s|\d{4,}",
    re.IGNORECASE,
)
_LOWER = re.compile(r"(?<![\w@./])[a-zà-ÿ]{4,}")
SIGNATURE_LINES_MAX = 15
_STRONG = re.compile(
    r"""
    intended\s(?:only\s|solely\s|exclusively\s)?(?:for\s|recipients?)
    | not\sthe\s(?:intended|named)\s(?:recipient|addressee)
    | (?:this|the)\s(?:e-?mail|message|communication|transmission)\b.{0,80}
      \b(?:confidential|privileged)
    | (?:confidential|privileged)\b.{0,60}\binformation.{0,200}(?:e-?mail|message|recipient)
    | (?:unauthori[sz]ed|unlawful)\s(?:use|disclosure|review|copying|distribution|access)\b
      .{0,80}\b(?:prohibited|forbidden|unlawful)
    | please\s(?:notify|inform)\sthe\ssender | notify\sthe\ssender\simmediately
    | we\sprocess\spersonal\sdata\s(?:under|in\saccordance|according)
    | (?:registered|company)\s(?:in|office|number|no)\b.{0,80}
      \b(?:england|wales|ireland|registered|vat|number)
    | consider\sthe\senvironment\sbefore\sprinting | virus[- ]free
    | scanned\s(?:for|by)\s.{0,30}virus
    | diese\se-?mail\senth(?:ä|ae)lt\svertrauliche | ce\smessage\s(?:et\s|est\s).{0,60}confidentiel
    """,
    re.VERBOSE | re.IGNORECASE,
)


def _disclaimers(lines: Sequence[str], kinds: list[Kind]) -> None:
    """Marks paragraphs of legal boilerplate after the first paragraph."""
    for start, end in list(_paragraphs(lines, kinds))[1:]:
        if _STRONG.search(" ".join(lines[start:end])[:2_000]):
            kinds[start:end] = [Kind.DISCLAIMER] * (end - start)


def _paragraphs(lines: Sequence[str], kinds: Sequence[Kind]) -> Iterator[tuple[int, int]]:
    """Where the paragraphs of the customer's words begin and end."""
    start: int | None = None
    for at, line in enumerate(lines):
        is_text = kinds[at] is Kind.WORDS and bool(line.strip())
        if is_text and start is None:
            start = at
        if not is_text and start is not None:
            yield start, at
            start = None
    if start is not None:
        yield start, len(lines)


def _signatures(lines: Sequence[str], kinds: list[Kind]) -> None:
    """Marks signatures: after "--", after a closing, a device's line, a block of contact data."""
    own = [at for at, kind in enumerate(kinds) if kind is Kind.WORDS and lines[at].strip()]
    for at in own:
        if _DEVICE.match(lines[at]):
            kinds[at] = Kind.SIGNATURE
    own = [at for at in own if kinds[at] is Kind.WORDS]
    for place in range(max(1, len(own) - SIGNATURE_LINES_MAX - 1), len(own) - 1):
        at, below = own[place], own[place + 1 :]
        is_end = _DELIMITER.match(lines[at]) and sum(len(lines[one]) for one in below) <= 1_000
        is_closing = _CLOSING.match(lines[at]) and all(_is_contact(lines[one]) for one in below[:8])
        if is_end or is_closing:
            _mark(lines, kinds, at, below)
            return
    _contact_block(lines, kinds)


def _mark(lines: Sequence[str], kinds: list[Kind], start: int, below: Sequence[int]) -> None:
    """Marks from `start` on, up to a postscript."""
    end = next((at for at in below if _POSTSCRIPT.match(lines[at])), len(lines))
    for at in range(start, end):
        if kinds[at] is Kind.WORDS:
            kinds[at] = Kind.SIGNATURE


def _is_contact(line: str) -> bool:
    """Whether the line can be a name, a title, an address or a number, and no sentence."""
    line = line.strip()
    if len(line) > 90 or line.endswith(("?", "!")):
        return False
    if _PERSONAL.search(line):
        return False
    return len(_LOWER.findall(line)) <= 1 or bool(re.search(r"@|www\.|https?://", line))


def _contact_block(lines: Sequence[str], kinds: list[Kind]) -> None:
    """Marks a last paragraph of two lines or more that are all names and contact data."""
    paragraphs = list(_paragraphs(lines, kinds))
    if len(paragraphs) < 2:
        return
    start, end = paragraphs[-1]
    block = lines[start:end]
    is_signature = (
        2 <= len(block) <= SIGNATURE_LINES_MAX
        and all(map(_is_contact, block))
        and any(map(_CONTACT.search, block))
    )
    if is_signature:
        kinds[start:end] = [Kind.SIGNATURE] * (end - start)
