"""The facts that a customer states of themselves and their case: an order number, a device, a plan.

By rules over the words alone, in English: what they say in other words is not known. A value is
always a piece of the customer's own text. Every pattern is bounded, so the cost is linear.
"""

import re
from collections.abc import Iterator

from tandem.core.knowledge.names import found_in
from tandem.core.knowledge.sentence import sentences
from tandem.core.turn.asking import NAMES, TRIED, canonical, is_common
from tandem.core.turn.reading import Expression

VALUE_MAX = 120  # characters of a value

# Numbers that have a name ---------------------------------------------------------------------

_DIGITS = r"(?!\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b)[A-Za-z]{0,6}[-_ ]?\d[\w-]{2,24}"  # no date
_CODE = (
    r"(?![A-Za-z]{0,6} ?(?:19|20)\d\d\b|\d{1,4}-\d{1,2}-\d{1,4}\b)"
    r"(?:[A-Za-z]{1,6}[-_]?)?\d[\dA-Za-z-]{3,24}"
    r"(?!\w|\s?(?:[€$£%°]|(?:eur|usd|gbp|euros?|dollars?|pounds?|days?|weeks?|hours?|times|km|miles"
    r"|ml|cups)\b)|[.,:]\d)"
)
_WORD = r"(?:number|no\.?|nr\.?|num\.?|id|ref(?:erence)?|code)"


def _numbered(noun: str, *, needs_number: bool = False) -> str:
    """Expressions for "order 48213", "order number is 48213", "order #48213" and "my order (…)"."""
    word = rf"\s+{_WORD}"
    word = word if needs_number else rf"(?:{word})?"
    at_once = (
        rf"\b(?:{noun}){word}(?:,? (?:it|which|that))?(?:['’]s|\s+(?:is|was|says|reads|would be))?"
        rf"[:#,;\s(=–-]{{1,3}}(?P<value>{_DIGITS})"
    )
    between = r"[^.?!\n\d€$£]{1,30}?(?<![\w-])"
    after = rf"\b(?:my|our|the|this|{noun})\s+(?:{noun}){word}\b{between}(?P<later>{_CODE})"
    before = (
        rf"(?<![\w-])(?P<first>{_CODE})[,)]?\s+(?:is|was)?\s?(?:my|our|the|as|for)"
        rf"\s+(?:{noun}){word}\b"
    )
    told = (
        rf"(?<![\w-])(?P<told>{_CODE})[^\n]{{0,60}}?[.,;] (?:that|this)(?:['’]s| is)"
        rf" (?:my|our|the)\s+(?:{noun}){word}\b"
    )
    return rf"{at_once}|{after}|{before}|{told}"


