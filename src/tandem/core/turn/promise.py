"""What a composed reply may never do, whoever composed it: promise, blame, advise on law or health.

What an article says itself, nearly word for word, is no overreach: "We refund you within 14 days"
is the firm's own promise. A promise in the assistant's name ("I'll refund you") always is one.
"""

import re
from collections.abc import Iterator, Sequence

from tandem.core.knowledge.sentence import sentences
from tandem.core.knowledge.stem import stems

KINDS = ("refund", "date", "exception", "discount", "replacement", "compensation")
"""What a firm may allow its assistant to promise, where an article says so."""

_COSTLY = ("refund", "exception", "discount", "replacement", "compensation")
"""What nobody may bring up that the articles don't: it is a promise without any "we will"."""

QUOTED = 0.8  # share of a sentence's words from which it repeats a sentence of an article
RESTATED = 0.4  # share from which it says in other words what a sentence of an article promises

_I = re.compile(
    r"\b(?:i(?:'ll| will| have|'ve| can| am going to|'m going to)|let me)\s+(?:(?:now|also|just"
    r"|already"
    r"|gladly|happily|personally)\s+)?(?!(?:explain|see|understand|found|check|checked|looked|read"
    r"|say|tell|help|answer|know|show|not|only|no|nothing)\b)[a-z]+",
    re.IGNORECASE,
)
_COMMITS = re.compile(
    r"\b(?:we(?:'ll| will| shall|'re going to| are going to|'ve| have)|you(?:'ll| will| shall)"
    r"(?: \w+)? (?:receive|get|be (?:refunded|credited|compensated|paid|reimbursed))"
    r"|you(?:'re| are) (?:entitled|guaranteed|eligible)|guaranteed?|promised?|i promise|rest"
    r" assured"
    r"|your (?:refund|replacement|money|discount|credit) (?:will|is|has been))\b",
    re.IGNORECASE,
)
_OF = {
    "refund": re.compile(r"\b(?:refund|reimburs|money back|pay you back|paid back)", re.IGNORECASE),
    "compensation": re.compile(r"\b(?:compensat|voucher|gift card|goodwill)", re.IGNORECASE),
    "discount": re.compile(r"\b(?:discount|% off|percent off|coupon|promo)", re.IGNORECASE),
    "replacement": re.compile(r"\b(?:replacement|new one|replace your|replace it)", re.IGNORECASE),
    "exception": re.compile(
        r"\b(?:exception|waive|free of charge|at no cost|for free|costs? nothing"
        r"|no (?:fee|charge|cost)s?|(?<!-)free(?! (?:up|from|space|to)\b))",
        re.IGNORECASE,
    ),
    "date": re.compile(
        r"\b(?:by (?:tomorrow|today|tonight|\w+day|the end)|tomorrow|within (?:\d+|\w+)"
        r" (?:minutes?|hours?|days?|weeks?)|(?:arrive|deliver\w*|ship\w*|fix\w*|resolve\w*) (?:by"
        r"|on|within))",
        re.IGNORECASE,
    ),
}  # fmt: skip
_FOREIGN = {
    "refund": re.compile(
        r"erstatt|rückzahl|geld zurück|rembours|reembol|devolv\w* (?:el|su|o|todo)|dinero|dinheiro"
        r"|rimbors|soldi|terugbeta|geld terug|zwro[tc]|pieniądze|återbetal|pengarna|refusion"
        r"|pengene|palaut|rahat|vrát\w* peníze|iade|paranız|visszatér|pénzt|ramburs|banii"
        r"|возвра[тщ]|вернё?м"
        r"|поверн|επιστρο|استرداد|החזר|返金|退款|환불|hoàn tiền|คืนเงิน|रिफंड|pengembalian",
        re.IGNORECASE,
    ),
    "compensation": re.compile(
        r"gutschein|gutschrift|entschädig|indemni|bon d'achat|compensa|cheque regalo|buono|risarc"
        r"|vergoed|cadeaubon|rekompensat|bon podarunkowy|ersättning|presentkort|erstatning|gavekort"
        r"|hyvity|lahjakort|odškodn|tazminat|kártér|despăgub|компенс|αποζημί|تعويض|פיצוי|補償|赔偿"
        r"|보상|bồi thường|ชดเชย|मुआवज",
        re.IGNORECASE,
    ),
    "discount": re.compile(
        r"rabatt|nachlass|remise|rabais|réduction|descuento|desconto|sconto|korting|zniżk|rabat"
        r"|alennu|slev[ay]|indirim|kedvezmény|reducere|скидк|знижк|έκπτωσ|خصم|הנחה|割引|折扣|할인"
        r"|giảm giá|ส่วนลด|छूट|diskon",
        re.IGNORECASE,
    ),
    "replacement": re.compile(
        r"ersatz|austausch|remplac|reemplaz|sustitu|substitu|sostitu|vervang|wymian|ersätt|erstat"
        r"|vaihd|výměn|değişim|csere|înlocui|замен|замін|αντικατ|استبدال|החלפ|交換|更换|교환",
        re.IGNORECASE,
    ),
    "exception": re.compile(
        r"kostenlos|gratis|ausnahme|garantier|gratuit|exception|gratuito|excep|eccezion|uitzonder"
        r"|za darmo|bezpłat|wyjąt|undantag|undtag|unntak|ilmai|poikkeu|zdarma|výjim|ücretsiz|bedava"
        r"|ingyen|kivétel|бесплатн|безкоштовн|исключен|δωρεάν|مجان|חינם|無料|免费|무료|miễn phí|ฟรี",
        re.IGNORECASE,
    ),
}  # fmt: skip
"""The same in the other languages that a model may be asked to write in, by the words' beginnings.

A translated claim is compared by its facts alone, so its promises must be heard for themselves.
"""
_CREDENTIAL = (
    r"(?:pass(?:word|code|phrase)s?|pin(?: code| number)?|cvv|cvc|security code|seed phrase"
    r"|one[- ]time (?:code|password)|verification code|card (?:number|details)"
    r"|number of (?:your|the) (?:credit |debit |bank )?card)"
)
_WANTS_CREDENTIAL = re.compile(
    r"(?<!not )(?<!n't )(?<!never )\b(?:tell|send|give|share|reply|provide|e-?mail|confirm|let"
    rf"|message|text|post|answer|submit)\b(?: (?!no\b)[\w'-]+){{0,8}} {_CREDENTIAL}\b",
    re.IGNORECASE,
)
_OF_CREDENTIALS = re.compile(
    rf"\byour\b[^.!?\n]{{0,30}}\b{_CREDENTIAL}\b|\b{_CREDENTIAL}\b", re.IGNORECASE
)
_DONE = re.compile(
    r"\byour [\w' -]{2,40}? (?:is|are|was|were|has been|have been|will be)"
    r" (?:now |already |hereby )*(?P<did>cancell?ed|refunded|approved|credited"
    r"|upgraded|waived|extended|closed|deleted|reset"
    r"|confirmed|accepted|replaced|shipped|dispatched|paid|activated|unlocked|verified)\b"
    r"|\byou (?:will not|won't|are not|aren't) (?:be )?(?P<not>charged|billed)\b",
    re.IGNORECASE,
)
_IF = re.compile(r"\b(?:if|when|once|until|unless|after|as soon as|before|while)\b", re.IGNORECASE)
LABELLED = 4  # words of a line such as "Status: cancelled" of a look-up
_BLAMES = re.compile(
    r"\byour (?:own )?(?:fault|mistake|error|negligence|responsibility)\b|\byou (?:broke|damaged"
    r"|misused"
    r"|should(?:n't| not)? have|failed to|forgot to|neglected|ignored|caused)\b"
    r"|\bbecause you (?:did|didn't|did not|have|used|were|failed)\b|\byou are to blame\b",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"\b(?:lawyers?|attorneys?|solicitors?|legal(?:ly)? (?:advice|entitled|obliged|liable|binding"
    r"|action|claim)|you (?:can|could"
    r"|may|should)"
    r" (?:sue|take legal)|lawsuit|(?:we|they) (?:are|aren't|are not) liable|illegal|unlawful"
    r"|statute"
    r"|consumer rights act|breach of contract|in court)\b",
    re.IGNORECASE,
)
_MEDICAL = re.compile(
    r"\b(?:diagnos\w+|dosage|prescri\w+|ibuprofen|paracetamol|aspirin|antibiotic\w*|symptoms? of"
    r" (?:a|an|your)|safe (?:for|during|in) (?:pregnan\w+|babies|infants)|treat(?:s|ment)? (?:for"
    r"|of)"
    r" (?:a |an |your )?(?:burn|rash|allerg\w+|pain|infection)|take \d+ ?mg)\b",
    re.IGNORECASE,
)


