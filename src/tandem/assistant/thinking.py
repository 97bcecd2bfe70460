"""What a turn needs to work out its evidence: frozen bundles, built in app.py."""

from collections.abc import Callable
from dataclasses import dataclass

from tandem.assistant.ports import Embedder, Lookups
from tandem.assistant.requests import Writers
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.head import Head
from tandem.core.turn.policy import Policy
from tandem.store.database import Database


@dataclass(frozen=True, slots=True)
class Thinking:
    """The parts a turn needs.

    `policy` returns the policy in force now; a turn calls it once and keeps the result. `shipped`
    are the calibrations of this release: first the one for the shipped embedder's vectors, then the
    one for keywords alone; any other embedder starts without a threshold. `heads` vote only if they
    were fitted for this embedder.
    """

    database: Database
    embedder: Embedder | None
    heads: tuple[Head, ...]
    policy: Callable[[], Policy]
    shipped: tuple[Calibration, ...]
    version: str
    lookups: Lookups | None = None
    writers: Writers | None = None


@dataclass(frozen=True, slots=True)
class Recognisers:
    """The parts that recognise what a message is; they need no database."""

    policy: Policy
    heads: tuple[Head, ...]
    embedder: Embedder | None


def fixed(policy: Policy) -> Callable[[], Policy]:
    """A policy that stays in force, even if its file changes."""
    return lambda: policy
