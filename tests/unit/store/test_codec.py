"""What is recorded is read back unchanged, byte for byte, and decided the same."""

import json
import math
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from cattrs.errors import BaseValidationError, ForbiddenExtraKeysError
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.turn.calibration import Calibration
from tandem.core.turn.confidence import Confidence
from tandem.core.turn.decide import NAMES, Decision, decide, name_of
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.policy import Policy
from tandem.store import codec

decisions = st.one_of(*map(st.builds, NAMES))


@given(st.from_type(Evidence))
def test_evidence_survives(evidence: Evidence) -> None:
    text = codec.encode(evidence)
    assert codec.decode(text, Evidence) == evidence
    assert codec.encode(codec.decode(text, Evidence)) == text
    assert text == json.dumps(
        json.loads(text), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )


@given(st.from_type(Policy))
def test_policies_survive_under_their_version(policy: Policy) -> None:
    text = codec.encode(policy)
    read = codec.decode(text, Policy)
    assert read == policy
    assert codec.encode(read) == text
    assert read.version == policy.version


@given(decisions)
def test_decisions_survive_with_the_name_of_their_case(decision: Decision) -> None:
    text = codec.encode_decision(decision)
    assert codec.decode_decision(text) == decision
    assert json.loads(text)["decision"] == name_of(decision)


@given(st.from_type(Evidence), st.from_type(Policy))
def test_what_was_read_back_is_decided_as_before(evidence: Evidence, policy: Policy) -> None:
    """Invariant 6: replay gives the same decision, byte for byte."""
    again = decide(
        codec.decode(codec.encode(evidence), Evidence), codec.decode(codec.encode(policy), Policy)
    )
    assert codec.encode_decision(again) == codec.encode_decision(decide(evidence, policy))


@given(st.from_type(Evidence), st.integers(-23, 23))
def test_an_hour_keeps_its_zone(evidence: Evidence, hours: int) -> None:
    now = datetime(2026, 1, 5, 12, 30, 1, 5, tzinfo=timezone(timedelta(hours=hours)))
    moved = replace(evidence, context=replace(evidence.context, now=now))
    read = codec.decode(codec.encode(moved), Evidence)
    assert read.context.now == now
    assert read.context.now.utcoffset() == now.utcoffset()


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_in_json_is_not_recorded(value: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        codec.encode(Confidence(value, ()))


@pytest.mark.parametrize("text", ["{}", '{"value": 1.0}', '{"value": "x", "features": []}'])
def test_a_record_that_lacks_something_is_refused(text: str) -> None:
    with pytest.raises((KeyError, ValueError, BaseValidationError)):
        codec.decode(text, Confidence)


def test_a_record_with_something_more_is_refused() -> None:
    with pytest.raises(ForbiddenExtraKeysError):
        codec.decode('{"value": 1.0, "features": [], "more": 1}', Confidence)


def test_the_shipped_calibrations_are_read_and_survive() -> None:
    from tandem.app import shipped_calibrations

    for calibration in shipped_calibrations():
        assert codec.decode(codec.encode(calibration), Calibration) == calibration


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "null",
        "{",
        '{"decision":"guess"}',
        '{"decision":"greet","rule":"x","more":1,"format":2}',
    ],
)
def test_what_is_no_decision_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        codec.decode_decision(text)
