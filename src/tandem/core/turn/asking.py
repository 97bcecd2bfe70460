"""Which facts a text asks its reader for, by name: "What's your e-mail address?" asks for "e-mail".

By rules over the words alone, in English. A request in words that they do not know names nothing.
"""

import re
from collections.abc import Sequence

from tandem.core.knowledge.sentence import sentences

TRIED = "tried"
"""Names what the customer did themselves."""

_ALIASES = {
    "name": "full name, first name, last name, surname, family name, given name, firstname,"
    " account holder, account holder's name",
    "e-mail": "email, e-mail address, email address, mail address, mail",
    "phone": "phone number, telephone, telephone number, mobile, mobile number,"
    " mobile phone number, cell, cell number, cell phone number, contact number, callback number,"
    " number to call, number to reach, number we can call, number to call back",
    "address": "street address, home address, postal address, mailing address, shipping address,"
    " delivery address, billing address, street, house number, address for delivery",
    "zip code": "zip, postcode, post code, postal code, zipcode",
    "order number": "order, order id, order no, order nr, order reference, order reference number,"
    " order confirmation number, purchase number, number of order, number of your order, order"
    " code, ordernumber",
    "booking number": "booking, booking id, booking reference, booking code, reservation,"
    " reservation number, reservation id, reservation code, confirmation code, confirmation number",
    "invoice number": "invoice, invoice id, invoice no, bill number, number of invoice, number of"
    " the invoice",
    "ticket number": "ticket, ticket id, case number, case id, case, reference number, reference",
    "tracking number": "tracking id, tracking code, shipment number, parcel number",
    "account number": "account, account id, account no, customer number, customer id,"
    " client number, member number, membership number, policy number, contract number",
    "user name": "username, user id, login, login name, user, account name",
    "serial number": "serial, serial no, serial nr, device's serial number",
    "device": "device model, phone model, computer, laptop, tablet, device type, hardware,"
    " phone you use, type of device, kind of device, model of phone, model of your phone, model of"
    " your device, model of the device",
    "machine": "machine model, coffee machine, model of your machine, model of the machine, model"
    " of machine, type of machine, kind of machine, printer, appliance",
    "model": "model number, model name, make and model",
    "operating system": "os, os version, operating system version, windows version, platform",
    "browser": "web browser, browser version",
    "version": "app version, software version, version number, firmware, firmware version",
    "error": "error code, error message, message, error number, code, error text",
    "product": "product name, item, article, product you use",
    "plan": "subscription, subscription plan, tier, package, tariff, membership",
    "payment method": "method of payment, payment option, payment type, means of payment, form of"
    " payment",
    "date of purchase": "purchase date, order date, date of order, date of your order, day of"
    " purchase, date you bought it",
    "start": "start date of the problem",
    "amount": "sum, total, price, total amount, exact amount",
    "date of birth": "birthday, birth date, birthdate, dob",
    "city": "town, location, place",
    "country": "country of residence",
    "company": "company name, organisation, organization, firm, employer",
}  # fmt: skip
_CANONICAL = {
    alias.strip(): name for name, text in _ALIASES.items() for alias in (name, *text.split(","))
}
NAMES = frozenset(_ALIASES)
"""The facts that have a name of ours; others are named as the text names them."""

_ANSWERED_BY = {
    "device": ("model", "machine"),
    "model": ("machine", "device"),
    "machine": ("model",),
    "country": ("location",),
    "city": ("location",),
    "location": ("country", "city", "address"),
}
"""Facts of other names that answer a question too."""

_LEADING = re.compile(
    r"(?:(?:your|the|a|an|my|our|their|this|that|any|full|exact|current|complete|correct|own|new"
    r"|registered|associated|preferred|best|specific|relevant|original|own|valid)\s+)+",
    re.IGNORECASE,
)
_END_OF_NAME = re.compile(
    r"\s+(?:that|which|before|after|until|since|because|via|through|under|about|who|where|when|if|so|for|of|on|in|at|to|from|with|by|you|your|we|i"
    r"|and|or|is|are|was|were|please|again|first|as|associated|linked|used|registered|below|here"
    r"|now|do|does|did|have|has|will|would|should|can|could|this|it)\b.*|[,.;:!?()\"“”].*",
    re.IGNORECASE | re.DOTALL,
)
_NAME_WORDS_MAX = 4
_ALIAS_WORDS_MAX = max(len(alias.split()) for alias in _CANONICAL)


