"""Facts that are known, each with where it is from, and the rule that nobody asks for one again.

"The AI asks what was already said" costs trust. A fact is known if the customer stated it, answered
a question with it, or their account has it. A text that asks for a known fact is refused, whoever
composed it. By rules over the words alone, so it errs on the quiet side: a question in words that
it does not understand passes.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tandem.core.desk.message import Author, Message
from tandem.core.knowledge.names import found_in
from tandem.core.knowledge.sentence import sentences
from tandem.core.knowledge.stem import stems

THREAD, ACCOUNT, TYPED = "thread", "account", "not verified"
EARLIER = "earlier conversation"
"""Where a fact is from."""

VALUE_MAX = 120  # characters of a value
SAME_QUESTION = 0.75  # share of common words from which two questions are one
TRIED = "tried"
"""Names what the customer did themselves; its value is their sentence."""


@dataclass(frozen=True, slots=True)
class Known:
    """A fact: what it is, as the customer or the account states it, and where it is from."""

    name: str
    value: str
    origin: str


# Names of facts ------------------------------------------------------------------------------

_ALIASES = {
    "name": "full name, first name, last name, surname, family name, given name, firstname",
    "e-mail": "email, e-mail address, email address, mail address, mail",
    "phone": "phone number, telephone, telephone number, mobile, mobile number,"
    " mobile phone number, cell, cell number, cell phone number, contact number, callback number,"
    " number to call",
    "address": "street address, home address, postal address, mailing address, shipping address,"
    " delivery address, billing address, street, house number",
    "zip code": "zip, postcode, post code, postal code, zipcode",
    "order number": "order, order id, order no, order nr, order reference, order reference number,"
    " order confirmation number, purchase number, number of order, order code, ordernumber",
    "booking number": "booking, booking id, booking reference, booking code, reservation,"
    " reservation number, reservation id, reservation code, confirmation code, confirmation number",
    "invoice number": "invoice, invoice id, invoice no, bill number, number of invoice",
    "ticket number": "ticket, ticket id, case number, case id, case, reference number, reference",
    "tracking number": "tracking id, tracking code, shipment number, parcel number",
    "account number": "account, account id, account no, customer number, customer id,"
    " client number, member number, membership number, policy number, contract number",
    "user name": "username, user id, login, login name, user",
    "serial number": "serial, serial no, serial nr",
    "device": "device model, phone model, computer, laptop, tablet, device type, hardware, machine,"
    " phone you use, type of device, kind of device, model of phone",
    "model": "model number, model name, machine model",
    "operating system": "os, os version, operating system version, windows version, platform",
    "browser": "web browser, browser version",
    "version": "app version, software version, version number, firmware, firmware version",
    "error": "error code, error message, message, error number, code, error text",
    "product": "product name, item, article, product you use",
    "plan": "subscription, subscription plan, tier, package, tariff",
    "date of purchase": "purchase date, order date, date of order, date of your order, day of"
    " purchase, date you bought it",
    "amount": "sum, total, price, total amount, exact amount",
    "date of birth": "birthday, birth date, birthdate, dob",
    "city": "town, location, place",
    "country": "country of residence",
    "company": "company name, organisation, organization, firm, employer",
}  # fmt: skip
_CANONICAL = {
    alias.strip(): name for name, text in _ALIASES.items() for alias in (name, *text.split(","))
}
_LEADING = re.compile(
    r"(?:(?:your|the|a|an|my|our|their|this|that|any|full|exact|current|complete|correct|own|new"
    r"|registered|associated|preferred|best|specific|relevant|original|own|valid)\s+)+",
    re.IGNORECASE,
)
_END_OF_NAME = re.compile(
    r"\s+(?:that|which|about|who|where|when|if|so|for|of|on|in|at|to|from|with|by|you|we|i|and|or"
    r"|is|are"
    r"|was|were|please|again|first|as|associated|linked|used|registered|below|here|now|do|does|did"
    r"|have|has|will|would|should|can|could)\b.*|[,.;:!?()\"“”].*",
    re.IGNORECASE | re.DOTALL,
)
_NAME_WORDS_MAX = 4
_ALIAS_WORDS_MAX = max(len(alias.split()) for alias in _CANONICAL)


def canonical(phrase: str) -> str:
    """The one name of a fact: "your e-mail address" is "e-mail"; empty if the phrase names none."""
    plain = _LEADING.sub("", phrase.strip(), count=1)
    plain = " ".join(plain.replace("#", " number ").lower().replace("’", "'").split())
    plain = re.split(r"[,;:!?()\"“”]|\.(?!\w)", plain)[0].strip()
    words = plain.split()
    for count in range(min(len(words), _ALIAS_WORDS_MAX), 0, -1):
        if (alias := " ".join(words[:count])) in _CANONICAL and _ends(words[count:]):
            return _CANONICAL[alias]
    plain = _END_OF_NAME.sub("", plain).strip()
    words = plain.split()
    if not 1 <= len(words) <= _NAME_WORDS_MAX or plain in _NO_NAMES:
        return ""
    return _CANONICAL.get(" ".join(words[-2:])) or plain


def _ends(rest: Sequence[str]) -> bool:
    """Whether a name may end before these words: "order number from the mail"."""
    return not rest or _END_OF_NAME.match(f" {' '.join(rest)}") is not None


_NO_NAMES = frozenset(
    re.findall(
        r"\w+",
        """
        it this that them one help question questions problem issue more details detail information
        info anything something everything what which time way reason patience understanding me us
        please moment minute second business day case thing things end choice mind feedback
        """,
    )
)


# What a text asks for ------------------------------------------------------------------------

_GIVE = (
    r"(?:give|tell|send|share|provide|confirm|specify|state|enter|type|supply|name|e-?mail|text"
    r"|let (?:me|us) (?:know|have)|remind (?:me|us) of|verify|repeat|include|reply with|attach)"
)
_ME = r"(?:\s+(?:me|us|to me|to us))?(?:\s+with)?"
_THING = r"\s+(?P<thing>(?:(?:what|which)\s+)?(?:your|the|an?|which|what|is|any)\b[^.?!;\n]{2,80})"
_REQUESTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:can|could|would|will|may|might) (?:you|i|we)\b[^.?!\n]{{0,40}}?\b(?:{_GIVE}|have"
        rf"|get"
        rf"|ask(?: for)?|know|see|check|take|note)\b{_ME}{_THING}",
        rf"(?:^|[,;:–—-]\s*|\b(?:please|kindly|just|then|so|and|also"
        rf"|first)\s+){_GIVE}{_ME}{_THING}",
        r"\b(?:i|we)(?:'ll| will| would| do|'d| just| also| still| first)* (?:need|require|like"
        r"|want"
        r"|ask for|have to (?:know|have|ask for))(?: to (?:know|have|see|get))?\s+"
        r"(?P<thing>(?:your|the|to know (?:your|the))\b[^.?!;\n]{2,80})",
        r"\bwhat(?:'s| is| was| are| were|s)\s+(?P<thing>(?:your|the)\b[^?\n]{2,80})\?",
        r"\b(?:what|which)\s+(?!is\b|are\b|was\b|do\b|does\b|did\b)(?P<thing>[a-z][\w -]{1,50}?)"
        r"\s+(?:do|did|are|have|were|is|was|does|would|will|should|can)\s+(?:the|you|your|it|this"
        r"|that|i|we)\b[^?\n]{0,80}\?",
        r"(?:^|[.!,;:]\s*|\band\s+)(?P<thing>your [^.?!,\n]{2,50})(?:,? please)?\s*\?",
        r"(?:^|[.!;:]\s*)(?P<thing>your [^.?!,\n]{2,50}),? please\b",
        r"\bdo you (?:have|know|remember|recall)\s+(?P<thing>(?:your|the|an?)\b[^?\n]{2,60})\?",
        r"\bis (?P<thing>(?:your|the)\b[^?\n]{2,40}?) (?:still|correct|right)\b",
        r"\b(?:without|once (?:i|we) have|as soon as (?:i|we) have|if you (?:give|send|tell|share)"
        r"(?: me| us)?)\s+(?P<thing>(?:your|the)\b[^.?!,\n]{2,60})",
    )
)
_AND = re.compile(r"\s*(?:,|\band\b|\bor\b|&|\bas well as\b|\bplus\b)\s*", re.IGNORECASE)
_ASKED_OTHERWISE = tuple(
    (re.compile(pattern, re.IGNORECASE), name)
    for pattern, name in (
        (r"\bwho (?:am i|are we|do i have the pleasure of) (?:speaking|talking|chatting)", "name"),
        (r"\bwhat (?:are you called|should i call you|can i call you)|\bwhom? am i", "name"),
        (
            r"\bwhere (?:do you live|should (?:we|i) (?:send|ship|deliver)|are you (?:living"
            r"|located))",
            "address",
        ),
        (
            r"\bhow (?:can|could|may|should|do) (?:i|we) (?:reach|contact|get (?:back to|in touch"
            r" with))",
            "e-mail",
        ),
        (r"\bwhere (?:can|could|should) (?:i|we) (?:reach|e-?mail|write to) you", "e-mail"),
        (
            r"\b(?:what|which|on what|at what) number (?:can|could|should|may|do) (?:i|we|you)",
            "phone",
        ),
        (
            r"\bwhen (?:did you|was it|was the|was your)\b[^?\n]{0,30}"
            r"\b(?:order|bought|buy|purchase|purchased|ordered)",
            "date of purchase",
        ),
        (r"\bwhen were you born|\bhow old are you", "date of birth"),
        (r"\bhow much (?:did you pay|were you charged|was it|was the)", "amount"),
        (
            r"\b(?:what|which) (?:phone|computer|laptop|tablet|device|machine)\b[^?\n]{0,40}\?",
            "device",
        ),
        (
            r"\bare you (?:using|on|running)\b[^?\n]{0,30}\b(?:windows|mac|ios|android|linux)\b",
            "operating system",
        ),
        (
            r"\bare you (?:using|on)\b[^?\n]{0,30}\b(?:iphone|android|phone|tablet|computer"
            r"|desktop|pc)\b",
            "device",
        ),
        (r"\bwhat does (?:the|it|your)\b[^?\n]{0,40}\b(?:say|read|show|display)", "error"),
        (r"\bwhat error\b", "error"),
        (r"\bwhat have you (?:already )?tried|\bhave you (?:already )?tried anything", TRIED),
    )
)
_TRIED_ASKED = re.compile(
    r"\b(?:have|did) you (?:already |yet |perhaps |maybe )?(?:try|tried|attempt(?:ed)?)(?: to)?\s+"
    r"(?P<what>[^?\n]{3,80})\?"
    r"|\b(?:have|did) you (?:already |yet )?(?P<does>(?:re|un|de)?\w{3,}[^?\n]{3,80})\?",
    re.IGNORECASE,
)


def asked(text: str, *, questions_alone: bool = False) -> tuple[str, ...]:
    """The names of the facts that a text asks its reader for, in its order, each once.

    With `questions_alone`, only sentences with a question mark count: an article says "Send us your
    order number" to everybody.
    """
    found = dict[str, None]()
    for sentence in sentences(text):
        if questions_alone and not sentence.rstrip("\"'”’) ").endswith("?"):
            continue
        for pattern, name in _ASKED_OTHERWISE:
            if pattern.search(sentence):
                found.setdefault(name)
        for pattern in _REQUESTS:
            for match in pattern.finditer(sentence):
                thing = re.sub(r"^(?:to know|what|which|is|any)\s+", "", match["thing"].strip())
                for part in _AND.split(thing):
                    if name := canonical(part):
                        found.setdefault(name)
    return tuple(found)


def repeats(
    text: str,
    known: Sequence[Known],
    conversation: Sequence[Message] = (),
    *,
    questions_alone: bool = False,
) -> Known | None:
    """The known fact that a text asks for; None if it asks for nothing that is known.

    A question that was asked and answered in the conversation is known too.
    """
    named = {fact.name: fact for fact in known}
    for name in asked(text, questions_alone=questions_alone):
        if name in named:
            return named[name]
    tried = [fact for fact in known if fact.name == TRIED]
    answered = list(_answered(conversation))
    for sentence in sentences(text):
        if not sentence.rstrip("\"'”’) ").endswith("?"):
            continue
        for fact in tried:
            if _is_tried(sentence, fact.value):
                return fact
        for question, answer in answered:
            if _alike(sentence, question):
                return Known("answered", answer, THREAD)
    return None


def _is_tried(question: str, said: str) -> bool:
    """Whether a question asks if something was done that the customer says they did."""
    match = _TRIED_ASKED.search(question)
    if match is None:
        return False
    words = _content(match["what"] or match["does"] or "")
    return bool(words) and len(words & _content(said)) >= 0.6 * len(words)


def _alike(one: str, other: str) -> bool:
    words, others = _content(one), _content(other)
    return bool(words) and len(words & others) >= SAME_QUESTION * len(words | others)


def _content(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning; "re-start" and "restart" are one."""
    return stems(text.replace("re-", "re"), "english") - _EMPTY


