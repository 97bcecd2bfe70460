"""Whether the passages that a sentence cites support it, by rules alone.

No small model tells a true sentence from one with a single changed number: their vectors are nearly
the same. So the critical facts, the negations and the opposites are compared literally (facts.py);
the share of common words is only a coarse gate. Measured by `tools/planted_errors.py`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tandem.core.knowledge.sentence import sentences
from tandem.core.knowledge.stem import stems
from tandem.core.turn import facts as critical
from tandem.core.turn.facts import in_digits, lacking
from tandem.core.turn.hosts import as_browsers_read, bare_hosts, mail_addresses
from tandem.core.turn.policy import Policy
from tandem.core.turn.promise import overreach, overreach_abroad
from tandem.core.turn.verify import allowed, is_ours, links

OVERLAP_MIN = 0.5
"""Share of a claim's meaningful words that its passages must have."""

ALIGNED = 0.5
"""Share of a claim's words from which a sentence of a passage speaks of the same thing."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a claim; `kind` is one word, `says` explains it to the team."""

    kind: str
    says: str


def faults(
    claim: str,
    grounds: Sequence[str],
    policy: Policy,
    *,
    is_translated: bool = False,
    given: Sequence[str] = (),
) -> tuple[Fault, ...]:
    """What is wrong with a claim, given the texts that it cites; nothing if they support it.

    `grounds` are whole passages with title and headings. A claim in another language than theirs,
    `is_translated`, is compared by its facts alone: words, negations and opposites can't be.
    `given` are what the customer said: their names and numbers may be repeated and
    support nothing.
    """
    return tuple(_faults(claim, tuple(grounds), policy, tuple(given), is_translated=is_translated))


_OWN = (critical.Kind.NAME, critical.Kind.CODE, critical.Kind.NUMBER)
"""Facts of the customer that a claim may repeat: no amount, date, duration or address."""


def _faults(
    claim: str,
    grounds: tuple[str, ...],
    policy: Policy,
    given: tuple[str, ...],
    *,
    is_translated: bool,
) -> Iterator[Fault]:
    yield from _markup(claim, policy)
    claim = plain(claim)
    grounds = tuple(map(plain, grounds))
    missing = lacking(claim, grounds)
    own = set(missing) - set(lacking(claim, (*grounds, *given))) if given and missing else set()
    for fact in missing:
        if fact in own and fact.kind in _OWN:
            continue
        if not (is_translated and fact.kind is critical.Kind.NAME):
            yield Fault(fact.kind.value, f"Its sources don't have “{fact.said}”.")
    yield from _products(claim, grounds, policy)
    beyond = overreach(claim, grounds, policy.promises, policy.quoted_promises)
    yield from (Fault(kind, says) for kind, says in beyond)
    if _VERDICT_WITHIN.search(claim):
        yield Fault("unsupported", "No source could support or deny a yes or no within it.")
    for sentence in _sentences(claim) or (claim,):
        if not _says_something(sentence):
            yield Fault("unsupported", f"No source could support or deny {sentence!r}.")
    if is_translated:
        promised = overreach_abroad(claim, grounds, policy.promises)
        yield from (Fault(kind, says) for kind, says in promised)
        return
    yield from _labels(claim, grounds)
    held = frozenset[str]().union(*(content(text) for text in grounds))
    if bare := next((half for half in _sentences(claim) if not content(half)), ""):
        yield Fault("unsupported", f"Nothing in {bare!r} can be looked for in its sources.")
        return
    for part in _added(claim):
        if not content(part) & held:
            yield Fault("unsupported", f"Its sources have none of the words of {part!r}.")
            return
    for clause in (claim, *_clauses(claim)):
        words = content(clause)
        share = len(words & held) / len(words) if words else 0.0
        least = OVERLAP_MIN if len(words) > CLAUSE_WORDS_MIN else 1 / CLAUSE_WORDS_MIN
        if share < least:
            yield Fault("unsupported", f"Its sources have {share:.0%} of the words of {clause!r}.")
            return
    read = [sentence for text in grounds for sentence in _read(text)]
    for clause in (claim, *_clauses(claim)):
        words = content(clause)
        share = _gathered(words, read)
        if len(words) > FEW and share <= OVERLAP_MIN:
            says = f"Any {GATHERED_MAX} sentences of its sources have at most {share:.0%} of"
            yield Fault("unsupported", f"{says} {clause!r}.")
            return
    yield from _ordinals(claim, grounds)
    for clause in _sentences(claim):
        yield from _against(clause, read)
        yield from _swapped(clause, read)