_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_SEASONS = "week|month|year|spring|summer|autumn|fall|winter|christmas|night|weekend"
_DAYS = "mon|tues|wednes|thurs|fri|satur|sun"
_TH = "(?:st|nd|rd|th)?"
WHEN = (
    rf"(?:yesterday|today|last night|this (?:morning|afternoon|evening)"
    rf"|(?:last|this) (?:{_SEASONS})"
    rf"|(?:last |this |on )?(?:{_DAYS})day|"
    r"(?:about |around )?(?:\d{1,3}|an?|a few|two|three|four|five|six|ten)"
    r" (?:hours?|days?|weeks?|months?|years?)(?: ago)?|"
    rf"(?:\d{{1,2}}{_TH} (?:of )?)?(?:{_MONTHS})(?: \d{{1,2}}{_TH}(?!\d))?(?:,? \d{{4}})?|"
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})"
)
_CALLS = r"(?:call|phone|reach(?:ed)?|ring|text|contact(?:ed)?|whatsapp|tel(?:ephone)?|mobile|cell)"
_PHONE = r"(?P<value>\+?\(?\d[\d ()./-]{5,20}\d)"
_PRICE = r"[€$£¥]\s?\d[\d.,]*|\d[\d.,]*\s?(?:€|\$|£|eur|usd|gbp|dollars|euros|pounds)"
DEVICES = (
    r"iphone|ipad|galaxy|pixel|macbook|imac|thinkpad|surface|kindle|xbox|playstation|chromebook"
    r"|apple watch"
)
SYSTEMS = (
    r"windows(?: \d+| xp| vista)?|mac ?os(?: [\w.]+)?|os x|android(?: \d+)?|ios(?: [\d.]+)?"
    r"|ubuntu(?: [\d.]+)?|linux"
)
BROWSERS = "(?:google )?chrome|firefox|safari|(?:microsoft )?edge|opera|internet explorer"
_QUOTED = r"\"[^\"\n]{2,80}\"|“[^”\n]{2,80}”"
_SHOWN = rf"{_QUOTED}|[A-Z]{{0,5}}-?\d[\w.-]{{0,15}}"
_ERROR = rf"{_QUOTED}|0x[0-9a-f]{{2,16}}|[A-Z]{{1,6}}[-_ ]?\d[\w-]{{0,15}}|\d{{3,8}}(?![\w%])"
PLANS = (
    "pro|basic|premium|family|business|free|plus|standard|starter|enterprise|team|personal|student"
)
_BRANDS = "paypal|visa|master ?card|amex|american express|apple pay|google pay|klarna"
METHODS = (
    rf"{_BRANDS}|credit card|debit card|bank transfer|wire transfer|direct debit|sepa|gift card"
    r"|bank card|card|cash|cheque|check|invoice"
)
_PAID = r"(?:pa(?:y|id|ying|yed|yment)|charged|debited|billed|bought it|ordered)"
# With capitals: these are read as they are written.
_NAME = r"(?-i:[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})"
_TWO_NAMES = r"(?-i:[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){1,2})"
_MODEL = r"(?-i:[A-Z][\w-]*(?: (?:[A-Z][\w-]*|\d[\w-]*)){1,3})"
_PLACE = r"(?:the )?(?-i:[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})"
_THINGS = (
    r"(?:coffee |espresso |washing |sewing )?(?:machine|maker|model|printer|router|camera|unit)"
)
_END = r"(?=\s*(?:[.,;:!?)\n]|$)|\s+(?:in|and|but|since|for|from|that|which|with|it|is|last|on)\b)"
STREET = (
    r"(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|way|court|ct|square|sq"
    r"|terrace|place|pl|close|crescent|gardens|row)"
)
_STATED = tuple(
    (Expression(pattern, re.IGNORECASE), name)
    for pattern, name in (
        (r"(?<![\w.+-])(?P<value>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4})", "e-mail"),
        (_numbered("order"), "order number"),
        (_numbered("booking|reservation|confirmation"), "booking number"),
        (_numbered("invoice|bill"), "invoice number"),
        (_numbered("ticket|case", needs_number=True), "ticket number"),
        (_numbered("tracking"), "tracking number"),
        (r"\b(?:ticket|case)[:#\s]{1,3}(?P<value>[A-Z]{0,4}-?\d[\w-]{2,24})", "ticket number"),
        (r"\b(?P<value>1Z[0-9A-Z]{16})\b", "tracking number"),
        (
            _numbered(
                "account|customer|client|member(?:ship)?|policy|contract", needs_number=True
            ),
            "account number",
        ),
        (rf"\bi(?:['’]m| am) (?:customer|client|member) (?P<value>{_CODE})", "account number"),
        (
            r"\b(?:serial(?:\s+(?:number|no\.?|nr\.?))?|s/n|sn)(?:\s+(?:is|reads|says))?[:#\s]{1,3}"
            r"(?P<value>(?=[A-Z-]*\d)[A-Z\d][A-Z\d-]{4,24})"
            r"|(?<![\w-])(?P<first>(?=[A-Z-]*\d)[A-Z\d][A-Z\d-]{5,24}),? (?:is|that['’]s|as)"
            r" (?:my|the|its) serial\b",
            "serial number",
        ),
        (
            r"\berror(?:\s+(?:code|message|number))?(?:\s+(?:is|was|says|reads|saying))?[:#\s]{1,3}"
            rf"(?P<value>{_SHOWN})",
            "error",
        ),
        (
            r"\berror(?: message)?(?:\s+(?:is|was|says|reads|saying))?:\s+"
            r"(?P<value>[^\s.!?][^.!?\n]{2,80})",
            "error",
        ),
        (
            r"(?<!number )(?<!code )\b(?:shows?|showing|says|said|displays?|displaying|reads"
            r"|reading|stops? with|fail(?:s|ed) with|blink(?:s|ing)|get|getting|see|seeing|with"
            r"|(?<!zip )(?<!postal )(?<!post )\bcode(?: is)?)\s+"
            rf"(?:me )?(?:the |an? )?(?:error |code |message )*[:]?\s?(?P<value>(?-i:{_ERROR}))"
            r"(?!\w)(?!\s(?:as|is) (?:my|the) (?:order|number))",
            "error",
        ),
        (
            rf"\b(?P<value>(?:{DEVICES})(?:[ -]?\w*\d\w*)?(?: (?:pro|plus|max|mini|air|ultra))*)",
            "device",
        ),
        (
            rf"\b(?:my|our|the|an?)\s+(?P<value>{_MODEL}|(?-i:[A-Z]\w+)) {_THINGS}\b"
            rf"|\b(?:i|we)(?:['’]ve| have)?(?: just| recently)? (?:have|own|bought|use|got"
            rf"|purchased|ordered)\s+(?:an?|the|your)\s+(?P<first>{_MODEL}){_END}"
            rf"|\b(?:machine|model|printer|router|camera)(?: in question)?(?: is|:)?"
            rf"(?: called)?(?: an?| the)?\s+(?P<later>{_MODEL}){_END}",
            "model",
        ),
        (rf"\b(?P<value>{SYSTEMS})\b", "operating system"),
        (rf"\b(?P<value>(?:{BROWSERS})(?: (?:version )?\d+)?)\b", "browser"),
        (
            r"\b(?:version|firmware|build)(?:\s+is)?[:\s]{1,2}(?:of the app is )?"
            r"(?P<value>v?\d[\w.]{0,15})"
            r"|(?<![\w.-])(?P<first>v\d+(?:\.\d+)+|\d+\.\d+\.\d+)(?![\w-]|\.\d)"
            r"|\b(?:updated|upgraded|update|upgrade|on|installed)(?: it| the app)?(?: to)?"
            r" (?P<later>v?\d+\.\d[\w.]{0,10})(?! ?(?:eur|usd|gbp|am|pm|[€$£%]))"
            r"|(?<![\w.])(?P<fourth>\d+\.\d[\w.]{0,10}) (?:is )?installed",
            "version",
        ),
        (
            rf"\b{_CALLS}(?:\.|(?:\s(?:me|us|back|on|at|under|by|phone|number|is|my|the|best|any"
            rf"|time|it['’]s))*)[: ]{{1,2}}{_PHONE}",
            "phone",
        ),
        (rf"\b(?:phone|mobile|my|best|contact) number(?: to reach (?:me|us))?(?: on)?(?:['’]s| is)?"
         rf"[: ]{{1,2}}{_PHONE}", "phone"),
        (r"(?<![\w+])(?P<value>\+\d[\d ()./-]{7,18}\d)", "phone"),
        (r"\bon the (?P<value>[\w-]{2,30}) (?:plan|tier|package|subscription)\b", "plan"),
        (
            r"\b(?P<value>(?-i:[A-Z]\w{2,20})) (?:plan|tier|package|subscription|membership)\b"
            rf"|\b(?:subscribed to|subscribe to|are on|am on|['’]m on|have|on|got)(?: the| your)?"
            rf" (?P<first>(?-i:(?:{PLANS.title()})|{PLANS}))(?! ?day| time)(?=\s*(?:[.,;!\n]|$)"
            r"|\s(?:in|since|and|but|for|plan|tier|version)\b)",
            "plan",
        ),
        (
            r"\b(?:bought|purchased?|ordered|got(?: it| mine)?|placed (?:the|my|an|this)? ?order)\b"
            rf"[^.?!\n]{{0,40}}?\b(?P<value>{WHEN})",
            "date of purchase",
        ),
        (
            r"\b(?:since|start(?:ed|s)?|began|begun|stopped|first (?:appeared|happened|noticed|saw)"
            r"|broke(?: down)?|failed|noticed(?: it| this)?|happen(?:ed|ing|s)?|appeared)\b"
            rf"(?: (?:working|it|this|happening|doing|that|only|about|around|for|after|back|in|on"
            rf"|the))*\s(?P<value>{WHEN})\b"
            rf"|\bfor (?:the (?:last|past) )?(?P<first>{WHEN}) now\b"
            r"|\bsince (?P<later>(?:the|my|your|i|we|an?) [^.?!,;\n]{3,40})",
            "start",
        ),
        (rf"\b(?:paid|charged(?: me)?|cost(?: me)?)\s+(?P<value>{_PRICE})", "amount"),
        (
            rf"\b{_PAID}\b[^.?!\n]{{0,30}}?\b(?:with|by|via|through|using|from|to|is|was|in)\s+"
            rf"(?:my |a |the |an |our )?(?P<value>{METHODS})\b"
            rf"|\bus(?:e|ed|ing) (?:my |a |the )?(?P<first>{METHODS})\b[^.?!\n]{{0,20}}\bpay"
            rf"|\bmy (?P<later>{_BRANDS}|credit card|debit card)\b",
            "payment method",
        ),
        (
            rf"\b(?P<value>\d{{1,5}}[a-z]?,? (?:(?-i:[A-Z])[\w.'’-]{{0,30}} ){{1,4}}{STREET}\b"
            r"(?:,? ?(?-i:[A-Z])[\w'’-]{1,30}(?: (?-i:[A-Z])[\w'’-]{1,30})?){0,3})",
            "address",
        ),
        (
            r"\b(?:zip|postcode|postal code)(?: code)?(?: is)?[: ]{1,2}"
            r"(?P<value>(?=[A-Z]*\d)[A-Z\d]{2,5}(?: \d[A-Z]{2})?)\b"
            r"|\b(?P<first>\d{5}|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}) (?:zip|postcode|postal)",
            "zip code",
        ),
        (
            r"\b(?:i|we)(?: (?:live|come|am|are|order(?:ed)?|moved)|['’]m|['’]re)"
            r"(?: (?:living|based|located|writing|ordering|calling|staying|currently|now|it))*"
            rf" (?:in|from|to)\s+(?P<value>{_PLACE})(?!\w)(?!['’]s)"
            rf"|\b(?:based|located|living|writing (?:to you )?) ?(?:in|from)\s+(?P<first>{_PLACE})",
            "location",
        ),
        (r"\bi live (?:at|in)\s+(?P<value>\d[^.?!,\n]{2,80})", "address"),
        (
            r"\b(?:log(?:ged)? ?in|sign(?:ed)? in) (?:as|with(?: the)?(?: user ?name)?)"
            r"\s+(?P<value>[\w.@+-]{3,60})|\b(?:login|user ?name|user)(?: is|:)\s*"
            r"(?P<first>[\w.@+-]{3,60})",
            "user name",
        ),
        (
            rf"\b(?:(?:in|under|on|by) the name(?: of)?|booked (?:for|under)|registered (?:to|on)"
            rf"|signed up as|filed under|(?:should|must) be under)\s+(?P<value>{_NAME})"
            rf"|\b(?:regards|wishes|cheers|sincerely|thanks|thank you|yours)[,.!]?"
            rf"[ ]{{0,4}}\n\s{{0,4}}(?P<first>{_NAME})[ ]{{0,4}}(?:\n|$)"
            rf"|(?:^|[.!?\n]\s{{0,4}}|\b(?:hi|hello|hey),?\s{{1,4}})(?P<later>{_TWO_NAMES}) here\b",
            "name",
        ),
    )
)  # fmt: skip
_IS = re.compile(
    r"(?:^|(?<=[.!?,;:\n])|(?<= and))\s*(?:hi|hello|and|so|yes|ok|also|well|[,:;]|\s)*"
    r"(?P<own>my|our|the|its|(?-i:(?=[A-Z])))\s*(?P<name>[a-z][a-z #'’-]{1,40}?)\s*"
    r"(?:\bis\b|\bare\b|\bwas\b|['’]s(?=\s)|:|=)\s*(?:called |named |number )?"
    r"(?P<value>[^\s?][^?!\n;]{0,119}?)(?=$|[.!;](?:\s|$)|,? (?:and|but|so|which) (?:my|our|the"
    r"|i)\b)",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"(?:^|[.,;!?\n]\s{0,4})(?P<name>[A-Za-z][A-Za-z #-]{1,30}?)\s{0,4}[:=]\s{0,4}"
    r"(?P<value>\S[^\n]{0,119}?)(?=$|\n|[.,;!?](?:\s|$))"
)
_NAMED_SELF = re.compile(
    r"\b(?i:my name(?: is|['’]s)|i am called|call me|this is|i['’]?m|i am)\s+"
    r"(?P<value>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})"
)
_STATES = re.compile(
    r"\b(?:broken|wrong|missing|not|late|lost|gone|empty|invalid|unknown|different|down|locked"
    r"|blocked|leaking|dead|stuck|full|slow|there|here|working|good|bad|great|nice|fine|ok|okay"
    r"|ready|under)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:an?|the)\s+", re.IGNORECASE)