_EMPTY = stems(
    "a an the is are was were be been do does did have has had you your i my me we us our it its"
    " this"
    " that to of in on at for with by from or and if so please can could would will should may"
    " might"
    " already yet also just then there here any some again now still what which who how s t ve re"
    " ll d"
    " try tried attempt attempted once twice",
    "english",
)


# What is known -------------------------------------------------------------------------------

_DIGITS = r"[A-Za-z]{0,6}[-_ ]?\d[\w-]{2,24}"


def _numbered(noun: str, *, needs_number: bool = False) -> str:
    """An expression for "order 48213", "order number is 48213", "order #48213"."""
    word = r"\s+(?:number|no\.?|nr\.?|id|ref(?:erence)?|code)"
    word = word if needs_number else rf"(?:{word})?"
    return rf"\b(?:{noun}){word}(?:\s+(?:is|was))?[:#\s]{{1,3}}(?P<value>{_DIGITS})"


_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_SEASONS = "week|month|year|spring|summer|autumn|fall|winter|christmas"
_DAYS = "mon|tues|wednes|thurs|fri|satur|sun"
_TH = "(?:st|nd|rd|th)?"
_WHEN = (
    rf"yesterday|today|(?:last|this) (?:{_SEASONS})|(?:last |this |on )?(?:{_DAYS})day|"
    r"(?:\d{1,3}|an?|two|three|four|five|six) (?:days?|weeks?|months?|years?) ago|"
    rf"(?:\d{{1,2}}{_TH} (?:of )?)?(?:{_MONTHS})(?: \d{{1,2}}{_TH}(?!\d))?(?:,? \d{{4}})?|"
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}"
)
_PHONE = r"(?P<value>\+?\(?\d[\d ()./-]{5,20}\d)"
_PRICE = r"[€$£¥]\s?\d[\d.,]*|\d[\d.,]*\s?(?:€|\$|£|eur|usd|gbp|dollars|euros|pounds)"
_MODELS = "iphone|ipad|galaxy|pixel|macbook|thinkpad|surface|kindle|xbox|playstation"
_SYSTEMS = (
    r"windows(?: \d+| xp| vista)?|mac ?os(?: [\w.]+)?|os x|android(?: \d+)?|ios(?: [\d.]+)?"
    r"|ubuntu(?: [\d.]+)?|linux"
)
_BROWSERS = "(?:google )?chrome|firefox|safari|(?:microsoft )?edge|opera|internet explorer"
_SHOWN = r"\"[^\"\n]{2,80}\"|“[^”\n]{2,80}”|[A-Z]{0,5}-?\d[\w.-]{0,15}"
_STATED = tuple(
    (re.compile(pattern, re.IGNORECASE), name)
    for pattern, name in (
        (r"(?<![\w.+-])(?P<value>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4})", "e-mail"),
        (_numbered("order"), "order number"),
        (_numbered("booking|reservation|confirmation"), "booking number"),
        (_numbered("invoice"), "invoice number"),
        (_numbered("ticket|case"), "ticket number"),
        (_numbered("tracking"), "tracking number"),
        (
            _numbered("account|customer|member(?:ship)?|policy|contract", needs_number=True),
            "account number",
        ),
        (
            r"\bserial(?:\s+(?:number"
            r"|no\.?))?(?:\s+is)?[:#\s]{1,3}(?P<value>[A-Z\d][A-Z\d-]{4,24})",
            "serial number",
        ),
        (
            r"\berror(?:\s+(?:code|message|number))?(?:\s+(?:is|says|reads))?[:#\s]{1,3}"
            rf"(?P<value>{_SHOWN})",
            "error",
        ),
        (
            rf"\b(?P<value>(?:{_MODELS})(?:[ -]?\w*\d\w*)?(?: (?:pro|plus|max|mini|air|ultra))*)",
            "device",
        ),
        (rf"\b(?P<value>{_SYSTEMS})\b", "operating system"),
        (rf"\b(?P<value>(?:{_BROWSERS})(?: (?:version )?\d+)?)\b", "browser"),
        (r"\bversion(?:\s+is)?\s+(?P<value>v?\d[\w.]{0,15})", "version"),
        (
            rf"\b(?:call|phone|reach|ring|text)(?: me)?(?: back)?(?: on| at)?[: ]{{1,2}}{_PHONE}",
            "phone",
        ),
        (
            rf"\b(?:phone|mobile|cell|telephone|tel)\.?(?: number)?(?: is)?[: ]{{1,2}}{_PHONE}",
            "phone",
        ),
        (r"\bon the (?P<value>[\w-]{2,30}) (?:plan|tier|package|subscription)\b", "plan"),
        (
            rf"\b(?:bought|purchased|ordered|got)\b[^.?!\n]{{0,40}}?\b(?P<value>{_WHEN})",
            "date of purchase",
        ),
        (rf"\b(?:paid|charged(?: me)?|cost(?: me)?)\s+(?P<value>{_PRICE})", "amount"),
        (r"\bi live (?:at|in)\s+(?P<value>[^.?!,\n]{2,80})", "address"),
    )
)
_IS = re.compile(
    r"(?:^|(?<=[.!?,;:\n])|(?<= and))\s*(?:hi|hello|and|so|yes|ok|also|well|[,:;]|\s)*"
    r"(?:my|our|the|(?=[A-Z]))\s*(?P<name>[a-z][a-z #'’-]{1,40}?)\s*"
    r"(?:\bis\b|\bare\b|\bwas\b|['’]s(?=\s)|:|=)\s*(?:called |named |number )?"
    r"(?P<value>[^\s?][^?!\n;]{0,119}?)(?=$|[.!;](?:\s|$)|,? (?:and|but|so|which) (?:my|our|the"
    r"|i)\b)",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"^\s*(?P<name>[A-Za-z][A-Za-z #-]{1,30}?)\s*[:=]\s*(?P<value>\S.{0,119})$")
