"""What a language model composed in a turn, as evidence: the reply, its checks, its cost."""

from dataclasses import dataclass

from tandem.core.turn.candidate import Finding
from tandem.core.turn.threshold import Threshold


@dataclass(frozen=True, slots=True)
class Call:
    """One request to a model.

    `prompt` is the version of the prompt's text. `sent` and `output` are the hashes of what left
    and came back: the texts are kept beside the record, for as long as the firm keeps them.
    `failure` says why it gave nothing to use; empty if it did. `cost` is in US dollars, None where
    no price is set. `is_hosted` says that it left the house.
    """

    model: str
    purpose: str
    prompt: str
    settings: tuple[tuple[str, str], ...]
    sent: str
    output: str
    tokens_in: int
    tokens_out: int
    cost: float | None
    is_hosted: bool
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A claim that was not let through, and why."""

    text: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A model's reply after the checks; `finding` has no candidate if nothing of it is left.

    `claims` is how many it made, `dropped` those that failed. `declined` says that it found no
    answer in the passages, `question` is what it would ask. `threshold` is that of its own
    calibration; None if it was never measured. `spent` says that the budget is used up.
    """

    model: str
    finding: Finding
    claims: int
    dropped: tuple[Dropped, ...]
    declined: bool
    question: str
    threshold: Threshold | None
    calls: tuple[Call, ...]
    spent: bool = False

    @property
    def supported(self) -> float:
        """The share of its claims that passed; 0 without any."""
        return (self.claims - len(self.dropped)) / self.claims if self.claims else 0.0