# What was tried -------------------------------------------------------------------------------

_DOES = (
    r"(?:re-?start|reboot|re-?set|re-?install|uninstall|install|clean|clear|replac|updat|upgrad"
    r"|unplug|plug|switch|turn|check|descal|chang|log|disabl|enabl|delet|remov|contact|call|e-?mail"
    r"|power[- ]?cycl|rins|refill|empti|reconnect|sign|charg)"
)
_DID = re.compile(
    r"\b(?:i|we)(?:['’]ve| have|['’]d| had| did)?(?: already| also| even| just| both| now)*"
    rf" (?:tried|attempted|did (?:a|the)|{_DOES}\w*)\b"
    rf"|(?:^|[.,;!?\n]\s{0, 4}|\band )(?:already )?(?:tried |{_DOES}ing\b)[^.?!\n]{{0,60}}",
    re.IGNORECASE,
)
_TO_DO = re.compile(
    r"\b(?:i|we) (?:can|could|will|would|should|must|want|need|have to|call|check|change|turn|log"
    r"|sign|clean|clear|update|charge)\b",
    re.IGNORECASE,
)
"""What is not done, or not yet: "I call it a shame", "I have to call"."""

_PERHAPS_DID = re.compile(
    r"\b(?:i|we)(?:['’]ve|['’]d)?\s(?!(?:can|could|will|would|should|must|want|need|have to|am|was"
    r"|do|don|did not|didn|haven|have not|hadn|never|might|may)\b)\w+",
    re.IGNORECASE,
)