_NAMED_SELF = re.compile(
    r"\b(?i:my name(?: is|['’]s)|i am called|call me|this is|i['’]?m|i am)\s+"
    r"(?P<value>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})"
)
_DID = re.compile(
    r"\b(?:i|we)(?:['’]ve| have| had)?(?: already| also| even| just)* (?P<did>tried|attempted"
    r"|restarted|rebooted|re-?started|reset|reinstalled|re-?installed|uninstalled|cleaned|cleared"
    r"|replaced"
    r"|updated|upgraded|unplugged|switched|turned|checked|descaled|changed|logged|disabled|enabled"
    r"|deleted|removed|contacted|called|e-?mailed)\b",
    re.IGNORECASE,
)
_NO_ANSWER = re.compile(
    r"\W*(?:no idea|i (?:don['’]?t|do not) (?:know|have|remember|recall|understand)|don['’]?t know"
    r"|not sure|i['’]?m not sure|what|why|how|which|who|where|huh|sorry|pardon|later|idk|dunno"
    r"|none of)\b",
    re.IGNORECASE,
)
_STATES = re.compile(
    r"\b(?:broken|wrong|missing|not|late|lost|gone|empty|invalid|unknown|different|down|locked"
    r"|blocked"
    r"|leaking|dead|stuck|full|slow|there|here|working|good|bad|great|nice|fine|ok|okay|ready)\b",
    re.IGNORECASE,
)


