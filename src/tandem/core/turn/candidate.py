"""A composed text before the decision: claims, and the passages that support them."""

from dataclasses import dataclass

from tandem.core.turn.confidence import Confidence


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact passage that supports a claim.

    `further` are the passages in which a quote goes on; `passage` has their text too.
    """

    number: int
    passage_id: int
    article_id: str
    version: int
    title: str
    url: str
    heading_path: tuple[str, ...]
    passage: str
    score_bm25: float
    score_dense: float | None
    further: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement to the customer, and the number of the citation that supports it.

    `shape` says what the line was in the article (knowledge/lines.py); empty if nobody knows.
    `further` are more citations that a composed sentence rests on.
    """

    text: str
    citation: int
    shape: str = ""
    further: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that could be sent; not `answerable` if its maker found no answer in the sources.

    `is_cut` says that a list, a table or code goes on in the article.
    """

    maker: str
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    answerable: bool = True
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a candidate, and its result."""

    name: str
    ok: bool
    says: str


@dataclass(frozen=True, slots=True)
class Verification:
    """All checks of a candidate; it may be sent only if every one of them passed."""

    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Whether the candidate may reach a customer."""
        return all(check.ok for check in self.checks)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for one question: a candidate with its checks and its P(right).

    `missing` are the question's telling words that the article does not have.
    """

    question: str
    candidate: Candidate | None = None
    verification: Verification | None = None
    confidence: Confidence | None = None
    missing: tuple[str, ...] = ()

    @property
    def article(self) -> str | None:
        """The article that the candidate quotes first."""
        return self.candidate.citations[0].article_id if self.candidate else None

    @property
    def probability(self) -> float | None:
        """P(right) of a candidate that passed every check; None without one."""
        if self.verification is None or self.confidence is None or not self.verification.passed:
            return None
        return self.confidence.value


@dataclass(frozen=True, slots=True)
class Meaning:
    """Another article that may be meant: verified, but less likely right than the candidate."""

    article_id: str
    title: str
    product: str
    confidence: Confidence
