"""Removes personal data from a ticket's text, so that it can be shown as a precedent.

By rules alone, and cautious: it rather hides one number too many than one too few. Every pattern is
bounded or possessive and starts only at a word's start, so the cost is linear.
"""

import re
from collections.abc import Iterable

from tandem.core.knowledge.ticket import TicketMessage

EMAIL, PHONE, NUMBER, ADDRESS, NAME = "[email]", "[phone]", "[number]", "[address]", "[name]"

_NAMES_MAX = 200

# The last part takes what follows without a space: the rest could be an address again.
_EMAIL = re.compile(
    r"(?<![\w.%+'-])[\w.%+'-]++@[\w-]++(?:\.[\w-]++)++(?:[\w.%+'-]*+@[\w.%+'@-]*+)?+"
)

_ADDRESS = re.compile(
    r"(?<![\w-])\d{1,5}[a-zA-Z]?,? (?:[A-Z][\w.'’-]{0,30} ){1,4}"
    r"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Way|Court|Ct|Square|Sq"
    r"|Terrace|Place|Pl)\b\.?"
    r"|\b[A-ZÄÖÜ][a-zäöüß-]{1,30}(?:straße|strasse|str\.|weg|platz|allee|gasse) \d{1,4}[a-z]?\b"
)

# What stays is matched first, so that a date is not taken for the start of a telephone number.
_DIGITS = re.compile(
    r"""(?P<keep>
        (?<![\w.-])(?:\d{4}([./-])\d{1,2}\2\d{1,2} | \d{1,2}([./-])\d{1,2}\3(?:\d{4}|\d{2}))
            (?![\w-]|[./]\d)                                                    # a date
      | (?<![\w-])(?:19|20)\d\d\s?[-–/]\s?(?:19|20)\d\d(?![\w-])                # years
      | (?<![\w.])\d{1,2}:\d\d(?::\d\d)?(?!\w)                                  # a time
      | [$€£¥]\s?\d{1,15}(?:[.,]\d{1,15}){0,5}                                  # a price
      | (?<![\w.,])\d{1,15}(?:[.,]\d{1,15}){0,5}\s?(?:[$€£¥%°]|(?:USD|EUR|GBP|CHF)\b)
      | (?<![\w.])(?!\d{3}\.\d{3}\.\d{4})(?:\d{1,3}|\d{1,5}(?:\.\d{1,5}){2,3})
            (?![\w-]|[ .(/]{0,2}\d)                                # short, a version, an IP address
      | \bCVE-\d{4}-\d{4,7}\b
    ) | (?P<iban>(?<!\w)[A-Z]{2}\d{2}(?:\ ?[A-Z0-9]{4}){2,7}(?:\ ?[A-Z0-9]{1,3})?(?!\w)
    ) | (?P<code>
        (?<![\w-])[A-Za-z]{1,6}(?:[-_]\d{5,20}|\d{6,20})(?!\w) | \#\d{4,20}(?!\w)
    ) | (?P<introduced>
        \b(?i:order|account|acct|invoice|ticket|case|reference|ref|booking|reservation|customer
            |client|policy|membership|member|contract|tracking|card|passport|licen[cs]e|ssn|pin)
        (?:\.?\s(?i:no|nr|number|num|id|code|is|was|called)){0,3}[.:]?\s?\#?(?=[\w-]{0,20}\d))
        (?:(?:[A-Z]{1,6}-?)?\d{4,20}(?:[\ -]\d{3,20}){0,6}|[A-Z0-9]{2}[A-Z0-9-]{3,20})(?!\w)
      | (?P<run>(?<![\w-])\+?\(?\d(?:[\ ().\-/]{0,3}+\d)++(?!\w))
    """,
    re.VERBOSE,
)

_WORD = r"[^\W\d_](?:[\w'’-]{0,30}[^\W_])?"
_FULL = rf"{_WORD}(?: (?:{_WORD}|[A-Z]\.)){{0,2}}"
# "my name is rosa" names somebody in any case; all other phrases need a capital letter.
_CERTAIN = re.compile(rf"\b(?i:my (?:full |first |last )?name(?:['’]s| is)) ({_FULL})")
_LIKELY = tuple(
    re.compile(pattern.replace("NAME", f"({_FULL})"))
    for pattern in (
        r"\b(?i:i['’]?m|i am|this is) NAME"
        r"(?=\s{0,3}(?:[,.!;\n]|$|(?:and|from|here|with|calling|speaking)\b))",
        r"\b(?i:hi|hello|hey|dear|good (?:morning|afternoon|evening))[ ,]{1,2}NAME"
        r"(?=\s{0,3}(?:[,.!:;?\n–-]|$))",
        r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof)\b\.? NAME",
        r"(?:(?m:^)|(?<=[.!?,] ))(?i:many thanks|thanks|thank you|thx|(?:kind |best |warm )?regards"
        r"|best(?: wishes)?|cheers|sincerely|yours(?: truly| sincerely)?|love)"
        r"[,.! ]{0,3}[\n ]{1,3}NAME[.!]?(?=\s*+(?:\n|\Z))",
        # a dash before the last word, unless it is the last item of a list
        r"(?:[.!?] ?|(?m:^)(?![ \t]{0,3}[-–—~*•])[^\n]{1,500}+\n{1,3}[ \t]{0,3})"
        r"[-–—~]{1,2} ?NAME\.?(?=\s*+\Z)",
    )
)
_CONTRACTED = re.compile(r"(?i:^i|['’](?:m|re|ll|ve|d|t))$")
_ASKS_A_NAME = re.compile(r"\bname\b[^?\n]{0,80}\?|\bwho am i (?:speaking|talking)", re.IGNORECASE)
_SAYS = re.compile(
    r"(?i:(?:yes|sure|ok|okay)?[,. ]{0,3}(?:it['’]?s|it is|its|i['’]?m|i am|this is)? ?)"
)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NOT_NAMES = _set("""
    a about account after afternoon again agent ai all also am an and any anyone are as asap
    assistant at back bank been book bot both btw but bye can cannot card case chat check could
    customer customers damn day dear did do does done dr else enjoy evening everybody everyone
    everything fine folks for friend from fully getting glad go going good goodbye goodnight got
    great guys had happy has have hello help here hey hi hoping how i if in is it its just kindly
    later looking lost ma'am maam madam many me morning mr mrs ms much my name new no nope not now
    of off office oh ok okay on one only or order our out over please problem ready really regards
    right rip same sir sirs so sorry still stuck support sure tech team thank thanks that the then
    there these they this to today too trying um unable unsure up us very via wait waiting want was
    we well what when where who why will wish with would yea yeah yep yes you your yup
    january february march april june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday
""")
_WORDS_TOO = _set("""
    april art august bell best bill black bliss bloom bond brown bush chance chase chip christian
    cook cross dale dawn day dean drew earl faith field fisher ford frank gay gene glen grace grant
    gray green grey hall hand hill holly hope hunt hunter iris ivy jack jean jewel joy judge june
    king kit lance lane lee little long love mark marsh mason may miles nick norm olive page park
    pat pearl penny pepper pierce power price ray reed rich rob robin rod rose royal ruby rusty
    sandy sky skip star stone storm sue summer trip violet wade walker ward west white will win
    wood worth young
""")