def known(
    conversation: Sequence[Message],
    *,
    account: Sequence[Known] = (),
    tickets: Sequence[str] = (),
) -> tuple[Known, ...]:
    """What is known of the customer and their case, each fact once; the newest statement counts.

    `conversation` are the messages in order. `account` are facts under any name; they and `tickets`
    (subjects of earlier conversations) must be such as the turn may use.
    """
    facts = dict[tuple[str, str], Known]()
    for fact in account:
        name = canonical(fact.name) or fact.name.lower()
        facts.setdefault((name, ""), Known(name, fact.value[:VALUE_MAX], fact.origin))
    for subject in tickets:
        for name, value in _stated(subject):
            facts.setdefault((name, ""), Known(name, value, EARLIER))
    for message in conversation:
        if message.author is not Author.CUSTOMER or message.picks is not None:
            continue
        for name, value in _stated(message.text):
            # What was tried is many things; of all else the last statement holds.
            facts[name, value if name == TRIED else ""] = Known(name, value, THREAD)
    for question, answer in _answered(conversation):
        for name in asked(question):
            facts.setdefault((name, ""), Known(name, answer, THREAD))
    return tuple(facts.values())


def _stated(text: str) -> Iterator[tuple[str, str]]:
    """The facts that a customer's text states, as names and values."""
    for sentence in sentences(text):
        if _DID.search(sentence) and not sentence.endswith("?"):
            yield TRIED, sentence[:VALUE_MAX]
        for match in _IS.finditer(sentence):
            yield from _checked(match["name"], match["value"])
        if (match := _LABELLED.match(sentence)) is not None:
            yield from _checked(match["name"], match["value"])
        if (match := _NAMED_SELF.search(sentence)) is not None and _is_name(sentence, match):
            yield "name", match["value"]
        for pattern, name in _STATED:
            if (match := pattern.search(sentence)) is not None:
                yield name, match["value"].strip(' "“”.,')[:VALUE_MAX]