def perhaps_done(text: str) -> Iterator[str]:
    """The sentences in which a customer may say what they did themselves, whatever it was."""
    for sentence in sentences(text):
        if not sentence.endswith("?") and _PERHAPS_DID.search(sentence):
            yield sentence


def stated(text: str) -> Iterator[tuple[str, str]]:
    """The facts that a customer's text states, as names and values, in the order of its kinds."""
    for sentence in sentences(text):
        did = _DID.search(sentence)
        if did and not sentence.endswith("?") and not _TO_DO.match(did[0]):
            told = sentence if len(sentence) <= VALUE_MAX else sentence[did.start() :]
            yield TRIED, told[:VALUE_MAX]
        for match in _IS.finditer(sentence):
            if match["own"] or is_common(match["name"]):
                yield from _checked(match["name"], match["value"])
        for match in _LABELLED.finditer(sentence):
            if is_common(match["name"]):
                yield from _checked(match["name"], match["value"], is_label=True)
        if (match := _NAMED_SELF.search(sentence)) is not None and _is_name(sentence, match):
            yield "name", match["value"]
    for expression, name in _STATED:
        for match in expression.pattern.finditer(text):
            if name in _NOT_OF_QUESTIONS and _ASKS_ON.match(text, match.end()):
                continue
            value = next(filter(None, match.groups()), "").strip(' "“”.,')
            if value:
                yield name, value[:VALUE_MAX]