def redact(text: str, names: Iterable[str] = ()) -> str:
    """The text with personal data replaced by [email], [phone], [number], [address] or [name].

    `names` are hidden wherever they occur as whole words, and so is each of their words (in lower
    case unless that is an English word, such as "will"), and the names the text introduces. Prices,
    temperatures, times, dates, versions and numbers of up to five digits stay, unless "order",
    "account" and the like introduce them. Names mentioned in any other way, and places, are not
    found.
    """
    known = _variants([*names, *_introduced(text)])
    text = _EMAIL.sub(EMAIL, text)
    text = _ADDRESS.sub(ADDRESS, text)
    text = _DIGITS.sub(_digits, text)
    if not known:
        return text
    longest_first = "|".join(map(re.escape, sorted(known, key=lambda name: (-len(name), name))))
    return re.sub(rf"(?<![\w\[])(?:{longest_first})(?!\w)", NAME, text)


def names_in(messages: Iterable[TicketMessage]) -> tuple[str, ...]:
    """The names mentioned in a ticket, in order of appearance, for `redact` on all its messages.

    These are names that a message introduces, and short answers to a question for a name.
    """
    found: dict[str, None] = {}
    asked = False
    for message in messages:
        found.update(dict.fromkeys(_introduced(message.text)))
        if message.author == "customer":
            if asked:
                found.update(dict.fromkeys(_answered(message.text)))
            asked = False
        else:
            asked = _ASKS_A_NAME.search(message.text) is not None
    return tuple(found)[:_NAMES_MAX]


def _digits(found: re.Match[str]) -> str:
    """The replacement for a number."""
    text = found[0]
    if found["keep"]:
        return text
    if found["introduced"]:
        return found["introduced"] + NUMBER
    if not found["run"]:
        return NUMBER
    digits = [character for character in text if character.isdigit()]
    groups = re.findall(r"\d+", text)
    if len(digits) < 6 or (len(groups) == 2 and "." in text and " " not in text):
        return text  # short, or a decimal
    if len(groups) == 1 and text[0] not in "+(0":
        return NUMBER
    if len(digits) < 7:
        return text
    is_card = len(groups) > 1 and all(len(group) == 4 for group in groups[:-1])
    return NUMBER if len(digits) > 15 or (is_card and len(digits) > 11) else PHONE


def _introduced(text: str) -> list[str]:
    names = [name for found in _CERTAIN.findall(text) for name in _name(found, is_certain=True)]
    for pattern in _LIKELY:
        names += [name for found in pattern.findall(text) for name in _name(found)]
    return names


def _answered(text: str) -> list[str]:
    """The name in a short answer to a question for it."""
    said = text.strip().rstrip(".!")
    said = said[found.end() :] if (found := _SAYS.match(said)) else said
    return _name(said, is_certain=True) if len(said) < 60 and len(said.split()) <= 3 else []


def _name(words: str, *, is_certain: bool = False) -> list[str]:
    """The leading words that can be a name, as one; if certain, the first may be lower case."""
    kept: list[str] = []
    for word in re.sub(r"['’]s\b", "", words).split():
        bare = word.strip(",.;:!?")
        can_be = bare[:1].isupper() or (is_certain and bare.isalpha())
        is_verb = bare.casefold().endswith("ing") and not is_certain
        if not can_be or is_verb or bare.casefold() in _NOT_NAMES or _CONTRACTED.search(bare):
            break
        kept.append(bare)
        is_certain = is_certain and not bare[0].isupper()
        if bare != word and len(bare) > 1:
            break
    return [" ".join(kept)] if kept else []


def _variants(names: Iterable[str]) -> set[str]:
    """Each name and each of its words, in the cases in which they are usually written."""
    given = [" ".join(name.split()) for name in names][:_NAMES_MAX]
    parts = {part for name in given for part in (name, *name.split())}
    never = _NOT_NAMES - _WORDS_TOO
    usable = {part for part in parts if len(part) > 1 and part.casefold() not in never}
    return {form for part in usable for form in (part, part.title(), part.upper())} | {
        part.lower() for part in usable if len(part) > 2 and part.casefold() not in _WORDS_TOO
    }
