"""From what a model composed to a candidate: each claim is checked, then what is left as a whole.

A model's words reach nobody before this. What fails is dropped and recorded with its reason; what
is left must still answer.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tandem.core.desk.message import Author, Message
from tandem.core.knowledge.rank import Hit
from tandem.core.knowledge.sentence import sentences
from tandem.core.turn.asking import is_asking, question_for
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.candidate import Candidate, Check, Citation, Claim, Finding, Verification
from tandem.core.turn.confidence import FEATURES, KEYWORD_FEATURES, Confidence, Features
from tandem.core.turn.evidence import Context, Evidence
from tandem.core.turn.facts import Kind, facts, lacking
from tandem.core.turn.known import askable, repeats
from tandem.core.turn.lookup import Lookup
from tandem.core.turn.markup import unmarked
from tandem.core.turn.policy import Policy
from tandem.core.turn.promise import offers
from tandem.core.turn.prompt import Composed, SaidClaim
from tandem.core.turn.support import content, faults
from tandem.core.turn.telling import missing, telling
from tandem.core.turn.written import Dropped, Written

SEARCHED = (*FEATURES, *KEYWORD_FEATURES)
MODEL_FEATURES = ("supported", "cited")
"""What tells of a model's own reply, beside what the search found."""

WORDS_MAX = 250  # of a whole reply
KEPT_MIN = 0.5  # share of the claims that must pass, or what is left is not what was meant
SAID_TWICE = "It was said already."
SAYS_NOTHING = "It is a title, or the row of a table, and no sentence."


@dataclass(frozen=True, slots=True)
class Checked:
    """The candidate of the claims that passed, its checks, and the claims that were dropped."""

    candidate: Candidate | None
    verification: Verification | None
    dropped: tuple[Dropped, ...]
    missing: tuple[str, ...]


def checked(
    composed: Composed,
    passages: Sequence[Hit],
    evidence: Evidence,
    policy: Policy,
    *,
    model: str,
    own: Lookup | None = None,
) -> Checked:
    """What is left of a model's claims after every check.

    `passages` are those of the prompt, numbered from 1; number 0 is what a look-up said, `own`.
    """
    texts = {number: ground(hit) for number, hit in enumerate(passages, 1)}
    if own is not None:
        texts[0] = own.candidate.citations[0].passage
    titles = {_bare(name) for hit in passages for name in (hit.title, *hit.heading_path)}
    is_translated = evidence.language != "en" and evidence.is_foreign
    kept: list[SaidClaim] = []
    dropped: list[Dropped] = []
    for claim in composed.claims:
        claim = replace(claim, text=as_shown(claim.text))
        wrong = _wrong(claim, texts, evidence, policy, is_translated=is_translated)
        if _bare(claim.text) in titles or " | " in claim.text:
            wrong = (*wrong, SAYS_NOTHING)
        if any(claim.text.casefold() == one.text.casefold() for one in kept):
            wrong = (*wrong, SAID_TWICE)
        if wrong:
            dropped.append(Dropped(claim.text, wrong))
        else:
            kept.append(claim)
    if not kept:
        return Checked(None, None, tuple(dropped), ())
    candidate = _candidate(kept, passages, own, model)
    words = telling(evidence.context.matter.text, policy.names)
    product = {hit.product for number, hit in enumerate(passages, 1) if _cites(kept, number)}
    named = "\n".join(policy.product_name(one) for one in product)
    grounds = "\n".join(texts[number] for claim in kept for number in claim.sources)
    lacks = missing(words, f"{grounds}\n{named}")
    checks = (
        Check(
            "supported",
            len(kept) >= KEPT_MIN * len(composed.claims),
            f"{len(kept)} of {len(composed.claims)} claims supported.",
        ),
        _length(candidate),
        _known(candidate, evidence),
        _telling(words, lacks),
    )
    return Checked(candidate, Verification(checks), tuple(dropped), lacks)


_OWN_MARK = re.compile(r"(?:\s*\[\d{1,3}\])+(?=[.!?]?\s*$|[.!?]\s)")


def as_shown(text: str) -> str:
    """A claim as it would be read: without marks, without sources of its own, without a yes or no.

    What is checked is what is shown: a mark that is taken out later may hide a link.
    """
    text = _OWN_MARK.sub("", text)
    for _ in range(MARKS_MAX):
        plain = unmarked(text)
        if plain == text:
            break
        text = plain
    return without_verdict(text)


MARKS_MAX = 10  # marks within marks; what has more is checked, and shown, as it then is


def without_verdict(text: str) -> str:
    """A claim without the "yes" or "no" that opens it.

    No source can be asked for it: whether a yes follows from "within 30 days" is for the reader of
    that sentence to say.
    """
    bare = _VERDICT.sub("", text, count=1)
    return bare[:1].upper() + bare[1:] if bare else text