_NOT_OF_QUESTIONS = frozenset({"payment method", "plan", "location"})
"""What a question names without having it: "Can I pay with PayPal?"."""
_ASKS_ON = re.compile(r"[^.!?\n]{0,200}\?")


def _is_name(sentence: str, match: re.Match[str]) -> bool:
    """Whether what follows "I'm" is a person's name, and no adjective or place."""
    said = match[0].lower()
    if said.startswith(("my name", "call me", "i am called")):
        return True
    start, stop = match.span("value")
    return any(begin < stop and end > start for begin, end in found_in(sentence))


def _checked(name: str, value: str, *, is_label: bool = False) -> Iterator[tuple[str, str]]:
    """A stated fact, unless it says how something is: "my machine is broken" names no machine."""
    found = canonical(name)
    value = _ARTICLE.sub("", value.strip(' "“”.,:')).strip()
    if not found or not value or value.endswith("?"):
        return
    is_named = is_common(name) or found in NAMES
    says_how = not is_label and _STATES.search(value.split(",")[0])
    if says_how or (not is_named and len(value.split()) > 6):
        return
    numbered = found.endswith("number") or found in ("zip code", "phone", "version")
    if numbered and not any(map(str.isdigit, value)):
        return
    if found == "e-mail" and "@" not in value:
        return
    if found == "address" and "@" in value:
        found = "e-mail"
    yield found, value[:VALUE_MAX]


_SAME_DEEDS = tuple(
    (re.compile(pattern, re.IGNORECASE), name)
    for pattern, name in (
        (
            r"\b(?:turn|switch|power)(?:ed|ing)?\b[^.?!\n]{0,25}?\boff\b[^.?!\n]{0,12}?\bon\b"
            r"|\bunplug\w*\b[^.?!\n]{0,25}?\bplug\w*|\bpower[- ]?cycl\w*|\breboot\w*"
            r"|\bre-?start\w*|\bre-?boot\w*",
            " restart ",
        ),
        (
            r"\b(?:uninstall\w*|delet\w*|remov\w*)\b[^.?!\n]{0,20}?\b(?:re-?)?install\w*"
            r"|\bre-?install\w*|\binstall\w* (?:it |the app )?again\b",
            " reinstall ",
        ),
    )
)


def deeds(text: str) -> str:
    """The text with one word for what is said in several: to turn off and on is to restart."""
    for pattern, name in _SAME_DEEDS:
        text = pattern.sub(name, text)
    return text
