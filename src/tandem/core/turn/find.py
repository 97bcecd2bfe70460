"""From what a search found to a finding: the best verified candidate, measured, and its rivals."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tandem.core.knowledge.rank import Hit, best_of_each
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.candidate import Finding, Meaning
from tandem.core.turn.confidence import STALE, both, features, meaning_features, of_article
from tandem.core.turn.extract import asks_for_kind, extract
from tandem.core.turn.known import Known
from tandem.core.turn.matter import follows_up
from tandem.core.turn.policy import Policy
from tandem.core.turn.telling import missing, telling
from tandem.core.turn.verify import allowed, links, verify, without_links

ARTICLES_MAX = 3  # from which a candidate is composed and checked
FOLLOWED_BONUS = 0.15
"""Of the score, for the article that a follow-up question comes after."""


@dataclass(frozen=True, slots=True)
class Search:
    """One search: its question, the hits, best first, and the idf of the question's lexemes.

    `language` is the text search configuration that they were found in (see `stems`). `after` is
    the question that this one follows up, if it does. `alone` are the features of the question by
    itself, where that leads to another article than the hits do. `around` are the passages before
    and after those found, `known` the facts that nothing may ask for.
    """

    question: str
    hits: tuple[Hit, ...]
    terms: Mapping[str, float]
    language: str
    after: str = ""
    alone: tuple[tuple[str, float], ...] = ()
    around: tuple[Hit, ...] = ()
    known: tuple[Known, ...] = ()

    @property
    def worded(self) -> str:
        """The question with the one before it, where alone it does not say what kind it wants."""
        return self.question if asks_for_kind(self.question) else f"{self.after} {self.question}"


@dataclass(frozen=True, slots=True)
class Found:
    """The finding of a search, and up to two more articles that may be meant instead."""

    finding: Finding
    others: tuple[Meaning, ...] = ()


def likelier(alone: Search, told: Search, calibration: Calibration, policy: Policy) -> Search:
    """The question by itself, or `told`: with what was said before it, if that is likelier right.

    So a new question isn't drawn back to the old topic, and "how long does it take?" keeps it.
    Where the two lead to different articles, they can't both be right: P(right) of `told` is less
    by the chance that the question means what it says by itself. One that doesn't point back is
    read with the earlier messages only if that is likely enough to be suggested: "Can I tow a
    caravan?" is about nothing that was said.
    """
    by_itself, with_earlier = (find(one, calibration, policy).finding for one in (alone, told))
    if by_itself.confidence and by_itself.article != with_earlier.article:
        told = replace(told, alone=by_itself.confidence.features)
        with_earlier = find(told, calibration, policy).finding
    likely = with_earlier.probability or 0.0
    is_enough = follows_up(told.question) or likely >= (policy.suggest_from or 0.0)
    return told if is_enough and likely > (by_itself.probability or 0.0) else alone


def find(search: Search, calibration: Calibration, policy: Policy) -> Found:
    """The best candidate that passes every check, with P(right); the others that pass as rivals.

    An article that lacks a telling word of the question is no rival of one that has it, so P(right)
    is measured on the list without it. If none passes, the first article's candidate stands, with
    the checks that it failed.
    """
    tried = [
        (hit, composed(search, hit.document, policy))
        for hit in best_of_each(search.hits)[:ARTICLES_MAX]
    ]
    passed = [(hit, one) for hit, one in tried if one.verification and one.verification.passed]
    if not tried:
        return Found(Finding(search.question))
    (first, finding), *rest = passed or tried[:1]
    failed = {hit.document for hit, _ in tried} - {hit.document for hit, _ in passed}
    hits = without(search.hits, failed - {first.document})
    values = both(features(hits, search.question, search.terms, search.language), search.alone)
    if first.is_stale:
        values = (*values, (STALE, 1.0))
    if finding.candidate is None:
        return Found(finding)
    confidence = calibration.confidence(values)
    others = (
        Meaning(
            hit.document,
            hit.title,
            hit.product,
            calibration.of_meaning(confidence.value, meaning_features(hit, first)),
        )
        for hit, _ in rest
    )
    return Found(replace(finding, confidence=confidence), tuple(others))


def composed(search: Search, article: str, policy: Policy, *, is_picked: bool = False) -> Finding:
    """The candidate that one article gives, with its checks and without P(right)."""
    own = [hit for hit in search.hits if hit.document == article]
    near = [hit for hit in search.around if hit.document == article]
    candidate = extract(
        search.worded,
        own,
        search.terms,
        search.language,
        around=near,
        tidied=lambda text: without_links(text, policy),
        may_show=lambda text: all(allowed(link, policy) for link in links(text)),
    )
    if candidate is None:
        return Finding(search.question)
    words = () if is_picked else telling(search.question, policy.names)
    # An article about a product need not repeat the name that customers know it by.
    text = f"{of_article(own, article)}\n{policy.product_name(own[0].product)}"
    lacks = missing(words, text)
    verification = verify(candidate, words, lacks, policy, search.known)
    return Finding(search.question, candidate, verification, None, lacks)


def find_next(
    search: Search, refused: Sequence[str], calibration: Calibration, policy: Policy
) -> Found:
    """The same among the articles that the customer has not refused.

    P(right) is that of an article further down the list, where the first one is not right.
    """
    left = without(search.hits, refused)
    found = find(replace(search, hits=left), calibration, policy)
    hit = next((hit for hit in left if hit.document == found.finding.article), None)
    if hit is None:
        return found
    confidence = calibration.of_meaning(0.0, meaning_features(hit, search.hits[0]))
    return replace(found, finding=replace(found.finding, confidence=confidence))


def find_in(
    search: Search, passages: tuple[Hit, ...], calibration: Calibration, policy: Policy
) -> Found:
    """The candidate of the article that the customer picked; `passages` are all that it has.

    A pick is the customer's own: telling words are no reason to withhold what they chose.
    """
    if not passages:
        return Found(Finding(search.question))
    known = {hit.passage_id: hit for hit in search.hits if hit.text}
    own = tuple(known.get(hit.passage_id, hit) for hit in passages)
    finding = composed(
        replace(search, hits=own, around=passages), own[0].document, policy, is_picked=True
    )
    if finding.candidate is None:
        return Found(finding)
    confidence = calibration.confidence(
        both(features(search.hits, search.question, search.terms, search.language), search.alone)
    )
    first = search.hits[0] if search.hits else own[0]
    if own[0].document != first.document:
        best = max(own, key=lambda hit: hit.score)
        confidence = calibration.of_meaning(confidence.value, meaning_features(best, first))
    return Found(replace(finding, confidence=confidence))


def current(hits: tuple[Hit, ...], question: str) -> tuple[Hit, ...]:
    """The hits without articles whose title says that they are out of date.

    They stay where the question asks for that time: it has a number of the title ("in 2024"), or
    says so ("the old prices"); and where nothing else was found.
    """
    asked = frozenset(_NUMBER.findall(question))
    is_of_then = _THEN.search(question) is not None
    left = tuple(
        hit
        for hit in hits
        if _OUTDATED.search(hit.title) is None
        or is_of_then
        or asked.intersection(_NUMBER.findall(hit.title))
    )
    return left or hits


_OUTDATED = re.compile(
    r"\b(?:out of date|out-of-date|outdated|obsolete|deprecated|archived|superseded|withdrawn"
    r"|no longer valid)\b",
    re.IGNORECASE,
)
_THEN = re.compile(r"\b(?:old|older|earlier|previous|former|used to|back then)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d{2,}")


def following(hits: tuple[Hit, ...], articles: Sequence[str]) -> tuple[Hit, ...]:
    """The hits with those of the articles just quoted preferred: a follow-up keeps its topic."""
    raised = (
        replace(hit, score=hit.score + FOLLOWED_BONUS) if hit.document in articles else hit
        for hit in hits
    )
    return tuple(sorted(raised, key=lambda hit: -hit.score))


def without(hits: tuple[Hit, ...], articles: Sequence[str] | set[str]) -> tuple[Hit, ...]:
    """The hits of all articles but these."""
    return tuple(hit for hit in hits if hit.document not in articles)