def kinds_of(sentence: str) -> list[str]:
    """The kinds of promises that a sentence speaks of, in whatever voice."""
    return [kind for kind, pattern in _OF.items() if pattern.search(sentence)]


def overreach(
    claim: str, grounds: Sequence[str], allowed: Sequence[str], quoted: Sequence[str] = KINDS
) -> Iterator[tuple[str, str]]:
    """What a claim does that it may not: the kind, and a sentence for the team.

    `allowed` are the kinds of promises that the firm's policy lists, `quoted` those that may be
    repeated where an article makes them.
    """
    claim = re.sub(r"[ ]{1,3}[–—][ ]{1,3}|;[ ]{1,3}", ".\n", claim.replace("’", "'"))
    for sentence in _halves(sentences(claim)):
        if _I.search(sentence):
            yield "promise", "It promises something in the assistant's own name."
            continue
        if _WANTS_CREDENTIAL.search(sentence):
            yield "secret", "It asks for a secret, such as a password."
            continue
        is_quoted = _is_quoted(sentence, grounds)
        kinds = kinds_of(sentence)
        if not _COMMITS.search(sentence):
            kinds = [kind for kind in kinds if kind in _COSTLY]
        if kinds:
            said = [
                kind for kind in kinds if kind in quoted and _says_so(sentence, _OF[kind], grounds)
            ]
            if kind := next((one for one in kinds if one not in (*allowed, *said)), ""):
                yield "promise", f"It promises a {kind}, which the policy doesn't list."
        if is_quoted:
            continue
        done = None if _IF.search(sentence) else _DONE.search(sentence)
        if done is not None and not _is_done(done["did"] or done["not"], sentence, grounds):
            yield "promise", "It says that something was done for the customer."
        if _BLAMES.search(sentence):
            yield "blame", "It blames the customer."
        if _is_beyond(_LEGAL, sentence, grounds):
            yield "legal", "It advises on the law."
        if _is_beyond(_MEDICAL, sentence, grounds):
            yield "medical", "It advises on health."


