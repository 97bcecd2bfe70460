"""What a question is about and what a customer's words may answer, both recognised generously.

A fact that a brief tells must be right, so stated.py is strict. Whether a question may be asked
needs the opposite: one that is not asked costs little, one that was answered already costs trust.
So a question is held to ask for whatever it mentions, and a message to answer whatever it has
something like a value for; only where both meet is a question refused. By rules over the words
alone, in English.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tandem.core.knowledge.names import found_in
from tandem.core.knowledge.sentence import sentences
from tandem.core.turn import stated as strict
from tandem.core.turn.asking import TRIED
from tandem.core.turn.reading import Expression

_I = re.IGNORECASE
_NUMBER = r"(?:numbers?|no\b\.?|nr\b\.?|num\b|id\b|ids\b|code|reference|ref\b|#)"
_CODE = (
    r"(?<![\w@.€$£])(?=[\w-]*\d[\w-]*\d)(?!(?:19|20)\d\d(?![\w-])|\d{1,4}[-/.]\d{1,2}[-/.]\d)"
    r"[A-Za-z\d][\w-]{2,24}(?![\w@]|\s?(?:[€$£%°]|(?:eur|usd|gbp|euros?|dollars?|pounds?|days?"
    r"|weeks?"
    r"|hours?|months?|years?|minutes?|times|km|miles|ml|cups)\b)|[.,:]\d)"
)
_ERROR = r"(?:(?-i:[A-Z]{1,6})[-_ ]?\d[\w-]{0,15}|0x[0-9a-f]{2,16}|(?<![\w.,-])\d{3,5}(?![\w.,%-]))"
_CAPITAL = r"(?-i:[A-Z][\w'’-]+)"
_DATE = rf"\b{strict.WHEN}\b"


@dataclass(frozen=True, slots=True)
class _Topic:
    """A kind of fact: what in a question asks for it, and what in a sentence gives it."""

    name: str
    asked: Expression
    given: Expression | None


def _topic(name: str, asked: str, given: str | None = None) -> _Topic:
    return _Topic(name, Expression(asked, _I), Expression(given, _I) if given else None)


def _both(one: str, other: str, apart: int = 90) -> str:
    """An expression for two things in one sentence, in either order."""
    between = rf"[^?!\n]{{0,{apart}}}?"
    return rf"(?:{one}){between}(?:{other})|(?:{other}){between}(?:{one})"


def _numbered(name: str, noun: str, also: str = "") -> _Topic:
    """A number that belongs to a noun; not "the order confirmation", nor "the purchase date"."""
    named = rf"\b(?:{noun})s?\b(?!['’]?s? (?:confirmation|e-?mail|dates?\b))"
    asked = (
        rf"{named}[^.?!\n]{{0,25}}?\b{_NUMBER}|\b{_NUMBER}[^.?!\n]{{0,40}}?{named}"
        rf"|\b(?:which|what)\b(?:\W+\w+){{0,3}}?\W+{named}"
    )
    return _topic(name, asked, _both(rf"\b(?:{noun}{also})", _CODE))


_SYSTEMS = r"windows|mac ?os|android|ios|linux|ubuntu"
_BROWSERS = r"chrome|firefox|safari|edge|opera"
_PURCHASE = r"bought|buy\w*|purchas\w*|order(?:ed)?\b|receipt|got (?:it|this|mine)|own(?:ed)?\b"
_EVENT = r"(?:did|has|have|was|were|it|this|that|these|those|exactly|the|you first|things?)\b"
_TROUBLE = (
    r"problem|issue|trouble|fault|error|this|it|that|leak\w*|noise|fail\w*|crash\w*|not work\w*"
)
_BEGAN = (
    r"\b(?:since|beg[au]n|start\w*|first|until|till|died|dead|stopped|broke\w*|fail\w*|notic\w*"
    r"|happen\w*|appear\w*|occur\w*|went wrong|trouble|problem|issue|fault|leak\w*|not work\w*"
    r"|doesn't|won't|can't)\b"
)
_TOPICS = (
    _numbered("order number", "order|purchase", "(?:ed)?"),
    _numbered("booking number", "booking|reservation", r"|booked|reserved"),
    _numbered("invoice number", "invoice|bill", r"|inv\b\.?|receipt"),
    _numbered("ticket number", "ticket|case"),
    _numbered("account number", "account|customer|client|member|membership|policy|contract"),
    _topic(
        "tracking number",
        r"\btracking\b|\b(?:shipment|parcel|consignment)(?:'s)? (?:number|id|code|no\b)",
        _both(r"\b(?:track\w*|parcel|shipment|package|consignment)", rf"{_CODE}(?<=[\w-]{{8}})"),
    ),
    _topic(
        "serial number",
        r"\bserials?\b|\bs/n\b|\b(?:type|rating|name) ?plate",
        _both(r"\b(?:serial\w*|s/n|sn\b|type plate)", _CODE),
    ),
    _topic(
        "zip code",
        r"\b(?:zip|post ?code|postal code)\b",
        _both(
            r"\b(?:zip|post ?code|postal(?: code)?)",
            r"\b(?:\d{4,5}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\b",
        ),
    ),
    _topic(
        "e-mail",
        r"(?<!confirmation )(?<!dispatch )(?<!welcome )(?<!our )(?<!the )(?<!an )(?<!by )(?<!via )"
        r"(?<!per )\be-?mail\b(?! (?:you|me|us|it|them|from|that we)\b)|\be-?mail address|\bmail"
        r" address",
        r"[\w.+-]@[\w-]+\.\w",
    ),
    _topic(
        "phone",
        r"\b(?:phone|telephone|mobile|cell|contact|call-?back|landline) numbers?\b"
        r"|\bnumber\b[^?\n]{0,50}\b(?:call|ring|reach|phone|text|get hold|dial)"
        r"|\b(?:call|ring|phone|reach|text|dial)\w*\b[^?\n]{0,40}\bnumber"
        r"|\byour (?:mobile|cell|landline|telephone)\b|\b(?:phone|mobile|telephone)\s*\?",
        r"(?<![\w-])(?:\+\d|\(?0\d|\d{2,4}[ ()./-]+\d{2,4}[ ()./-]+\d)[\d ()./-]{3,18}(?![\w-])",
    ),
    _topic(
        "name",
        r"\b(?:your|first|last|full|sur|family|whose|what|which|given)[ -]?names?\b(?! of)"
        r"|\bwhom? (?:am i|i am|i'm|are you|is this|do i|i have|is writing|is speaking)"
        r"|\band you are\b|\bhow (?:may|should|shall|can|do) (?:i|we) (?:address|call) you"
        r"|\b(?:may|should|can|shall) (?:i|we) call you\b(?! (?:on|at|back))|\bname,? please",
    ),
    _topic(
        "device",
        _both(
            r"\b(?:which|what|model|type|kind|sort|make|name of)\b",
            r"\b(?:device|phone|tablet|computer|laptop|smartphone|hardware)\b(?! number)",
        ),
        rf"\b(?:{strict.DEVICES})\b",
    ),
    _topic(
        "machine",
        _both(
            r"\b(?:which|what|model|type|kind|sort|name|called)\b",
            r"\b(?:machine|coffee maker|model|appliance|printer|maker)s?\b",
        )
        + r"|\bmodel\b\s*(?:name|number)?\s*\?",
        _both(
            r"\b(?:machine|model|maker|printer|router|camera)\w*",
            rf"{_CAPITAL} (?-i:[A-Z\d][\w-]*)",
        )
        + rf"|\b(?:i|we|my|our)\b[^?!\n]{{0,60}}\b(?:the|an?|my|our) {_CAPITAL} (?-i:[A-Z\d][\w-]*)"
        rf"|\b(?:got|have|using|use|own|bought|with) (?:an?|the) {_CAPITAL} (?-i:[A-Z\d][\w-]*)",
    ),
    _topic(
        "operating system",
        rf"\b(?:operating system|os)\b|\b(?:which|what) system\b"
        rf"|\b(?:{_SYSTEMS})\b[^?\n]{{0,30}}\bor\b",
        rf"\b(?:{strict.SYSTEMS})\b",
    ),
    _topic(
        "browser",
        _both(r"\b(?:which|what|know|kind|sort|name of)\b", r"\bbrows(?:er|e|ing)\b")
        + r"|\bbrowser,?(?: please)?\s*\?"
        + rf"|\b(?:{_BROWSERS})\b[^?\n]{{0,40}}\bor\b",
        rf"\b(?:{strict.BROWSERS})\b",
    ),
    _topic(
        "version",
        r"\b(?:which|what|your|the|app|software|firmware|current)\W+(?:\w+\W+){0,2}?"
        r"(?:versions?|release|build)\b(?! of (?:the |your )?(?:operating|os|windows|browser))",
        r"(?<![\w.-])v?\d+\.\d+(?:\.\d+)*(?![\w-]|\.\d| ?(?:eur|usd|gbp|am|pm|[€$£%]))",
    ),
    _topic(
        "error",
        r"\berror\b|\b(?:code|message|text|wording|warning|alert)s?\b[^?\n]{0,60}"
        r"\b(?:see\w*|get\w*|got|show\w*|display\w*|screen|com\w+ up|pop\w*|appear\w*|say\w*"
        r"|read\w*"
        r"|flash\w*|given)\b|\b(?:display|screen|panel)\b[^?\n]{0,30}\b(?:say|show|read|display"
        r"|give)",
        _both(
            r"\b(?:error|code|message|display\w*|screen|show\w*|say\w*|read\w*|giv\w+ me|com\w+ up"
            r"|fail\w*|stop\w*|blink\w*|flash\w*|get\w*|see\w*|pop\w*|throw\w*|stuck)",
            _ERROR,
        )
        + r"|\berror\b[^?!\n]{0,30}[\"“][^\"”\n]{2,80}[\"”]",
    ),
    _topic(
        "plan",
        _both(
            r"\b(?:which|what|kind|type|name|tell|know|is it|are you on)\b",
            r"\b(?:plan|subscription|package|tier|membership|tariff)s?\b",
        ),
        _both(
            r"\b(?:plan|subscri\w+|package|tier|membership|tariff|upgrad\w+|sign\w* up|pay\w*)",
            rf"\b(?-i:{strict.PLANS.title()})\b|(?<=the )(?:{strict.PLANS})\b",
        ),
    ),
    _topic(
        "date of purchase",
        r"\b(?:purchase|order|buying) date\b|\bdates?\b[^?\n]{0,40}\b(?:purchas\w*|order\w*|bought"
        r"|receipt|invoice)|\b(?:when|(?:what|which) (?:day|date|month|year)|how long ago)\b"
        rf"[^?\n]{{0,50}}\b(?:{_PURCHASE})|\bhow (?:long|old)\b[^?\n]{{0,30}}\b(?:had|owned?|is)\b"
        r" (?:it|the|your|this)\b",
        _both(rf"\b(?:{_PURCHASE})", _DATE),
    ),
    _topic(
        "start",
        rf"\bsince when\b|\bwhen {_EVENT}[^?\n]{{0,60}}\b(?:start\w*|beg[aiu]n\w*|first|occur\w*"
        r"|happen\w*|notice\w*|appear\w*|go wrong|went wrong|stop\w*|br[eo]\w*ke?)\b"
        rf"|\bhow long\b[^?\n]{{0,60}}\b(?:{_TROUBLE})\b|\bfirst time\b"
        r"|\b(?:what|which) (?:day|date)\b[^?\n]{0,40}\b(?:start|begin|began|happen|occur)",
        _both(_BEGAN, _DATE),
    ),
    _topic(
        "payment method",
        _both(
            r"\b(?:how|method|option|means|way|form|type|what kind)\b",
            r"\b(?:pay|paid|paying|payments?|charged|debited)\b",
        )
        + r"|\b(?:which|what)\b[^?\n]{0,40}\b(?:pay\w*|paid|charged)\b[^?\n]{0,12}\b(?:with|by|via"
        r"|from|to)\b|\b(?:use|used|using) to pay\b|\b(?:with|by|via) (?:which|what)\b[^?\n]{0,30}"
        r"\bpa(?:y|id)|\b(?:pay|paid)\w* (?:it |for it |this )?(?:with|by|via|using)\b"
        r"|\bwhich card\b",
        rf"\b(?:{strict.METHODS})\b(?! (?:number|\d))",
    ),
    _topic(
        "address",
        r"(?<!mail )(?<!ip )(?<!web )\baddress\b(?! you\b)|\bstreet\b|\bhouse number"
        r"|\bwhere\b[^?\n]{0,40}\b(?:deliver\w*|send|sent|ship\w*|parcel|package|replacement)\b",
        rf"\b\d{{1,5}}[a-z]?,? (?:{_CAPITAL} ){{1,4}}{strict.STREET}\b",
    ),
    _topic(
        "country",
        r"\bcountr(?:y|ies)\b|\bwhere (?:in the world|do you live|are you (?:based|located|living"
        r"|writing|from|calling))",
        r"\b(?:live|living|based|located|from|country|office|ship\w*|deliver\w*|writing|moved|in)\b"
        rf"[^?!.\n]{{0,25}}\b(?:in|from|to|is|here in)\s(?:the )?{_CAPITAL}|\bfrom (?:the"
        rf" )?{_CAPITAL}"
        rf"|{_CAPITAL}(?: is|,)[^.?!\n]{{0,12}} where (?:i|we) live",
    ),
    _topic(
        "user name",
        r"\buser ?-?(?:name|id)s?\b|\blogin\b|\b(?:log|sign) ?in (?:as|with)\b|\blog(?:ged)? in as",
        r"\b(?:user ?name|login|my user|user(?: name)? is)\b[^?!\n]{0,40}\s[\w.@-]{3,}"
        r"|\b(?:log|sign|register)\w* (?:in |up )?(?:with|as|is)\b[^?!\n]{0,30}[\w.@-]{3,}"
        r"|[\w.@-]{3,},? (?:is|as|that's) (?:the|my|our) (?:user|login)",
    ),
)

# What was done ---------------------------------------------------------------------------------

_DEEDS = tuple(
    re.compile(pattern, _I)
    for pattern in (
        r"\bre-?start\w*|\bre-?boot\w*|\bpower[- ]?cycl\w*|\boff and (?:then )?(?:back )?on\b"
        r"|\b(?:turn|switch|power)\w*\b[^.?!\n]{0,30}?\boff\b[^?!\n]{0,50}?\b(?:back |again )?on\b"
        r"|\b(?:unplug\w*|pull\w* (?:out )?the plug)\b[^?!\n]{0,60}?\bplug\w*",
        r"\bre-?install\w*|\b(?:fresh|clean|new)(?:ly)? install\w*|\binstall\w* (?:it |the app )?"
        r"(?:afresh|anew|again|once more)|\b(?:delet|remov|uninstall|took|take|taking)\w*\b"
        r"[^.?!\n]{0,40}\b(?:install\w*|download\w*|(?:put\w*|got) it back)",
        r"\bcach\w*|\bcookies?\b|\bbrows(?:ing|er) (?:data|history)|\btemporary (?:internet"
        r" )?files",
        r"\bde-?scal\w*|\blimescale",
        r"\b(?:clean\w*|rins\w*|wash\w*|scrub\w*)\b[^.?!\n]{0,40}\b(?:tank|filter|nozzle|brew\w*"
        r"|machine|grinder|tray|head|it)\b|\b(?:tank|filter|nozzle|tray)\b[^.?!\n]{0,30}"
        r"\b(?:clean\w*|rins\w*|wash\w*|scrub\w*|spotless)",
        r"\b(?:updat|upgrad)\w*|\b(?:latest|newest) (?:version|firmware|software)",
        r"\b(?:factory )?re-?set\w*\b(?! (?:my|the|your|a)? ?(?:password|link))",
        r"\b(?:log|sign)\w* (?:out|off)\b",
    )
)
_UNDONE = re.compile(
    r"\b(?:haven['’]?t|have not|hasn['’]?t|has not|didn['’]?t|did not|never|not yet|can['’]?t"
    r"|can(?:not)?|could|couldn['’]?t|how (?:do|can|to|should)|will|i['’]ll|going to|(?:do )?want"
    r" to"
    r"|would like to|should|shall|need to|asks? (?:me )?to|tells? (?:me )?to|unable to|without)\b"
    r"[^.,;!?\n]{0,40}$",
    _I,
)
_JOINED = re.compile(r"(?:it|that|this|which|thats|its|he|she)\b", _I)


def asks_for(question: str) -> tuple[str, ...]:
    """The kinds of facts that a question mentions; several are likely, each once."""
    text = question.replace("’", "'")
    return tuple(topic.name for topic in _TOPICS if topic.asked.pattern.search(text))


def answered_by(question: str, said: Sequence[str]) -> tuple[str, str] | None:
    """The fact that a question asks for and these messages may give, with the sentence that does.

    None if no message has anything like an answer to it.
    """
    text = question.replace("’", "'")
    wanted = [topic for topic in _TOPICS if topic.asked.pattern.search(text)]
    deeds = [deed for deed in _DEEDS if deed.search(text)]
    asks_name = any(topic.name == "name" for topic in wanted)
    for message in said:
        if asks_name and found_in(message):
            return "name", message
        for sentence in _spans(message.replace("’", "'")):
            for topic in wanted:
                if _gives(topic, sentence):
                    return topic.name, sentence
            for deed in deeds:
                if _is_done(deed, sentence):
                    return TRIED, sentence
    return None


def _gives(topic: _Topic, sentence: str) -> bool:
    if topic.name == "name":
        return _TWO_NAMES.search(sentence) is not None and _SELF.search(sentence) is not None
    if topic.name == "payment method" and sentence.rstrip().endswith("?"):
        return False
    return topic.given is not None and topic.given.pattern.search(sentence) is not None


_SELF = re.compile(
    r"\b(?:my name|name is|i am|i'm|it's|this is|speaking|here|regards|wishes|thanks|sincerely"
    r"|cheers"
    r"|yours|on file|addressed to|under|account|booking|in the name|call me|name:)",
    _I,
)
"""Words in which people introduce themselves."""

_TWO_NAMES = re.compile(rf"(?<!\w){_CAPITAL} {_CAPITAL}(?!\w)")


_ANYWAY = re.compile(r"\b(?:done|did|tried) (?:that|this|it|so|all)\b", _I)


def _is_done(deed: re.Pattern[str], sentence: str) -> bool:
    """Whether somebody says that it was done, not that it was not, or will be, or should be."""
    if sentence.rstrip().endswith("?"):
        return False
    return any(
        _ANYWAY.search(sentence) or not _UNDONE.search(sentence[: match.start()])
        for match in deed.finditer(sentence)
    )


def _spans(message: str) -> Iterator[str]:
    """The sentences, each with the next one where that only says what the first has named."""
    read = [one for line in message.splitlines() for one in sentences(line)]
    for place, sentence in enumerate(read):
        yield sentence
        if place + 1 < len(read) and _JOINED.match(read[place + 1]):
            yield f"{sentence.rstrip('?!. ')}, {read[place + 1]}"


TOPICS = frozenset(topic.name for topic in _TOPICS)
"""The kinds of facts that are recognised in a question."""

# What may be asked -----------------------------------------------------------------------------

_ANY_TIME = re.compile(
    rf"{_DATE}|\b(?:since|ago|yesterday|today|tonight|tomorrow|recently|lately|(?:this|last|past"
    rf"|next)"
    r" \w+|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?"
    r"|apr(?:il)?"
    r"|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    r"|(?:\d+|an?|one|two|three|four|five|six|few|couple of) (?:minute|hour|day|week|month|year)s?"
    r"|\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,4})?|christmas|easter|new|birthday)\b",
    _I,
)
_CODES = re.compile(_CODE, _I)
_ERRORS = re.compile(rf"{_ERROR}|{_CODE}|[\"“][^\"”\n]{{2,80}}[\"”]|\berror:", _I)
_NAMED = re.compile(
    rf"(?<![.!?]\s)(?<!^)(?<!\w){_CAPITAL}|{_CAPITAL}[ \n]+(?-i:[A-Z\d][\w-]*)", re.MULTILINE
)
_LIKE: dict[str, re.Pattern[str]] = {
    **dict.fromkeys(
        ("order number", "booking number", "invoice number", "ticket number", "account number",
         "tracking number", "serial number", "zip code"),
        _CODES,
    ),
    "e-mail": re.compile(r"@"),
    "phone": re.compile(r"\d(?:[\d ()./-]*\d){5}"),
    "error": _ERRORS,
    "version": re.compile(r"\d"),
    "date of purchase": _ANY_TIME,
    "start": _ANY_TIME,
    **dict.fromkeys(
        ("name", "machine", "model", "country", "city", "plan", "address", "company", "product"),
        _NAMED,
    ),
    **dict.fromkeys(("amount", "date of birth"), re.compile(r"\d")),
    "user name": re.compile(r"[a-z]+[_.\d]\w+|\b(?:as|is|:|=)\s*[\w.@-]{3,}|\b\w+ as (?:the"
    "|my)\b", _I),
    "payment method": re.compile(rf"\b(?:{strict.METHODS}|transfer|debit|credit|wallet)\b", _I),
}  # fmt: skip
"""What is like a value of such a fact, anywhere in a message, however it is said."""


def is_answerable(name: str, said: Sequence[str], others: Sequence[str] = ()) -> bool:
    """Whether something in these messages might be the fact of this name.

    `others` are the values of other facts that are known: they are none of this one.
    """
    given = next((topic.given for topic in _TOPICS if topic.name == name), None)
    like = _LIKE.get(name) or (given and given.pattern)
    for message in said:
        text = message.replace("’", "'")
        for value in others:
            text = text.replace(value, " ")
        if like is None or like.search(text):
            return True
        if name == "plan" and _PLAN.search(text):
            return True
    return False


_PLAN = re.compile(rf"\b(?:{strict.PLANS})\b", _I)


def is_of_deeds(text: str) -> bool:
    """Whether a text speaks of doing something: to restart, to clean, to update."""
    return any(deed.search(text.replace("’", "'")) for deed in _DEEDS)
