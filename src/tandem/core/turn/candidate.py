"""A composed text before it is decided on: claims, and the passages that support them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact passage that a claim stands on."""

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


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement to the customer, and the number of the citation that supports it."""

    text: str
    citation: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """What could be sent; not `answerable` when its maker said that the sources don't answer."""

    maker: str
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    answerable: bool = True


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was verified, and what was found."""

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