def canonical(phrase: str) -> str:
    """The one name of a fact: "your e-mail address" is "e-mail"; empty if the phrase names none."""
    plain = _LEADING.sub("", phrase.strip(), count=1)
    plain = " ".join(plain.replace("#", " number ").lower().replace("’", "'").split())
    plain = re.split(r"[,;:!?()\"“”]|\.(?!\w)", plain)[0].strip()
    if of := _NAME_OF.match(plain):  # "the name of your browser" is no name of a person
        plain = _LEADING.sub("", of["thing"], count=1)
    words = plain.split()
    for count in range(min(len(words), _ALIAS_WORDS_MAX), 0, -1):
        alias = " ".join(words[:count])
        name = _CANONICAL.get(alias) or _CANONICAL.get(alias.removesuffix("s"))
        if name is not None and _ends(words[count:]):
            return name
    plain = _END_OF_NAME.sub("", plain).strip()
    words = plain.split()
    if not 1 <= len(words) <= _NAME_WORDS_MAX or plain in _NO_NAMES:
        return ""
    return _CANONICAL.get(" ".join(words[-2:])) or plain


_NAME_OF = re.compile(r"names? of (?:the|your) (?P<thing>(?!account|customer|person|owner).+)")


def is_common(phrase: str) -> bool:
    """Whether the words are, as they stand, a name of a fact that everybody uses."""
    return phrase.strip().lower() in _CANONICAL


def answers(name: str) -> tuple[str, ...]:
    """The facts that answer a question for this one: itself first."""
    return (name, *_ANSWERED_BY.get(name, ()))


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


_GIVE = (
    r"(?:giv(?:e|ing)|tell(?:ing)?|send(?:ing)?|shar(?:e|ing)|provid(?:e|ing)|confirm(?:ing)?"
    r"|specify(?:ing)?|stat(?:e|ing)|enter(?:ing)?|type|supply(?:ing)?|name|e-?mail(?:ing)?|text"
    r"|let(?:ting)? (?:me|us) (?:know|have)|remind(?:ing)? (?:me|us) of|verify(?:ing)?"
    r"|repeat(?:ing)?|includ(?:e|ing)|reply(?:ing)? with|attach(?:ing)?|look(?:ing)? up|read out)"
)
_ME = r"(?:\s+(?:me|us|to me|to us))?(?:\s+with)?"
_THING = r"\s+(?P<thing>(?:(?:what|which)\s+)?(?:your|the|an?|which|what|is|any)\b[^.?!;\n]{2,80})"
_REQUESTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:can|could|would|will|may|might) (?:you|i|we)\b[^.?!\n]{{0,40}}?\b(?:{_GIVE}|have"
        rf"|get|ask(?: for)?|know|see|check|find|take|note)\b{_ME}{_THING}",
        rf"(?:^|[,;:–—-]\s*|\b(?:please|kindly|just|then|so|and|also"
        rf"|first)\s+){_GIVE}{_ME}{_THING}",
        r"\b(?:i|we)(?:'ll| will| would| do|'d| just| also| still| first)* (?:need|require|like"
        r"|want|ask for|have to (?:know|have|ask for))(?: to (?:know|have|see|get))?\s+"
        r"(?P<thing>(?:your|the|to know (?:your|the))\b[^.?!;\n]{2,80})",
        r"\b(?:what|how)(?:'s| is| was| are| were|s| about)\s+(?P<thing>(?:your|the)\b"
        r"[^?\n]{2,80})\?",
        r"\b(?:what|which)\s+(?!is\b|are\b|was\b|do\b|does\b|did\b)(?P<thing>[a-z][\w -]{1,50}?)"
        r"\s+(?:do|did|are|have|were|is|was|does|would|will|should|can)\s+(?:the|you|your|it|this"
        r"|that|i|we)\b[^?\n]{0,80}\?",
        r"(?:^|[.!,;:]\s*|\band\s+)(?P<thing>your [^.?!,\n]{2,50})(?:,? please)?\s*\?",
        r"(?:^|[.!;:]\s*)(?P<thing>your [^.?!,\n]{2,50}),? please\b",
        r"\bdo you (?:\w+ )?(?:have|know|remember|recall)\s+"
        r"(?P<thing>(?:your|the|an?|any)\b[^?\n]{2,60})\?",
        r"\b(?:(?:do|did|are|were|have) you (?:\w+ )?(?:see|get|got|seen|seeing|getting|receive"
        r"|received|given)|(?:is|are|was|were) there|does it (?:show|display|give|say))\s+"
        r"(?P<thing>(?:any|an?)\b[^?\n]{2,60})\?",
        r"\bis (?P<thing>(?:your|the)\b[^?\n]{2,40}?) (?:still|correct|right)\b",
        r"\b(?:without|once (?:i|we) have|as soon as (?:i|we) have|if you (?:give|send|tell|share)"
        r"(?: me| us)?)\s+(?P<thing>(?:your|the)\b[^.?!,\n]{2,60})",
    )
)
_NOUNS = "|".join(
    sorted((re.escape(one) for one in _CANONICAL if one not in ("case", "phone")), key=len)[::-1]
)
_WHICH = re.compile(
    rf"\b(?:what|which)\s+(?:(?:kind|type|sort) of )?(?:exact )?(?P<thing>{_NOUNS})\b",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:,|\band\b|\bor\b|&|\bas well as\b|\bplus\b)\s*", re.IGNORECASE)