_VERDICT = re.compile(
    r"^\W{0,2}(?:(?:yes|yep|yeah|no|nope|sure|absolutely|definitely|certainly|of course|correct"
    r"|exactly|ja|nein|doch|nee|oui|non|s[ií]|sim|n[aã]o|tak|nie|да|нет|是的|不是"
    r"|はい|いいえ|نعم|لا)\b\s?(?:[,.:;!–—、,。،]|-\s)\s*(?:(?:but|and|aber|mais|pero)\s+)?"
    r"|(?:yes|no)\s+(?=(?:you|it|we|they|there|that|this)\b))",
    re.IGNORECASE,
)


def ground(hit: Hit) -> str:
    """A passage as a claim may rest on it: title, product and headings are part of what it says."""
    return "\n".join(filter(None, (hit.title, hit.product, *hit.heading_path, hit.text, hit.url)))


def finding(checks: Checked, question: str, confidence: Confidence | None) -> Finding:
    """What the model found, with P(right)."""
    return Finding(question, checks.candidate, checks.verification, confidence, checks.missing)


def features(evidence: Evidence, candidate: Candidate, supported: float) -> Features:
    """What tells of a model's reply being right: the search's features, and its own.

    `cited` is 1 if it cites the article first that the search has first.
    """
    searched = evidence.confidence.features if evidence.confidence else ()
    found = tuple(pair for pair in searched if pair[0] in SEARCHED)
    first = evidence.findings[0].article
    same = float(any(one.article_id == first for one in candidate.citations[:1]))
    return (*found, ("supported", round(supported, 9)), ("cited", same))


def unmeasured(evidence: Evidence, candidate: Candidate, supported: float) -> Confidence:
    """P(right) of a model that was never measured.

    That of the article it cites first, as the search sees it, times its share of supported claims.
    """
    cited = candidate.citations[0].article_id
    likely = 0.0
    for one in evidence.findings:
        if one.article == cited and one.confidence is not None:
            likely = max(likely, one.confidence.value)
    for other in evidence.others:
        if other.article_id == cited:
            likely = max(likely, other.confidence.value)
    return Confidence(likely * supported, features(evidence, candidate, supported))


def confidence(
    candidate: Candidate, supported: float, evidence: Evidence, calibration: Calibration | None
) -> Confidence:
    """P(right) of a model's reply by its own calibration, or as long as it has none, by ours."""
    if calibration is None:
        return unmeasured(evidence, candidate, supported)
    return calibration.confidence(features(evidence, candidate, supported))


def agreement(written: Written, others: Sequence[Written | None]) -> float:
    """The share of further samples that say the same: the same first article, the same facts."""
    first = _gist(written)
    same = [one is not None and _gist(one) == first for one in others]
    return sum(same) / len(same) if same else 1.0


def _gist(written: Written) -> tuple[str | None, frozenset[tuple[str, str]]]:
    candidate = written.finding.candidate
    if candidate is None:
        return None, frozenset()
    text = "\n".join(claim.text for claim in candidate.claims)
    found = frozenset((fact.kind.value, fact.value) for fact in facts(text))
    return candidate.citations[0].article_id, found


def with_agreement(
    confidence: Confidence, share: float, calibration: Calibration | None
) -> Confidence:
    """The confidence with the agreement of samples as a feature; unmeasured, it is a factor."""
    features = (*confidence.features, ("agreement", round(share, 9)))
    if calibration is None:
        return Confidence(confidence.value * share, features)
    return calibration.confidence(features)


REWORDED = 0.5  # share of a follow-up's own words that its rewritten form keeps
ADDED_MAX = 0.34  # share of words in it that nobody said


def adds_nothing(
    question: str, said: str, asked: str, policy: Policy, *, is_translated: bool = False
) -> bool:
    """Whether a rewritten question says what was asked, in words that somebody said.

    Of one that was translated, codes and numbers alone can be compared.
    """
    if len(question) > 300 or "\n" in question:
        return False
    if any(one.kind in ("markup", "link") for one in faults(question, (said,), policy)):
        return False
    odd = [one for one in lacking(question, (said,)) if one.kind is not Kind.NAME]
    if is_translated:
        return not odd
    words, own, known_words = content(question), content(asked), content(said)
    is_theirs = len(own & words) >= REWORDED * len(own)
    is_said = len(words - known_words) <= ADDED_MAX * len(words)
    return is_theirs and is_said and not lacking(question, (said,))


def question_allowed(question: str, evidence: Evidence, policy: Policy) -> str:
    """What is asked where a model would ask this; empty if nothing may be.

    For a fact of the customer, the desk asks in its own words, and only if they can't have given it
    yet. All else must let them choose between things that the articles have and they did not name.
    It asks nothing twice in a row, claims nothing, and leads nowhere.
    """
    context = evidence.context
    is_one = question.count("?") == 1 and question.rstrip().endswith("?") and len(question) <= 240
    if not is_one or context.last_decision == "ask" or len(sentences(question)) > 1:
        return ""
    facts_asked = askable(question, context.known, _thread(context))
    if facts_asked is not None:
        return question_for(facts_asked[0]) if facts_asked else ""
    said = [one.text for one in _thread(context) if one.author is Author.CUSTOMER]
    grounds = [ground(hit) for hit in evidence.nearest]
    if not _is_choice(question, grounds, said) or (offers(question) and not policy.promises):
        return ""
    wrong = faults(question, grounds, policy, given=said)
    return "" if any(one.kind != "unsupported" for one in wrong) else question


