"""Records of earlier releases are decided as they were then; those of later ones are refused."""

import json
import os
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from tandem.core.desk.event import PAYLOAD
from tandem.core.desk.option import option_of
from tandem.core.errors import ConfigError
from tandem.core.formats import Format, Record
from tandem.core.turn.brief import Brief, text
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.category import CategoryHead
from tandem.core.turn.confidence import Confidence
from tandem.core.turn.decide import NAMES, Decision, decide, name_of
from tandem.core.turn.evidence import Ambiguity, Evidence
from tandem.core.turn.formats import EVIDENCE
from tandem.core.turn.policy import Policy
from tandem.core.turn.screen import screen
from tandem.core.turn.wording import content
from tandem.store import codec
from tests.unit.turns import NOTHING_FOUND, PASSED, citing, hit, replies, says

FIXTURES = Path(__file__).parents[2] / "fixtures"
RELEASES = sorted(path.name for path in (FIXTURES / "releases").iterdir())
KINDS: Mapping[str, object] = {
    "evidence": Evidence,
    "policy": Policy,
    "calibration": Calibration,
    "category_head": CategoryHead,
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
        again = decide(evidence, policy)
        assert again == recorded
        assert codec.encode_decision(again) == codec.encode_decision(recorded)
        decided.add((codec.upcast(turn["decision_body"], Decision)["decision"], recorded.rule))
    assert len(decided) > 10, "the fixture goes through most rules"


def test_greetings_of_0_1_0_are_decisions_of_their_own() -> None:
    kept = records("0.1.0")
    bodies = {turn["decision_body"] for turn in kept["turns"] if turn["rule"] == "courtesy"}
    assert {codec.encode_decision(codec.decode_decision(body)) for body in bodies} == {
        '{"decision":"greet","format":4,"rule":"courtesy"}'
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


@pytest.mark.parametrize("kind", [Evidence, Policy, Calibration, CategoryHead, Decision])
def test_a_later_format_is_refused_with_a_sentence(kind: Any) -> None:
    later = codec.FORMATS[kind].current + 1
    with pytest.raises(ConfigError, match=rf"has format {later}; this release reads up to"):
        codec.decode(json.dumps({"format": later}), kind)


def test_a_field_that_evidence_gains_breaks_no_old_turn() -> None:
    """What the next format needs: a function that gives the field its old meaning."""

    def gains_a_field(evidence: Record) -> Record:
        return {**evidence, "mood": None}

    following = Format(EVIDENCE.name, (*EVIDENCE.upcasters, gains_a_field))
    for row in records("0.1.0")["frozen"]:
        if row["kind"] == "evidence":
            read = following.upcast(json.loads(row["body"]))
            today = EVIDENCE.upcast(json.loads(row["body"]))
            assert read == {**today, "mood": None}


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
    assert json.loads(codec.encode(replace(calibration, version="x")))["format"] == 2


def test_every_event_of_0_1_0_is_read_and_its_options_are_buttons_today() -> None:
    """Their options were texts: titles of articles, or names of products."""
    texts: list[str] = []
    for event in records("0.1.0")["events"]:
        for data in filter(None, (event["data"], event["public_data"])):
            read = PAYLOAD.upcast_from(1, data)
            changed = {name for name in data if read[name] != data[name]}
            is_theirs = "is_automatic" in data  # a message, as the team sees it
            gained = {"asked_again", "given_at"} if is_theirs else set[str]()
            if "owner" in data or "confidence" in data:  # a start, or a turn
                gained |= {"mode", "arm"}
            assert read.keys() == data.keys() | gained
            assert changed <= {"decision", "options", "brief"}
            texts += data.get("options", ())
            assert read.get("options", []) == [
                option_of(text).shown() for text in data.get("options", ())
            ]
    assert texts, "the fixture has a question with options"


def test_briefs_of_0_1_0_are_read_in_words() -> None:
    old = [
        event["data"]["brief"] for event in records("0.1.0")["events"] if "brief" in event["data"]
    ]
    assert any(brief["tried"] for brief in old)
    for before in old:
        read = PAYLOAD.upcast_from(1, {"brief": before})["brief"]
        brief = TypeAdapter(Brief).validate_python(read)
        assert [fact.says for fact in brief.known] == [fact["says"] for fact in before["known"]]
        assert [one.says for one in brief.open_questions] == list(before["open_questions"])
        assert not [one for one in brief.tried if "_" in one.did or "it " in one.reaction]
        assert (brief.mood.quote if brief.mood else "") == before["mood"]
        assert text(brief, now=datetime(2026, 1, 5, tzinfo=UTC))


# Format 3 of evidence and policy and format 2 of decisions were written between releases.

SAID = (says("How do I pause?"), replies("answer"))
CONTEXT = NOTHING_FOUND.context
SHOWN = replace(
    NOTHING_FOUND,
    candidate=citing("pause"),
    verification=PASSED,
    confidence=Confidence(0.9, (("cosine", 0.7), ("lead", 1.5))),
    nearest=(hit("pause"),),
)
REFUSED = replace(
    SHOWN,
    context=replace(CONTEXT, question="no", earlier=SAID, last_decision="answer"),
    screen=screen("no"),
)
UNSURE = replace(NOTHING_FOUND, context=replace(CONTEXT, last_decision="offer_human"))
BETWEEN: dict[str, tuple[Evidence, dict[str, object], str]] = {
    "refused": (
        REFUSED,
        {"decision": "offer_human", "rule": "refused"},
        "I'm sorry that wasn't it.",
    ),
    "ask": (
        replace(SHOWN, ambiguity=Ambiguity("article", ("Pause", "Skip a box"))),
        {"decision": "ask", "rule": "ask", "about": "article", "options": ["Pause", "Skip a box"]},
        "“Pause” or “Skip a box”",
    ),
    "unsure": (
        replace(SHOWN, confidence=Confidence(0.5, ())),
        {"decision": "offer_human", "rule": "unsure"},
        "I'm not sure about this.",
    ),
    "unsure_again": (
        UNSURE,
        {
            "decision": "hand_off",
            "rule": "unsure_again",
            "reason": "low_confidence",
            "priority": "normal",
        },
        "I've asked for a person.",
    ),
    "answer": (
        SHOWN,
        {"decision": "answer", "rule": "answer", "certainty": "probable", "offer_person": False},
        "Pause it in the app. [1]",
    ),
    "language": (
        replace(SHOWN, is_foreign=True, language="fr", confidence=Confidence(0.4, ())),
        {
            "decision": "hand_off",
            "rule": "language",
            "reason": "low_confidence",
            "priority": "normal",
        },
        "",
    ),
    "a language, but something was found": (
        replace(SHOWN, is_foreign=True, language="fr"),
        {"decision": "offer_human", "rule": "unsure"},
        "I'm not sure about this.",
    ),
}


def in_format_3(evidence: Evidence) -> str:
    """The evidence as it was written before there were suggestions: without what they need."""
    kept: dict[str, Any] = json.loads(codec.encode(evidence))
    for name in ("missing", "part", "further", "others", "upset", "suggests"):
        del kept[name]
    context = kept["context"]
    del context["introduced"]
    context["matter"] = context["matter"]["text"]
    for message in context["earlier"]:
        for name in ("options", "articles", "turn_id", "picks"):
            del message[name]
    return json.dumps({**kept, "format": 3})


def policy_in_format_3(policy: Policy) -> str:
    kept: dict[str, Any] = json.loads(codec.encode(policy))
    del kept["suggest_from_of"]
    return json.dumps({**kept, "format": 3})


@pytest.mark.parametrize("name", BETWEEN)
def test_a_turn_before_there_were_suggestions_is_decided_as_it_was_then(name: str) -> None:
    given, written, says_so = BETWEEN[name]
    evidence = codec.decode(in_format_3(given), Evidence)
    policy = codec.decode(policy_in_format_3(Policy("", suggest_from=0.5)), Policy)
    recorded = codec.decode_decision(json.dumps({**written, "format": 2}))
    assert not evidence.suggests
    again = decide(evidence, policy)
    assert again == recorded
    assert codec.encode_decision(again) == codec.encode_decision(recorded)
    assert says_so in content(again, evidence, policy)


@given(st.from_type(Evidence), st.from_type(Policy))
def test_before_there_were_suggestions_nothing_was_suggested(
    evidence: Evidence, policy: Policy
) -> None:
    old = codec.decode(in_format_3(evidence), Evidence)
    assert name_of(decide(old, codec.decode(policy_in_format_3(policy), Policy))) != "suggest"