def _is_name(sentence: str, match: re.Match[str]) -> bool:
    """Whether what follows "I'm" is a person's name, and no adjective or place."""
    said = match[0].lower()
    if said.startswith(("my name", "call me", "i am called")):
        return True
    start, stop = match.span("value")
    return any(begin < stop and end > start for begin, end in found_in(sentence))


def _checked(name: str, value: str) -> Iterator[tuple[str, str]]:
    """A stated fact, unless it says how something is: "my machine is broken" names no machine."""
    found = canonical(name)
    value = value.strip(' "“”.,:')
    if not found or not value or value.endswith("?"):
        return
    is_named = name.strip().lower() in _CANONICAL or canonical(name) in _ALIASES
    if _STATES.search(value.split(",")[0]) or (not is_named and len(value.split()) > 6):
        return
    numbered = found.endswith("number") or found in ("zip code", "phone")
    if numbered and not any(map(str.isdigit, value)):
        return
    if found == "e-mail" and "@" not in value:
        return
    yield found, value[:VALUE_MAX]


def _answered(conversation: Iterable[Message]) -> Iterator[tuple[str, str]]:
    """The questions of the desk that the customer answered at once, with the answers."""
    replies = [one for one in conversation if one.text.strip()]
    for before, after in pairwise(replies):
        if before.author is Author.CUSTOMER or after.author is not Author.CUSTOMER:
            continue
        if before.options or _NO_ANSWER.match(after.text) or after.text.rstrip().endswith("?"):
            continue
        for sentence in sentences(before.text):
            if sentence.rstrip("\"'”’) ").endswith("?") or asked(sentence):
                yield sentence, after.text.strip()[:VALUE_MAX]
