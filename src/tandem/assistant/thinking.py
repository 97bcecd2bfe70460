"""What a turn thinks with: frozen bundles, joined in app.py."""

from collections.abc import Callable
from dataclasses import dataclass

from tandem.assistant.ports import Embedder
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.head import Head
from tandem.core.turn.policy import Policy
from tandem.store.database import Database


@dataclass(frozen=True, slots=True)
class Thinking:
    """The parts a turn needs.

    `policy` gives the policy in force now: a turn asks once, and keeps the answer. `shipped` are
    the calibrations of this release: first that for the shipped embedder's vectors, then that for
    keywords alone; any other embedder starts with no threshold. `heads` vote only where they were
    fitted for this embedder.
    """

    database: Database
    embedder: Embedder | None
    heads: tuple[Head, ...]
    policy: Callable[[], Policy]
    shipped: tuple[Calibration, ...]
    version: str


@dataclass(frozen=True, slots=True)
class Recognisers:
    """The parts that recognise what a message is; they need no database."""

    policy: Policy
    heads: tuple[Head, ...]
    embedder: Embedder | None


def fixed(policy: Policy) -> Callable[[], Policy]:
    """A policy that stays in force, whatever becomes of its file."""
    return lambda: policy
