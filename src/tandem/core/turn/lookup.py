"""What a look-up in the firm's own systems gave, as evidence of a turn."""

from dataclasses import dataclass
from enum import StrEnum

from tandem.core.turn.candidate import Candidate, Citation, Claim


class Outcome(StrEnum):
    """What became of a look-up."""

    WANTED = "wanted"
    FOUND = "found"
    NOT_FOUND = "not_found"
    FAILED = "failed"
    NOT_VERIFIED = "not_verified"
    LACKS = "lacks"


@dataclass(frozen=True, slots=True)
class Lookup:
    """One look-up of a turn: what was asked with, what came, and the words for it.

    `fields` are those that may be shown, by label. `says` explains a failure to the team.
    """

    tool: str
    title: str
    arguments: tuple[tuple[str, str], ...]
    outcome: Outcome
    fields: tuple[tuple[str, str], ...] = ()
    lines: tuple[str, ...] = ()
    says: str = ""

    @property
    def candidate(self) -> Candidate:
        """What was found as a candidate: its lines, resting on its fields."""
        passage = "\n".join(f"{label}: {value}" for label, value in self.fields)
        citation = Citation(1, 0, "", 0, self.title, "", (), passage, 0.0, None)
        return Candidate(
            f"tool:{self.tool}", tuple(Claim(line, 1) for line in self.lines), (citation,)
        )
