"""What can be judged of a turn."""

import pytest

from tandem.core.desk.review import CLAIMING, ReviewKind, Verdict, check_verdict, kind_of
from tandem.core.errors import InvalidError
from tandem.core.turn.decide import NAMES


def test_every_decision_has_a_kind() -> None:
    kinds = {name: kind_of(name, is_handoff=False) for name in NAMES.values()}
    claiming = {name: kind for name, kind in kinds.items() if kind in CLAIMING}
    assert claiming == {"answer": ReviewKind.ANSWER, "suggest": ReviewKind.SUGGESTION}
    assert {kind_of(name, is_handoff=True) for name in NAMES.values()} == {ReviewKind.HANDOFF}


@pytest.mark.parametrize("kind", ReviewKind)
def test_only_what_claims_something_is_right_or_wrong(kind: ReviewKind) -> None:
    refused = None if kind in CLAIMING else Verdict.WRONG
    check_verdict(kind, Verdict.RIGHT if kind in CLAIMING else None)
    with pytest.raises(InvalidError):
        check_verdict(kind, refused)