_BOUGHT = (
    r"\b(?:order(?:ed)?|bought|buy|purchased?|pick(?:ed)? (?:it|this|that|the \w+) up|acquired?"
    r"|(?:get|got|receive|received|had|have|owned?) (?:it|this|that|one|yours|the|your)\b"
    r"(?! (?:\w+ )?(?:problem|issue|error|fault|trouble|message)))"
)
_WHEN = r"(?:when|(?:what|which) (?:date|day|week|month|year)|how long ago)"
_IT_BEGAN = (
    r"(?:start|begin|began|begun|first|happen|occur|appear|notice|stop working|go wrong|break)"
)
_ASKED_OTHERWISE = tuple(
    (re.compile(pattern, re.IGNORECASE), name)
    for pattern, name in (
        (
            r"\bwhom? (?:(?:am i|i am|i'm|are we|we are|we're|is this|have i got)\b"
            r"|do i have the pleasure)",
            "name",
        ),
        (r"\bwhat (?:are you called|(?:should|can|may|shall) (?:i|we) call you)", "name"),
        (r"\bwhere (?:should|shall|do|can|are|may|must) (?:we|i)\b[^?\n]{0,20}"
         r"\b(?:send|ship|deliver|post|mail)\b", "address"),
        (r"\bwhere (?:does|should|shall|is) (?:it|the (?:parcel|package|order))\b[^?\n]{0,20}"
         r"\b(?:go|going|sent|shipped|delivered|be)\b", "address"),
        (r"\bwhere (?:do you live|are you (?:living|located|based|from|writing|at))", "location"),
        (
            r"\bhow (?:can|could|may|should|do) (?:i|we) (?:reach|contact|get (?:back to|in touch"
            r" with))",
            "e-mail",
        ),
        (r"\bwhere (?:can|could|should) (?:i|we) (?:reach|e-?mail|write to) you", "e-mail"),
        (
            r"\b(?:what|which)(?:'s| is)? (?:the (?:best |right )?)?number (?:can|could|should|may"
            r"|do|to|where) (?:i|we|you|reach|call|ring)",
            "phone",
        ),
        (rf"\b{_WHEN} (?:did|was|were|have|is|exactly|you)\b[^?\n]{{0,40}}{_BOUGHT}",
         "date of purchase"),
        (rf"\bhow (?:long|old)\b[^?\n]{{0,40}}{_BOUGHT}|\bhow old is (?:it|the|your)\b",
         "date of purchase"),
        (rf"\b{_WHEN} (?:did|was|were|exactly|it|this|the|you)\b[^?\n]{{0,40}}\b{_IT_BEGAN}",
         "start"),
        (r"\bsince when\b|\bhow long (?:has|have|is|ago did (?:it|this|the))\b[^?\n]{0,30}"
         r"\b(?:this|it|been|going on|problem|issue|happen|stop|start)\b", "start"),
        (r"\bhow (?:did you|have you|do you|you|was (?:it|the|your)|were you)\b[^?\n]{0,20}"
         r"\bpa(?:y|id|ying)\b", "payment method"),
        (r"\b(?:which|what|did you|do you|have you)\b[^?\n]{0,30}\bpa(?:y|id|ying)\b[^?\n]{0,12}"
         r"\b(?:with|by|via|through|using)\b", "payment method"),
        (r"\b(?:what|which) (?:payment|credit|debit|bank)? ?(?:card|method)\b[^?\n]{0,40}"
         r"\b(?:pay|paid|use|used|charged)\b", "payment method"),
        (r"\bwhen were you born|\bhow old are you", "date of birth"),
        (r"\bhow much (?:did you pay|were you charged|was it|was the)", "amount"),
        (
            r"\bare you (?:using|on|running)\b[^?\n]{0,30}\b(?:windows|mac|ios|android|linux)\b"
            r"|\b(?:do|are) you (?:use|using|have|run)\b[^?\n]{0,20}\b(?:ios|windows|linux)\b",
            "operating system",
        ),
        (
            r"\bare you (?:using|on)\b[^?\n]{0,30}\b(?:iphone|android|phone|tablet|computer"
            r"|desktop|pc)\b",
            "device",
        ),
        (r"\b(?:are you (?:using|on)|do you use)\b[^?\n]{0,30}\b(?:chrome|firefox|safari)\b",
         "browser"),
        (
            r"\bwhat does (?:the|it|your)(?! serial| label| sticker)\b[^?\n]{0,40}"
            r"\b(?:say|read|show|display)",
            "error",
        ),
        (r"\b(?:what|which|any \w+|anything|something|(?:a|an|the) (?:code|message|error|number))\b"
         r"[^?\n]{0,40}\bon (?:the|your|its) (?:display|screen|panel|monitor)\b", "error"),
        (r"\b(?:does|is|did) (?:it|the \w+|your \w+) (?:show|display|give|say|flash|throw)\w*"
         r"(?: you| up)? (?:anything|something|any|an?|some)\b", "error"),
        (r"\b(?:what|which)(?: exact| kind of| sort of)? (?:code|message|warning|alert|error)s?\b"
         r"[^?\n]{0,40}\b(?:see|seeing|get|getting|got|show\w*|display\w*|appear\w*|pop\w*"
         r"|com(?:e|es|ing) up|say|read)", "error"),
        (r"\b(?:what|which|the exact)(?: exact)? error\b", "error"),
        (r"\b(?:what|which) (?:kind of |type of )?phone\b(?! number)", "device"),
        (r"\bwhat does the serial number\b", "serial number"),
        (r"\bwhat have you (?:already )?tried|\bhave you (?:already )?tried anything", TRIED),
    )
)  # fmt: skip