def _halves(whole: Sequence[str]) -> Iterator[str]:
    """The sentences, and the parts of those that are joined: each must stand for itself.

    Joined to a long true sentence, a short false one is but a small share of its words.
    """
    for sentence in whole:
        yield sentence
        parts = _JOINED.split(sentence)
        if len(parts) > 1:
            yield from parts


_JOINED = re.compile(r",?\s+(?:and|but|so|also|then)\s+(?=(?:\S+\s+){2})", re.IGNORECASE)


def _is_beyond(advice: re.Pattern[str], sentence: str, grounds: Sequence[str]) -> bool:
    """Whether a sentence has words of such advice that no article has ("illegal key size")."""
    held = "\n".join(grounds).casefold()
    return any(match[0].casefold() not in held for match in advice.finditer(sentence))


def overreach_abroad(
    claim: str, grounds: Sequence[str], allowed: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """What a claim in another language than its `grounds` promises and they don't even mention."""
    held = "\n".join(grounds)
    for kind, pattern in _FOREIGN.items():
        is_held = _OF[kind].search(held) or pattern.search(held)
        if kind not in allowed and pattern.search(claim) and not is_held:
            yield "promise", f"It speaks of a {kind}, its sources don't."


def offers(question: str) -> bool:
    """Whether a question of the desk offers what costs the firm money, or asks for a secret."""
    costs = [*(_OF[kind] for kind in _COSTLY), *_FOREIGN.values()]
    is_clarifying = _CLARIFIES.match(question)
    is_offer = not is_clarifying and any(pattern.search(question) for pattern in costs)
    return bool(is_offer or _OF_CREDENTIALS.search(question))


_CLARIFIES = re.compile(
    r"(?:is (?:it|this|your question) about|are you asking about|do you mean|did you mean"
    r"|are you looking for|which|what)\b",
    re.IGNORECASE,
)


def _says_so(sentence: str, kind: re.Pattern[str], grounds: Sequence[str]) -> bool:
    """Whether an article has this kind of promise itself, in about these words."""
    words = stems(sentence, "english")
    return any(
        kind.search(one) and len(words & stems(one, "english")) >= RESTATED * len(words)
        for text in grounds
        for one in sentences(text.replace("’", "'"))
    )


def _is_done(deed: str, sentence: str, grounds: Sequence[str]) -> bool:
    """Whether an article says of everybody, or a look-up of this customer, that this is done."""
    words, (stem,) = stems(sentence, "english"), stems(deed, "english")
    said = (stems(one, "english") for text in grounds for one in sentences(text))
    return any(
        stem in one and (len(one) <= LABELLED or len(words & one) >= RESTATED * len(words))
        for one in said
    )


def _is_quoted(sentence: str, grounds: Sequence[str]) -> bool:
    words = stems(sentence, "english")
    return any(
        len(words & stems(one, "english")) >= QUOTED * len(words)
        for text in grounds
        for one in sentences(text.replace("’", "'"))
    )
