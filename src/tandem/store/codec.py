"""Frozen values to canonical JSON and back, byte for byte; recorded values carry their format."""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from cattrs import Converter
from cattrs.errors import CattrsError
from cattrs.strategies import configure_tagged_union

from tandem.core.formats import Format, Record
from tandem.core.turn import formats
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.category import CategoryHead
from tandem.core.turn.decide import NAMES, Decision
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.policy import Policy

T = TypeVar("T")

FORMATS: Mapping[object, Format] = {
    Evidence: formats.EVIDENCE,
    Policy: formats.POLICY,
    Calibration: formats.CALIBRATION,
    CategoryHead: formats.CATEGORY_HEAD,
    Decision: formats.DECISION,
}

_converter = Converter(forbid_extra_keys=True, detailed_validation=False)
_converter.register_unstructure_hook(datetime, datetime.isoformat)
_converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
_converter.register_unstructure_hook(bytes, lambda raw: b64encode(raw).decode("ascii"))
_converter.register_structure_hook(bytes, lambda text, _: b64decode(text, validate=True))
configure_tagged_union(
    Decision, _converter, tag_name="decision", tag_generator=lambda case: NAMES[case]
)


def encode(value: object, kind: object = None) -> str:
    """Canonical JSON of a value: sorted keys, no spaces, so that equal values give equal bytes.

    `kind` is the declared type where the value is one case of a union.
    """
    plain = _converter.unstructure(value, kind)
    written = FORMATS.get(kind or type(value))
    return canonical(plain if written is None else written.numbered(plain))


def canonical(plain: object) -> str:
    """The canonical text of a JSON value."""
    return json.dumps(
        plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def decode(text: str, kind: type[T]) -> T:
    """The value that was encoded, by this release or an earlier one.

    Raises ConfigError for a format of a later release.
    """
    return _structured(json.loads(text), kind)


def upcast(text: str, kind: object) -> Record:
    """The encoded value as plain JSON in today's format, for people and programs to read."""
    read = FORMATS[kind]
    return read.numbered(read.upcast(json.loads(text)))


def encode_decision(decision: Decision) -> str:
    """A decision with the name of its case."""
    return encode(decision, Decision)


def decode_decision(text: str) -> Decision:
    """The decision that was encoded, also by an earlier release.

    Raises ValueError for a text that is no decision, ConfigError for a later release's.
    """
    try:
        return _structured(json.loads(text), Decision)  # pyright: ignore[reportArgumentType] -- a union is a type form, not a class
    except (AttributeError, LookupError, TypeError, CattrsError) as error:
        raise ValueError("This is not a decision.") from error


def content_hash(text: str) -> str:
    """The key under which a frozen text is stored: its SHA-256 in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def decode_shipped(text: str) -> tuple[Calibration, ...]:
    """The calibrations in the file that Tandem ships; its provenance is for readers only."""
    return tuple(_structured(row, Calibration) for row in json.loads(text)["calibrations"])


def _structured(plain: Any, kind: type[T]) -> T:
    read = FORMATS.get(kind)
    return _converter.structure(plain if read is None else read.upcast(plain), kind)