def asked(text: str, *, questions_alone: bool = False) -> tuple[str, ...]:
    """The names of the facts that a text asks its reader for, in its order, each once.

    With `questions_alone`, only sentences with a question mark count: an article says "Send us your
    order number" to everybody.
    """
    found = dict[str, None]()
    for sentence in sentences(text.replace("’", "'")):
        is_question = is_asking(sentence)
        if questions_alone and not is_question:
            continue
        if is_question or _TELL_ME.search(sentence):
            for pattern, name in _ASKED_OTHERWISE:
                if pattern.search(sentence):
                    found.setdefault(name)
            for match in _WHICH.finditer(sentence):
                found.setdefault(canonical(match["thing"]))
        for pattern in _REQUESTS:
            for match in pattern.finditer(sentence):
                thing = re.sub(r"^(?:to know|what|which|is|any)\s+", "", match["thing"].strip())
                for part in _AND.split(thing):
                    if name := canonical(part):
                        found.setdefault(name)
    return tuple(found)


_TELL_ME = re.compile(r"\b(?:tell|let|inform|remind) (?:me|us)\b|\bmay i\b", re.IGNORECASE)


def is_asking(sentence: str) -> bool:
    """Whether a sentence ends with a question mark, quotation marks aside."""
    return sentence.rstrip("\"'”’) ").endswith("?")


_QUESTIONS = {
    "device": "Which device do you use?",
    "machine": "Which machine do you have?",
    "model": "Which model do you have?",
    "operating system": "Which operating system do you use?",
    "browser": "Which browser do you use?",
    "version": "Which version do you use?",
    "error": "What does the error message say?",
    "product": "Which product is it about?",
    "plan": "Which plan do you have?",
    "payment method": "How did you pay?",
    "date of purchase": "When did you buy it?",
    "start": "Since when do you have this problem?",
    "amount": "Which amount is it?",
    "city": "Which city do you live in?",
    "country": "Which country do you live in?",
    "company": "Which company are you writing for?",
}


def question_for(name: str) -> str:
    """The desk's own question for a fact: what others ask in any words is asked in these."""
    return _QUESTIONS.get(name, f"What is your {name}?")
