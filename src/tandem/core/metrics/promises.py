"""How many promises the assistant's replies made, and how many the firm kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from tandem.core.metrics.figures import Figure, proportion


@dataclass(frozen=True, slots=True)
class Promised:
    """How many promises of a kind an article made in a period, and what became of them."""

    article_id: str
    title: str
    kind: str
    made: int
    open: int
    due: int
    kept: int
    broken: int
    void: int

    @property
    def kept_share(self) -> Figure:
        """How many were kept, of those that people judged and that came to it."""
        return proportion(self.kept, self.kept + self.broken)

    @classmethod
    def total(cls, counts: Sequence[Self]) -> Self:
        """All of them together."""
        return cls(
            article_id="",
            title="",
            kind="",
            made=sum(one.made for one in counts),
            open=sum(one.open for one in counts),
            due=sum(one.due for one in counts),
            kept=sum(one.kept for one in counts),
            broken=sum(one.broken for one in counts),
            void=sum(one.void for one in counts),
        )