_CHOICE = re.compile(
    r"(?:(?:so|just|to be sure|do i understand you right)[,:]? )?(?:is (?:it|this|that|your"
    r" question)"
    r" (?:about|for|with)|are you asking (?:about|for)|do you (?:mean|want)|did you mean|are you"
    r" (?:looking for|trying to)|would you like|which (?:of these|one) do you mean[:,])\b",
    re.IGNORECASE,
)


def _is_choice(question: str, grounds: Sequence[str], said: Sequence[str]) -> bool:
    """Whether it lets the customer choose, and they have not chosen in their words already."""
    found = _CHOICE.match(question)
    if found is None:
        return False
    held, own = content("\n".join(grounds)), content("\n".join(said))
    ways = [content(way) for way in re.split(r",|\bor\b", question[found.end() :]) if content(way)]
    shared = frozenset[str]().union(*(a & b for at, a in enumerate(ways) for b in ways[:at]))
    is_of_articles = bool(ways) and all(way & held for way in ways)
    return is_of_articles and not any((way - shared) & own for way in ways)


def _thread(context: Context) -> tuple[Message, ...]:
    """All messages, with the one that is answered now."""
    return (*context.earlier, Message(Author.CUSTOMER, context.question))


def _wrong(
    claim: SaidClaim,
    texts: dict[int, str],
    evidence: Evidence,
    policy: Policy,
    *,
    is_translated: bool,
) -> tuple[str, ...]:
    """Why a claim may not be said; empty if it may."""
    cited = [texts[number] for number in claim.sources if number in texts]
    if not cited or len(cited) < len(claim.sources):
        return ("It cites nothing that was given.",)
    if claim.quote and not any(_holds(text, claim.quote) for text in cited):
        return ("Its quote stands in none of its sources.",)
    if is_translated and not _bare(claim.quote):
        return ("It quotes nothing, and is in another language than its sources.",)
    if any(map(is_asking, sentences(claim.text))):
        return ("It asks instead of answering.",)
    own = [fact.value for fact in evidence.context.known]
    found = faults(claim.text, cited, policy, is_translated=is_translated, given=own)
    return tuple(f"{one.kind}: {one.says}" for one in found)


def _candidate(
    kept: Sequence[SaidClaim], passages: Sequence[Hit], own: Lookup | None, model: str
) -> Candidate:
    """The claims with their sources, numbered in the order in which they are cited."""
    order = tuple(dict.fromkeys(number for claim in kept for number in claim.sources))
    place = {number: at for at, number in enumerate(order, 1)}
    citations = tuple(
        _citation(place[number], passages[number - 1]) if number else _own(place[number], own)
        for number in order
    )
    claims = tuple(
        Claim(
            claim.text,
            place[claim.sources[0]],
            further=tuple(place[number] for number in claim.sources[1:]),
        )
        for claim in kept
    )
    return Candidate(model, claims, citations)


def _own(number: int, own: Lookup | None) -> Citation:
    assert own is not None, "number 0 is cited only if there is a look-up"
    one = own.candidate.citations[0]
    return Citation(number, 0, "", 0, one.title, "", (), one.passage, 0.0, None)


def _citation(number: int, hit: Hit) -> Citation:
    return Citation(
        number,
        hit.passage_id,
        hit.document,
        hit.version,
        hit.title,
        hit.url,
        hit.heading_path,
        hit.text,
        hit.bm25,
        hit.cosine,
    )


def _cites(kept: Sequence[SaidClaim], number: int) -> bool:
    return any(number in claim.sources for claim in kept)


def _holds(text: str, quote: str) -> bool:
    """Whether the text has the quote, whatever its spacing, marks and capitals are."""
    return _bare(quote) in _bare(text)


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _length(candidate: Candidate) -> Check:
    words = sum(len(claim.text.split()) for claim in candidate.claims)
    return Check("length", words <= WORDS_MAX, f"{words} of at most {WORDS_MAX} words.")


def _known(candidate: Candidate, evidence: Evidence) -> Check:
    context = evidence.context
    passages = _bare("\n".join(citation.passage for citation in candidate.citations))
    # "Enter your order number on the page" is what an article tells everybody to do.
    text = "\n".join(
        claim.text
        for claim in candidate.claims
        if claim.text.rstrip().endswith("?") or _bare(claim.text) not in passages
    )
    fact = repeats(text, context.known, _thread(context))
    if fact is not None:
        return Check("known", False, f"It asks for what is known: {fact.name}.")
    return Check("known", True, "It asks for nothing that is known.")


def _telling(words: Sequence[str], lacks: Sequence[str]) -> Check:
    if lacks:
        return Check("telling", False, f"Its sources do not have {', '.join(lacks)[:80]}.")
    return Check("telling", True, "Its sources have every code and name of the question.")