_VERDICT_WITHIN = re.compile(
    r"(?:,|\b(?:and|but|so))\s+(?:yes|sure|of course|certainly|absolutely|no)(?:,"
    r"|[.!]?$)",
    re.IGNORECASE,
)


def _gathered(words: frozenset[str], read: Sequence[str]) -> float:
    """The share of these words that few sentences have: not gathered from all over the passages."""
    left, held = words, 0
    for _ in range(GATHERED_MAX):
        best = max((left & content(one) for one in read), key=len, default=frozenset[str]())
        held, left = held + len(best), left - best
    return held / len(words) if words else 1.0


GATHERED_MAX = 2  # sentences that a claim may combine
FEW = 3  # words, of which half is enough


def _says_something(sentence: str) -> bool:
    """Whether it has a word or a fact that can be compared: "Yes, you can." has none."""
    return bool(content(sentence)) or bool(tuple(critical.facts(sentence)))


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The text with one wording for what is often said in several: "no more than" is "at most"."""
    text = _LEADING.sub("", text.replace("’", "'").replace("\u200d", ""))
    text = _TRAILING.sub("", text)
    for pattern, wording in _WORDINGS:
        text = pattern.sub(wording, text)
    return text


_LEADING = re.compile(
    r"^(?:(?:yes|no|sure|ok|okay|well|good news|happy to help|thanks[^,:!.]{0,30}|just so you know"
    r"|note|please note|in short|of course|certainly|to do so|great question|i see|here you go"
    r"|i understand(?: your \w+)?|here is how|i checked this for you"
    r"|to answer your question|regarding your question"
    r"|(?:according to|based on) our \w+(?: \w+)?|as our \w+(?: \w+)? says?)\s*[,:;!.]\s+"
    r"|(?:please )?note that\s+|i(?:'m| am) (?:sorry|afraid),? but\s+)",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?:,? as (?:described|explained|mentioned|shown) in (?:the|our) \w+(?: \w+)?"
    r"|\s+\(see (?:the|our) \w+(?: \w+)?\))(?=[.!]?$)",
    re.IGNORECASE,
)
_WORDINGS = tuple(
    (re.compile(pattern, re.IGNORECASE), wording)
    for pattern, wording in (
        (r"\b(?:no|not) (?:more|longer|later|greater) than\b|\bup to\b", "at most"),
        (r"\b(?:a )?maximum of\b|\bmax\.?(?= \d)", "at most"),
        (r"\b(?:no|not) (?:less|fewer|earlier|shorter) than\b", "at least"),
        (r"\b(?:a )?minimum of\b|\bmin\.?(?= \d)", "at least"),
        (r"\bfree of charge\b|\bat no (?:extra )?(?:charge|cost)\b|\bfor free\b", "free"),
        (r"\b(?:with no|without any|with not any)\b", "without"),
        (r"\bimpossible\b", "not possible"),
        (r"\b(?:is|are|was|were) unable to\b", "can not"),
        (r"\bexcept (?:if|when|where)\b", "unless"),
        (r"\bcan't\b|\bcannot\b", "can not"),
        (r"\bwon't\b", "will not"),
        (r"\bshan't\b", "shall not"),
        (r"n't\b", " not"),
        (r"\bdo(?:es)? not (?:have|need) to\b|\bneed not\b", "not must"),
        (r"\b(?:have|has|need|needs) to\b", "must"),
        (r"\bnot ever\b|\bat no time\b", "never"),
        (r"\b(?:turn|switch)(?:s|es|ed|ing)? off\b", "disable"),
        (r"\b(?:turn|switch)(?:s|es|ed|ing)? on\b", "enable"),
    )
)


def _markup(claim: str, policy: Policy) -> Iterator[Fault]:
    """Marks and addresses that lead elsewhere, as browsers and mail programs read them.

    Many of them take "attacker.example" for a link.
    """
    claim = as_browsers_read(claim)
    if _UNSAFE.search(claim):
        yield Fault("markup", "It has an image, HTML or code of its own.")
    elsewhere = [link for link in links(claim) if not allowed(link, policy)]
    elsewhere += [host for host in bare_hosts(claim) if not is_ours(host, policy)]
    elsewhere += [mail for mail, host in mail_addresses(claim) if not is_ours(host, policy)]
    for link in elsewhere:
        yield Fault("link", f"A link leads elsewhere: {link[:80]!r}.")


_UNSAFE = re.compile(
    r"^\s*[(:]|!\[|<\s*/?\s*[a-z!?]|\]\s*\(|\]\s*:|&#|javascript:|data:\w+/", re.IGNORECASE
)


_LABEL = re.compile(r"[\"“„«]([^\"“”„«»\n]{1,60})[\"”“»]")


def _labels(claim: str, grounds: Sequence[str]) -> Iterator[Fault]:
    """What the claim puts in quotation marks, such as the name of a button, and nothing has."""
    held = " ".join(" ".join(re.findall(r"\w+", text.casefold())) for text in grounds)
    for label in _LABEL.findall(claim):
        words = " ".join(re.findall(r"\w+", label.casefold()))
        if words and f" {words} " not in f" {held} ":
            yield Fault("name", f"Its sources don't have “{label}”.")


def _products(claim: str, grounds: Sequence[str], policy: Policy) -> Iterator[Fault]:
    """Products and plans that the claim names and its sources don't."""
    held = "\n".join(grounds).casefold()
    for name in policy.names:
        said = rf"(?<!\w){re.escape(name.casefold())}(?!\w)"
        if re.search(said, claim.casefold()) and not re.search(said, held):
            yield Fault("product", f"Its sources are not about {name}.")


