"""Records of earlier releases are decided as they were then; those of later ones are refused."""

import json
import os
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest

from tandem.core.desk.event import PAYLOAD
from tandem.core.errors import ConfigError
from tandem.core.formats import Format, Record
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.decide import NAMES, Decision, decide
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.formats import EVIDENCE
from tandem.core.turn.policy import Policy
from tandem.store import codec

FIXTURES = Path(__file__).parents[2] / "fixtures"
RELEASES = sorted(path.name for path in (FIXTURES / "releases").iterdir())
KINDS: Mapping[str, object] = {
    "evidence": Evidence,
    "policy": Policy,
    "calibration": Calibration,
    "decision": Decision,
}


def records(release: str) -> dict[str, list[dict[str, Any]]]:
    return json.loads((FIXTURES / "releases" / release / "records.json").read_text("utf-8"))


@pytest.mark.parametrize("release", RELEASES)
def test_every_turn_of_a_release_is_decided_as_it_was_then(release: str) -> None:
    kept = records(release)
    frozen = {row["hash"]: row["body"] for row in kept["frozen"]}
    decided: set[tuple[str, str]] = set()
    for turn in kept["turns"]:
        evidence = codec.decode(frozen[turn["evidence_hash"]], Evidence)
        policy = codec.decode(frozen[turn["policy_hash"]], Policy)
        recorded = codec.decode_decision(turn["decision_body"])
        assert decide(evidence, policy) == recorded
        decided.add((codec.upcast(turn["decision_body"], Decision)["decision"], recorded.rule))
    assert len(decided) > 10, "the fixture goes through most rules"


def test_greetings_of_0_1_0_are_decisions_of_their_own() -> None:
    kept = records("0.1.0")
    bodies = {turn["decision_body"] for turn in kept["turns"] if turn["rule"] == "courtesy"}
    assert {codec.encode_decision(codec.decode_decision(body)) for body in bodies} == {
        '{"decision":"greet","format":2,"rule":"courtesy"}'
    }
    named = {
        PAYLOAD.upcast_from(1, event["data"]).get("decision")
        for event in kept["events"]
        if event["data"].get("decision") == "courtesy"
        or (event["type"], event["data"].get("rule")) == ("turn.taken", "courtesy")
    }
    assert named == {"greet"}


def test_what_hid_behind_a_greeting_in_0_1_0_stays_hidden() -> None:
    """There a greeting was the last decision; a replay must not find an offer made before it."""
    old = json.loads(
        next(row["body"] for row in records("0.1.0")["frozen"] if row["kind"] == "evidence")
    )
    said = {"at": None, "automatic": False, "author": "assistant", "text": "…"}
    decisions = ["offer_human", "courtesy"]
    old["context"]["earlier"] = [{**said, "decision": decision} for decision in decisions]
    read = codec.decode(json.dumps(old), Evidence)
    assert [message.decision for message in read.context.earlier] == ["offer_human", "greet"]
    assert read.context.last_decision == "greet"


@pytest.mark.parametrize("release", RELEASES)
def test_calibrations_of_a_release_are_read(release: str) -> None:
    kept = records(release)["calibrations"]
    assert {row["scope"] for row in kept} == {"corpus", "judged"}
    for row in kept:
        calibration = codec.decode(row["body"], Calibration)
        assert calibration.threshold("").target > 0
        assert codec.decode(codec.encode(calibration), Calibration) == calibration


@pytest.mark.parametrize("kind", [Evidence, Policy, Calibration, Decision])
def test_a_later_format_is_refused_with_a_sentence(kind: Any) -> None:
    later = codec.FORMATS[kind].current + 1
    with pytest.raises(ConfigError, match=rf"has format {later}; this release reads up to"):
        codec.decode(json.dumps({"format": later}), kind)


def test_a_field_that_evidence_gains_breaks_no_old_turn() -> None:
    """What the next format needs: a function that gives the field its old meaning."""

    def gains_a_field(evidence: Record) -> Record:
        return {**evidence, "matter": None}

    following = Format(EVIDENCE.name, (*EVIDENCE.upcasters, gains_a_field))
    for row in records("0.1.0")["frozen"]:
        if row["kind"] == "evidence":
            read = following.upcast(json.loads(row["body"]))
            today = EVIDENCE.upcast(json.loads(row["body"]))
            assert read == {**today, "matter": None}


@pytest.mark.parametrize("name", KINDS)
def test_a_changed_shape_gets_a_format_of_its_own(name: str) -> None:
    """If this fails, a stored value's shape has changed: add an upcaster and this file.

    Write it by `WRITE_SHAPES=1 pytest tests/unit/store/test_formats.py` under the new number.
    """
    path = FIXTURES / "formats" / f"{name}-{codec.FORMATS[KINDS[name]].current}.json"
    found = json.dumps(shape(KINDS[name]), indent=1, sort_keys=True) + "\n"
    if os.environ.get("WRITE_SHAPES") == "1" and not path.exists():
        path.write_text(found, "utf-8")
    assert found == path.read_text("utf-8"), f"{name}: raise its format in core/turn/formats.py"


def shape(kind: Any) -> Any:
    """The fields of a stored value by name, down to plain JSON."""
    if kind is Decision:
        return {name: shape(case) for case, name in NAMES.items()}
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return {field.name: shape(hints[field.name]) for field in fields(kind)}
    if get_origin(kind) in (Union, Literal) or type(kind).__name__ == "UnionType":
        return ["any of", *(shape(one) for one in get_args(kind))]
    if get_args(kind):
        return ["list of", *(shape(one) for one in get_args(kind) if one is not ...)]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return sorted(str(case.value) for case in kind)
    return "time" if kind is datetime else getattr(kind, "__name__", str(kind))


def test_a_record_is_written_with_its_number() -> None:
    calibration = codec.decode(records("0.1.0")["calibrations"][0]["body"], Calibration)
    assert json.loads(codec.encode(replace(calibration, version="x")))["format"] == 1
