"""What a turn thinks with: one frozen bundle, joined in app.py."""

from dataclasses import dataclass

from tandem.assistant.ports import Embedder
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.head import Head
from tandem.core.turn.policy import Policy
from tandem.store.database import Database


@dataclass(frozen=True, slots=True)
class Thinking:
    """The parts a turn needs.

    `shipped` are the calibrations that came with this release: first the one for the shipped
    embedder's vectors, then one for keywords alone; another starts with no threshold. `heads` vote
    only where they were fitted for this embedder.
    """

    database: Database
    embedder: Embedder | None
    heads: tuple[Head, ...]
    policy: Policy
    shipped: tuple[Calibration, ...]
    version: str
