"""Frozen values to canonical JSON and back, byte for byte."""

import hashlib
import json
from datetime import datetime
from typing import TypeVar

from cattrs import Converter
from cattrs.strategies import configure_tagged_union

from tandem.core.turn.calibration import Calibration
from tandem.core.turn.decide import Decision

T = TypeVar("T")

_converter = Converter(forbid_extra_keys=True, detailed_validation=False)
_converter.register_unstructure_hook(datetime, datetime.isoformat)
_converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
configure_tagged_union(Decision, _converter, tag_name="decision")


def encode(value: object, kind: object = None) -> str:
    """Canonical JSON of a value: sorted keys, no spaces, so that equal values are equal bytes.

    `kind` is the declared type where the value is one case of a union.
    """
    plain = _converter.unstructure(value, kind)
    return json.dumps(
        plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def decode(text: str, kind: type[T]) -> T:
    """The value that was encoded."""
    return _converter.structure(json.loads(text), kind)


def encode_decision(decision: Decision) -> str:
    """A decision with the name of its case."""
    return encode(decision, Decision)


def content_hash(text: str) -> str:
    """The name under which a frozen text is stored: its SHA-256 in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def decode_shipped(text: str) -> tuple[Calibration, ...]:
    """The calibrations in the file that Tandem ships; its provenance is for readers."""
    table = json.loads(text)
    return tuple(_converter.structure(row, Calibration) for row in table["calibrations"])
