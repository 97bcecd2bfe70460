"""Desks whose replies a model may word, through our own adapter and transport."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from tandem.adapters.llm import transport
from tandem.adapters.llm.model import PydanticModel
from tandem.assistant.requests import Health, Price, Writers
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.policy import ModelRules
from tandem.core.turn.written import Written
from tandem.store import codec, model_calls, turns
from tandem.store.database import Database
from tandem.store.model_calls import Asked
from tests.integration.shop import LIVE, Shop

FIRST, SECOND = "openai:first", "openai:second"
CLAUDE = "anthropic:claude-haiku-5-5"
KEY = "the-firm-s-own-key"
PATIENCE_S = 30.0  # only a broken test waits this long
QUOTE = "Use two descaling tablets for one boiler."


@dataclass(slots=True)
class Seconds:
    """A clock of seconds that stands still until it is moved."""

    at: float = 1_000.0

    def __call__(self) -> float:
        """The time."""
        return self.at


@asynccontextmanager
async def writers(
    *urls: str,
    names: Sequence[str] = (FIRST, SECOND),
    is_hosted: bool = False,
    prices: Mapping[str, Price] | None = None,
    health: Health | None = None,
) -> AsyncGenerator[Writers]:
    """Models at these servers, first choice first; they wait for nothing before a retry."""

    async def sleep(_: float) -> None:
        """No time."""

    async with transport.client() as client:
        models = [
            PydanticModel.named(name, client, url=url, key=KEY, is_hosted=is_hosted)
            for name, url in zip(names, urls, strict=False)
        ]
        yield Writers(tuple(models), prices or {}, health=health or Health(), sleep=sleep)


def written_by(
    shop: Shop, models: Writers | None, *, suggest_from: float = 0.4, **rules: Any
) -> Shop:
    """The same desk with these models, where what is likely is suggested and nothing is answered.

    A model that was never measured may not answer, so that is where its words are shown.
    """
    thinking = replace(shop.desk.thinking, writers=models)
    shop = replace(shop, desk=replace(shop.desk, thinking=thinking))
    policy = replace(LIVE, suggest_from=suggest_from, llm=ModelRules(**rules))
    return shop.suggesting().under(policy)


@dataclass(frozen=True, slots=True)
class Turn:
    """A customer's message, what the desk did, and its record."""

    conversation: UUID
    id: UUID
    decision: str | None
    text: str
    evidence: Evidence
    asked: list[Asked]

    @property
    def written(self) -> Written:
        """What the model composed."""
        assert self.evidence.written is not None, "no model was set, or it may not write here"
        return self.evidence.written


async def turn_of(shop: Shop, text: str, contact: UUID | None = None) -> Turn:
    """A customer writes, a worker takes the turn: all of the way, on a real database."""
    sent = await shop.write(contact or await shop.customer(), text)
    (taken,) = await shop.turns()
    said = await shop.said(sent.conversation)
    assert said.turn_id is not None
    evidence, asked = await record_of(shop.database, said.turn_id)
    return Turn(sent.conversation, said.turn_id, taken.decision, said.text, evidence, asked)


async def record_of(database: Database, turn: UUID) -> tuple[Evidence, list[Asked]]:
    """A turn's evidence and its requests, as they are stored."""
    async with database.connection() as connection:
        stored = await turns.read(connection, turn)
        asked = await model_calls.of_turn(connection, turn)
    return codec.decode(stored.evidence, Evidence), asked
