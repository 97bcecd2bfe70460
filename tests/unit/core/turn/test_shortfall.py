"""Why the nearest article was not enough: each cause by itself, and which goes before which."""

from dataclasses import replace

import pytest

from tandem.core.knowledge.gap import Fault, Shortfall, Why
from tandem.core.turn.candidate import Candidate, Citation, Claim
from tandem.core.turn.confidence import Confidence
from tandem.core.turn.evidence import Ambiguity, Evidence
from tandem.core.turn.shortfall import shortfall
from tests.unit.turns import FAILED, NOTHING_FOUND, PASSED

CITED = Citation(1, 7, "help/pause", 2, "Pausing", "", (), "Press pause.", 0.4, 0.5)
CANDIDATE = Candidate("extractive", (Claim("Press pause.", 1),), (CITED,))
LIKELY = Confidence(0.9, ())
FOUND = replace(NOTHING_FOUND, candidate=CANDIDATE, verification=PASSED, confidence=LIKELY)
UNLIKELY = replace(FOUND, confidence=Confidence(0.3, ()))


def fault(evidence: Evidence, why: Why = Why.UNSURE) -> Shortfall:
    return shortfall(evidence, why, suggest_from=0.5)


def test_without_an_article_nothing_was_found() -> None:
    assert fault(NOTHING_FOUND) == Shortfall("", "", Fault.NOTHING)


@pytest.mark.parametrize(
    ("evidence", "why", "kind", "says"),
    [
        (UNLIKELY, Why.UNSURE, Fault.UNLIKELY, "0.30 < 0.50"),
        (FOUND, Why.UNSURE, Fault.UNLIKELY, ""),
        (FOUND, Why.REFUSED, Fault.REFUSED, ""),
        (FOUND, Why.RATED, Fault.RATED, ""),
        (replace(UNLIKELY, missing=("Norway",)), Why.UNSURE, Fault.LACKS_WORDS, "Norway"),
        (
            replace(UNLIKELY, verification=FAILED),
            Why.ESCALATED,
            Fault.NOT_SUPPORTED,
            "a link leads elsewhere",
        ),
        (
            replace(UNLIKELY, ambiguity=Ambiguity("product", ("cup", "pot"))),
            Why.UNSURE,
            Fault.OTHER_PRODUCT,
            "cup, pot",
        ),
        (replace(FOUND, missing=("Norway",)), Why.REFUSED, Fault.REFUSED, ""),
    ],
)
def test_the_cause_is_named(evidence: Evidence, why: Why, kind: Fault, says: str) -> None:
    assert fault(evidence, why) == Shortfall("help/pause", "Pausing", kind, says)