# Words --------------------------------------------------------------------------------------

_EMPTY = stems(
    """
    a an the this that these those it its is are was were be been being am do does did done have has
    had having will would shall should can could may might must of in on at to for from with by into
    onto over about as and or but so if then than there here you your yours we our ours us they them
    their i my me he she his her also just very too any some each every all both such own same other
    please yes simply according article help according article articles page when while which who
    what how where why whether not no nor never n't up out off down again more most much many one
    like via per within during after before until since because let need needs want get gets make
    makes sure able s t ll re ve d m
    """,
    "english",
)


@lru_cache(maxsize=4096)
def content(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning; numbers and dates are compared for themselves."""
    numbered = in_digits(plain(text))
    return (
        frozenset(stem for stem in stems(numbered, "english") if len(stem) > 1 and stem.isalpha())
        - _EMPTY
    )


@lru_cache(maxsize=4096)
def _sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, and their halves where a semicolon or a dash joins two."""
    halves = (re.split(r"\s*;\s+|\s+[–—]\s+", sentence) for sentence in sentences(text))
    return tuple(half for parts in halves for half in parts if half)


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[str, ...]:
    """The sentences of a passage; an item of a list has the line above it that denies it.

    Under "What is not covered", an item is "Damage by frost: what is not covered".
    """
    read: list[str] = []
    above = ""
    for line in text.splitlines():
        bare = line.strip()
        is_heading = bool(bare) and bare[-1] not in ".!?;" and len(bare.split()) <= HEADING_WORDS
        if is_heading and _NOT.search(bare):
            above = bare.rstrip(":")
        elif bare[-1:] in (".", "!", "?", ":"):
            above = ""
        elif above and bare:
            read.append(f"{bare}: {above}")
            continue
        read += _sentences(line)
    return tuple(read)


HEADING_WORDS = 6
_ADDS = re.compile(r",?\s+(?:and|or)\s+(?=(?:\S+\s+){2})", re.IGNORECASE)


def _added(claim: str) -> Iterator[str]:
    """What is joined to a sentence by "and" or "or", where it has a meaning of its own."""
    for half in _sentences(claim):
        for part in _ADDS.split(half)[1:]:
            if len(content(part)) >= 2:
                yield part


_JOINS = re.compile(r",\s+(?:and|but|so|also)\s+(?=(?:\S+\s+){3})", re.IGNORECASE)
_LAST = re.compile(r",?\s+(?:and|or)\s+(?=\S+(?:\s+\S+)?$)", re.IGNORECASE)
_PIECE = re.compile(r"(?<=[.!?…])\s+")
CLAUSE_WORDS_MIN = 2  # with meaning; of fewer, each must be in the sources


def _clauses(claim: str) -> Iterator[str]:
    """The clauses that say something for themselves, however short, and what is joined at the end.

    A sentence may begin with a small letter: "Wait for the light. password".
    """
    for half in _sentences(claim):
        for piece in _PIECE.split(half):
            yield from filter(content, _JOINS.split(piece))
            yield from filter(content, _LAST.split(piece)[1:])


# Polarity -----------------------------------------------------------------------------------

_NEGATION = re.compile(
    r"\b(?:not|no|never|without|cannot|nor|neither|none|nobody|nothing|unable|impossible|hardly"
    r"|isn't|aren't|wasn't|weren't|don't|doesn't|didn't|won't|wouldn't|can't|couldn't|shouldn't"
    r"|mustn't|needn't|hasn't|haven't|hadn't|mayn't|isnt|dont|doesnt|cant|wont|stop|stops|avoid"
    r"|refuse|refuses|forbidden|prohibited|excluded?|fails?|lacks?|unless|instead of|rather than"
    r"|nowhere|ineligible|unavailable|invalid|unsupported|disabled)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[,;:()–—]|\b(?:but|and|or|because|if|when|while|although|though|however|so|then|which|who"
    r"|until"
    r"|before|after)\b",
    re.IGNORECASE,
)
_NOT_THERE = re.compile(
    r"\b(?:is|are|was|were|can|will|must|may) (?:not|never|no longer) (?:be )?(?:possible"
    r"|accepted|allowed"
    r"|available|included|covered|offered|supported|permitted|used|paid|refunded|returned"
    r"|exchanged)\b",
    re.IGNORECASE,
)

_SCOPE = 3  # words after a negation that it denies
_WORDS = re.compile(r"[\w'-]+")
_ONLY = re.compile(r"\b(?:only|solely|exclusively|nothing but|no one but)\b", re.IGNORECASE)
_EVERY = re.compile(
    r"\b(?:all|always|every|everyone|everybody|(?:at|in) any (?:time|case)|the same)\b",
    re.IGNORECASE,
)
_EACH = re.compile(rf"{_EVERY.pattern}|\b(?:each|any|never|whole)\b", re.IGNORECASE)
_EXCEPT = re.compile(
    r"\b(?:except|unless|excluding|other than|apart from|but not|with the exception)\b",
    re.IGNORECASE,
)
_OPPOSITES = tuple(
    (stems(one, "english"), stems(other, "english"))
    for one, other in (
        ("enable enabled activate", "disable disabled deactivate"),
        ("increase raise higher", "decrease reduce lower"),
        ("before", "after"),
        ("include included", "exclude excluded"),
        ("open", "close closed"),
        ("minimum", "maximum"),
        ("least", "most"),
        ("more", "less fewer"),
        ("allow allowed permitted", "forbid forbidden prohibited disallowed"),
        ("accept accepted", "reject rejected refuse refused decline declined"),
        ("available", "unavailable"),
        ("eligible", "ineligible"),
        ("valid", "invalid"),
        ("add", "remove delete"),
        ("start", "stop"),
        ("send sent", "receive received"),
        ("upload", "download"),
        ("always", "never"),
        ("lock", "unlock"),
        ("above over", "below under"),
        ("earlier sooner", "later"),
        ("required mandatory", "optional"),
        ("automatic automatically", "manual manually"),
        ("free", "paid chargeable"),
        ("hot", "cold"),
        ("left", "right"),
        ("first", "last"),
        ("full", "empty"),
        ("public", "private"),
        ("safe", "unsafe dangerous"),
        ("on", "off"),
        ("up", "down"),
        ("inside", "outside"),
    )
)


@dataclass(frozen=True, slots=True)
class _Polarity:
    """The words of a text that are denied, and those that are said."""

    denied: frozenset[str]
    said: frozenset[str]


@lru_cache(maxsize=4096)
def _polarity(text: str) -> _Polarity:
    denied, said = set[str](), set[str]()
    for clause in _CLAUSE.split(text.replace("’", "'")):
        if not clause:
            continue
        tokens = [match[0].lower() for match in _WORDS.finditer(clause)]
        left = 0
        for token in tokens:
            if _NEGATION.fullmatch(token):
                left = 0 if left else _SCOPE  # a second negation takes the first back
                continue
            for stem in content(token):
                (denied if left else said).add(stem)
                left = max(0, left - 1)
    return _Polarity(frozenset(denied), frozenset(said))


def _against(clause: str, read: Sequence[str]) -> Iterator[Fault]:
    """What the sentences that speak of the same thing say otherwise."""
    words = content(clause)
    if not words:
        return
    scored = sorted(
        ((len(words & content(one)) / len(words), one) for one in read), key=lambda pair: -pair[0]
    )
    best = scored[0][0] if scored else 0.0
    near = [one for score, one in scored if score >= max(ALIGNED, best - 0.1)]
    if not near:
        return
    yield from _negation(clause, near)
    if fault := _parity(clause, words, near):
        yield fault
    if fault := _opposite(clause, near):
        yield fault
    if _ONLY.search(clause) and not any(_ONLY.search(one) for one in near):
        yield Fault("negation", "It says “only”, its sources don't.")
    elif not _ONLY.search(clause) and all(_only_of(one, words) for one in near):
        yield Fault("negation", "Its sources say “only”, it doesn't.")
    said = _EVERY.search(clause)
    covered = (
        *near,
        *(one for one in read if len(words & content(one)) >= ALIGNED * len(content(one))),
    )
    if said is not None and not any(_EACH.search(one) for one in covered):
        yield Fault("scope", f"It says “{said[0]}”, its sources don't.")
    if _EXCEPT.search(clause) and not any(_EXCEPT.search(one) for one in near):
        yield Fault("negation", "It makes an exception that its sources don't make.")
    elif not _EXCEPT.search(clause) and all(_except_of(one, words) for one in near):
        yield Fault("negation", "Its sources make an exception of what it says.")
    yield from _bounds(clause, read)
    yield from _actors(clause, near)
    yield from _shut(clause, words, read)
    if _CONDITION.search(clause) is None and all(_condition_of(one, words) for one in near):
        yield Fault("negation", "Its sources make a condition, it doesn't.")
    yield from _misplaced(clause, words, read, best)


_LEAST = re.compile(
    r"\b(?:at least|more than|over|minimum of|from)\W+(?:\w+\W+){0,1}$", re.IGNORECASE
)
_MOST = re.compile(
    r"\b(?:at most|less than|fewer than|under|maximum of|within|until|no later"
    r" than)\W+(?:\w+\W+){0,1}$",
    re.IGNORECASE,
)


def _bounds(clause: str, read: Sequence[str]) -> Iterator[Fault]:
    """A least where all sources of the number have a most, or the other way round."""
    for fact in critical.facts(clause):
        if fact.kind not in _COUNTED or not (own := _bound(fact, clause)):
            continue
        theirs = [_bound(fact, one) for one in read if not _lacks(fact, one)]
        if theirs and own not in theirs and any(theirs):
            yield Fault("bound", f"Its sources set another bound to “{fact.said}”.")


_COUNTED = (
    critical.Kind.DURATION,
    critical.Kind.AMOUNT,
    critical.Kind.NUMBER,
    critical.Kind.QUANTITY,
)


def _bound(fact: critical.Fact, text: str) -> str:
    """Whether the text has the fact as a "least" or a "most"; empty if as neither."""
    for one in critical.facts(text):
        if one.kind is fact.kind and one.value == fact.value:
            before = text[: text.find(one.said)] if one.said in text else ""
            if _LEAST.search(before):
                return "least"
            return "most" if _MOST.search(before) else ""
    return ""


_ACTOR = re.compile(
    r"\b(?P<who>you|we|they|i)\b(?:'ll|'ve)?(?: (?:must|can|will|may|have|should|then|also|only))*"
    r" (?P<does>[a-z]{3,})",
    re.IGNORECASE,
)


def _actors(clause: str, near: Sequence[str]) -> Iterator[Fault]:
    """Who does something: "we pay the postage" where the sources have "you pay"."""
    theirs = [
        (match["who"].lower(), _all_stems(match["does"]))
        for one in near
        for match in _ACTOR.finditer(one)
    ]
    for match in _ACTOR.finditer(clause):
        who, does = match["who"].lower(), _all_stems(match["does"])
        others = {other for other, deed in theirs if deed & does}
        if others and who not in others:
            yield Fault("crossed", f"Its sources say {min(others)!r}, it says {who!r}.")
            return


def _shut(clause: str, words: frozenset[str], read: Sequence[str]) -> Iterator[Fault]:
    """What the sources name only to deny it: "pay in cash" where cash is not possible."""
    if _NOT.search(clause):
        return
    for sentence in read:
        match = _NOT_THERE.search(sentence)
        named = content(sentence[: match.start()]) if match else frozenset[str]()
        if not named or not named <= words:
            continue
        if not any(named & content(other) for other in read if other != sentence):
            yield Fault("negation", f"Its sources deny “{min(named)}…”, it says it.")
            return


_CONDITION = re.compile(
    r"\b(?:if|when|once|unless|until|after|before|only|provided|as long as|while|for|with"
    r"|without)\b",
    re.IGNORECASE,
)
_ONLY_IF = re.compile(
    r"\b(?:only (?:if|when|after|for|with)|provided(?: that)?|as long as)\b", re.IGNORECASE
)


def _condition_of(sentence: str, words: frozenset[str]) -> bool:
    """Whether it says the same, under a condition that the claim leaves out."""
    match = _ONLY_IF.search(sentence)
    if match is None:
        return False
    main, rest = content(sentence[: match.start()]), content(sentence[match.end() :])
    return bool(main) and len(main & words) >= 0.6 * len(main) and not rest & (words - main)


def _only_of(sentence: str, words: frozenset[str]) -> bool:
    """Whether the sentence says "only" of something that the claim says too."""
    match = _ONLY.search(sentence)
    if match is None:
        return False
    after = content(_first_words(sentence[match.end() :], 4))
    return bool(after) and after <= words


def _except_of(sentence: str, words: frozenset[str]) -> bool:
    match = _EXCEPT.search(sentence)
    if match is None:
        return False
    after = content(_first_words(sentence[match.end() :], 6))
    return bool(after) and len(after & words) >= 0.75 * len(after)


def _first_words(text: str, count: int) -> str:
    return " ".join(text.split()[:count])


def _negation(clause: str, near: Sequence[str]) -> Iterator[Fault]:
    own = _polarity(clause)
    near_by = [_polarity(one) for one in near]
    denied_near = frozenset[str]().union(*(one.denied for one in near_by))
    said_near = frozenset[str]().union(*(one.said for one in near_by))
    added = own.denied - own.said
    if added and not added & denied_near and added & said_near:
        word = min(added & said_near)
        yield Fault("negation", f"It denies “{word}…”, its sources say it.")
    removed = (own.said - own.denied) & denied_near - said_near
    if removed and not own.denied & denied_near:
        yield Fault("negation", f"Its sources deny “{min(removed)}…”, it says it.")


_NOT = re.compile(
    r"\b(?:not|no|never|without|none|nothing|nobody|neither|nor|nowhere|excluded)\b", re.IGNORECASE
)
TWIN = 0.75  # share of common words from which two sentences are one, but for what is denied


def _parity(clause: str, words: frozenset[str], near: Sequence[str]) -> Fault | None:
    """Of sentences that are otherwise the same, each denies something more, or something less."""
    twins = [
        said
        for one in near
        for said in (_shared(one, words),)
        if len(words & content(said)) >= TWIN * len(words | content(said))
    ]
    own = len(_NOT.findall(clause)) % 2
    if not twins or any(len(_NOT.findall(one)) % 2 == own for one in twins):
        return None
    return Fault("negation", "It denies what its source says, or the other way round.")


_HALVES = re.compile(r",?\s+(?:and|but)\s+|;\s+", re.IGNORECASE)


def _shared(sentence: str, words: frozenset[str]) -> str:
    """A sentence without the halves that have none of these words."""
    halves = [half for half in _HALVES.split(sentence) if content(half) & words]
    return " and ".join(halves) or sentence


def _opposite(clause: str, near: Sequence[str]) -> Fault | None:
    own = _all_stems(clause)
    for pair in _OPPOSITES:
        for these, those in (pair, pair[::-1]):
            if not own & these or own & those:
                continue
            if all(_all_stems(one) & those and not _all_stems(one) & these for one in near):
                return Fault("opposite", f"Its sources say the opposite of “{min(own & these)}”.")
    return None


@lru_cache(maxsize=4096)
def _all_stems(text: str) -> frozenset[str]:
    return stems(text.replace("’", "'"), "english")


_ORDINAL = re.compile(
    r"\b(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth) (\w{3,})", re.IGNORECASE
)


def _ordinals(claim: str, grounds: Sequence[str]) -> Iterator[Fault]:
    """The "first Wednesday" where the sources have the second."""
    read = [(one[1].lower(), one[2].lower()) for text in grounds for one in _ORDINAL.finditer(text)]
    for match in _ORDINAL.finditer(claim):
        said, noun = match[1].lower(), match[2].lower()
        of_it = {ordinal for ordinal, other in read if other == noun}
        if of_it and said not in of_it:
            yield Fault("number", f"Its sources don't have “{match[0]}”.")


def _swapped(clause: str, read: Sequence[str]) -> Iterator[Fault]:
    """Words of two sentences that say the same of different things, as the rows of a table do.

    "A purple ring means that descaling is due" has its subject of one, and the rest of another.
    """
    words = content(clause)
    best = max(read, key=lambda one: len(words & content(one)), default="")
    for other in read:
        alone = (words & content(other)) - content(best)
        if len(alone) == 1 and _trigrams(best) & _trigrams(other) & _trigrams(clause):
            elsewhere = [one for one in read if one not in (best, other)]
            if not any(alone <= content(one) for one in elsewhere):
                yield Fault("crossed", f"Its sources say it of something else than “{min(alone)}”.")
                break
    codes = _codes(clause)
    if len(codes) == 1:
        own = [one for one in read if codes & _codes(one)]
        rest = [one for one in read if _codes(one) and not codes & _codes(one)]
        most = max((len(words & content(one)) for one in own), default=0)
        other_most = max((len(words & content(one)) for one in rest), default=0)
        if own and most < ROW * len(words) and other_most >= max(2, most):
            yield Fault("code", f"Its sources say it of another code than {min(codes)}.")


ROW = 0.6  # share of a claim's words that the row of its code must have, if another has as many


@lru_cache(maxsize=4096)
def _trigrams(text: str) -> frozenset[tuple[str, ...]]:
    """Three words in a row in small letters: what sentences that are made alike have in common."""
    words = re.findall(r"[\w'-]+", text)
    runs = (tuple(words[at : at + 3]) for at in range(len(words) - 2))
    return frozenset(run for run in runs if all(word.islower() for word in run))


@lru_cache(maxsize=4096)
def _codes(text: str) -> frozenset[str]:
    return frozenset(one.value for one in critical.facts(text) if one.kind is critical.Kind.CODE)


def _misplaced(
    clause: str, words: frozenset[str], read: Sequence[str], best: float
) -> Iterator[Fault]:
    """Numbers that the sources give for something else."""
    for fact in critical.facts(clause):
        if fact.kind in (critical.Kind.NAME, critical.Kind.LINK, critical.Kind.EMAIL):
            continue
        where = [one for one in read if not _lacks(fact, one)]
        if any(content(one) and content(one) <= words for one in where):
            continue  # all of an item of a list
        spoken = max((len(words & content(one)) / len(words) for one in where), default=None)
        least = 0.85 if _replaces(fact, clause, words, read, best) else 0.4
        if spoken is not None and spoken < least * best:
            yield Fault(fact.kind.value, f"Its sources have “{fact.said}” for something else.")


def _replaces(
    fact: critical.Fact, clause: str, words: frozenset[str], read: Sequence[str], best: float
) -> bool:
    """Whether the sentence that is nearest has another fact of this kind in its place."""
    if _JOINS.search(clause):  # two sentences in one: each has its own
        return False
    alike = [one for one in critical.facts(clause) if one.kind is fact.kind]
    nearest = [
        one for one in read if " | " not in one and len(words & content(one)) >= best * len(words)
    ]
    return len(alike) == 1 and any(
        sum(one.kind is fact.kind for one in critical.facts(sentence)) >= 1 for sentence in nearest
    )


def _lacks(fact: critical.Fact, sentence: str) -> bool:
    return any(one.value == fact.value for one in lacking(fact.said, (sentence,)))
