"""Requests to language models: which is asked, for how long, and what is written down of it.

A request is written down before it leaves, and what came of it after: so a turn that is overtaken,
cut off or killed hides neither what left the house nor what it cost. A turn that stands names its
requests afterwards (`store/model_calls.belong`).
"""

import asyncio
import math
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tandem.assistant.ports import Model
from tandem.core.errors import ConfigError, UnavailableError
from tandem.core.turn.policy import ModelRules
from tandem.core.turn.prompt import Prompt
from tandem.core.turn.reply import BusyError, NoReplyError, Said, storable
from tandem.core.turn.sent import content_hash
from tandem.core.turn.written import Call
from tandem.store import model_calls
from tandem.store.database import Database
from tandem.store.model_calls import Sent, Spent

FAILURES_MAX = 3  # in a row, after which a model is left alone for a while
REST_S = 30.0
REST_S_MAX = 300.0  # however long a busy server asks for
RETRIES = 1
PAUSE_S = 0.3  # before a retry; more by chance, so that workers don't ask all at once
ATTEMPT_S_MIN = 0.5  # less time than this is not worth a request

UNFINISHED = "Nobody waited for its answer."
LATE = "It did not answer in time."

Price = tuple[float, float]
"""US dollars for a million tokens in, and out."""


class Keeps(StrEnum):
    """What is written down of requests; the lab's are on nobody's budget."""

    NOTHING = "nothing"
    COSTS = "costs"
    TEXTS = "texts"


@dataclass(slots=True)
class Health:
    """Which models failed lately: a circuit breaker for each, shared by all turns of a process."""

    now: Callable[[], float] = time.monotonic
    _failures: dict[str, int] = field(default_factory=dict[str, int])
    _rests_until: dict[str, float] = field(default_factory=dict[str, float])

    def is_up(self, model: str) -> bool:
        """Whether a model may be asked: it did not fail often, or it has rested."""
        return self.now() >= self._rests_until.get(model, 0.0)

    def says(self, model: str, *, is_well: bool) -> None:
        """Counts an answer or a failure."""
        if is_well:
            self._failures.pop(model, None)
            self._rests_until.pop(model, None)
            return
        self._failures[model] = self._failures.get(model, 0) + 1
        if self._failures[model] >= FAILURES_MAX:
            self.leave(model, REST_S)

    def leave(self, model: str, seconds: float) -> None:
        """Leaves a model alone for so long, within bounds."""
        self._rests_until[model] = self.now() + min(seconds, REST_S_MAX)


@dataclass(frozen=True, slots=True)
class Writers:
    """The models in the order in which they are asked, what their tokens cost, what is kept.

    The lab asks the same again with another `sample`.
    """

    models: tuple[Model, ...]
    prices: Mapping[str, Price]
    keeps: Keeps = Keeps.TEXTS
    sample: int = 0
    health: Health = field(default_factory=Health)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random


@dataclass(frozen=True, slots=True)
class Asking:
    """Whose budget a request is on: the desk's conversation, if there is one, and the day."""

    conversation: UUID | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """What a model said, and the place of the request among those of the session."""

    text: str
    place: int


@dataclass(slots=True)
class Session:
    """The requests of one turn, or one help for an agent, and how much time is left for them.

    `until` is the end of all of it, `share_until` that of the model that is asked now.
    """

    writers: Writers
    database: Database
    rules: ModelRules
    asked: Asking
    until: float = 0.0
    sent: list[Sent] = field(default_factory=list[Sent])
    share_until: float = math.inf

    def begin(self, share: float = 1.0) -> None:
        """Starts the clock for what comes: this share of the time that the policy gives."""
        self.until = self.writers.health.now() + share * self.rules.seconds
        self.share_until = math.inf

    @property
    def calls(self) -> tuple[Call, ...]:
        """The requests so far, without their texts."""
        return tuple(one.call for one in self.sent)

    @property
    def left_s(self) -> float:
        """Seconds that are left for the model that is asked now."""
        return min(self.until, self.share_until) - self.writers.health.now()

    @property
    def models(self) -> list[Model]:
        """The models that may be asked: with `local_only`, none to which anything would leave."""
        models = self.writers.models
        return [one for one in models if not (self.rules.local_only and one.is_hosted)]

    def share(self, models: Sequence[Model]) -> None:
        """Gives the first of these its share of the time: a silent one leaves time for the rest."""
        now = self.writers.health.now()
        others = sum(self.writers.health.is_up(one.name) for one in models[1:])
        self.share_until = now + (self.until - now) / (1 + others)

    async def is_over(self) -> bool:
        """Whether the budget of the conversation or of the day is used up."""
        today = model_calls.day(self.asked.now)
        async with self.database.connection() as connection:
            used = await model_calls.spent(connection, self.asked.conversation, today)
        return is_over(used, self.rules)

    async def ask(self, model: Model, prompt: Prompt, *, sample: int = 0) -> Answered | None:
        """A model's answer; None if it can't be had in time.

        That the model is well is said once its answer can be read.
        """
        health = self.writers.health
        for attempt in range(RETRIES + 1):
            if not health.is_up(model.name) or self.left_s < ATTEMPT_S_MIN:
                return None
            place = await self._leaves(model, prompt, sample)
            try:
                async with asyncio.timeout(self.left_s):
                    said = await model.ask(prompt, deadline_s=self.left_s, sample=sample)
            except NoReplyError as error:
                await self._came(place, Said("", error.tokens_in, error.tokens_out), str(error))
                return None
            except ConfigError as error:
                health.says(model.name, is_well=False)
                await self._came(place, _UNREAD, error.message)
                return None
            except BusyError as error:
                await self._came(place, _UNREAD, str(error))
                if attempt == RETRIES or error.after_s > self.left_s - ATTEMPT_S_MIN:
                    health.leave(model.name, error.after_s)
                    return None
                await self.writers.sleep(error.after_s)
            except (UnavailableError, TimeoutError) as error:
                health.says(model.name, is_well=False)
                if isinstance(error, UnavailableError):
                    await self._came(place, _UNREAD, str(error))
                else:  # the server may have read all of it: the tokens that left count
                    await self._fails(place, LATE)
                if attempt < RETRIES:
                    pause_s = PAUSE_S * (1 + self.writers.chance())
                    await self.writers.sleep(min(pause_s, max(0.0, self.left_s)))
            else:
                text = storable(said.text)
                await self._came(place, replace(said, text=text), "")
                return Answered(text, place)
        return None

    async def unusable(self, answered: Answered, says: str, *, is_ill: bool = True) -> None:
        """An answer came back, but can't be used; `is_ill` if the model is to blame."""
        await self._fails(answered.place, says)
        if is_ill:
            name = self.sent[answered.place].call.model
            self.writers.health.says(name, is_well=False)

    async def _leaves(self, model: Model, prompt: Prompt, sample: int) -> int:
        """Writes a request down as one that nobody has waited for yet; returns its place."""
        text = f"{prompt.system}\n\n{prompt.data}"
        tokens = -(-len(text) // _CHARS_A_TOKEN)
        call = Call(
            model=model.name,
            purpose=prompt.purpose,
            prompt=prompt.version,
            settings=tuple(
                (name, str(value)) for name, value in sorted(model.settings(sample).items())
            ),
            sent=content_hash(text),
            output=content_hash(""),
            tokens_in=tokens,
            tokens_out=0,
            cost=self._cost(model.name, tokens, 0),
            is_hosted=model.is_hosted,
            failure=UNFINISHED,
        )
        place = len(self.sent)
        self.sent.append(Sent(call))
        if self.writers.keeps is not Keeps.NOTHING:
            asked = self.asked
            kept = text if self.writers.keeps is Keeps.TEXTS else None
            async with self.database.connection() as connection:
                id = await model_calls.leaves(
                    connection, call, kept, conversation=asked.conversation, now=asked.now
                )
            self.sent[place] = Sent(call, id)
        return place

    async def _came(self, place: int, said: Said, failure: str) -> None:
        """Writes down what came of a request."""
        call = self.sent[place].call
        cost = self._cost(call.model, said.tokens_in, said.tokens_out)
        await self._changes(
            place,
            replace(
                call,
                output=content_hash(said.text),
                tokens_in=said.tokens_in,
                tokens_out=said.tokens_out,
                cost=cost,
                failure=failure,
            ),
            said.text,
        )

    async def _fails(self, place: int, says: str) -> None:
        await self._changes(place, replace(self.sent[place].call, failure=says), None)

    async def _changes(self, place: int, call: Call, output: str | None) -> None:
        id = self.sent[place].id
        self.sent[place] = Sent(call, id)
        if id is None:
            return
        kept = output if self.writers.keeps is Keeps.TEXTS else None
        async with self.database.connection() as connection:
            await model_calls.came(connection, id, call, kept)

    def _cost(self, model: str, tokens_in: int, tokens_out: int) -> float | None:
        price = self.writers.prices.get(model)
        if price is None:
            return None
        return (tokens_in * price[0] + tokens_out * price[1]) / 1_000_000


_UNREAD = Said("", 0, 0)
_CHARS_A_TOKEN = 4


def is_over(used: Spent, rules: ModelRules) -> bool:
    """Whether a budget is used up."""
    limits = (
        (used.of_conversation, rules.tokens_per_conversation),
        (used.of_day, rules.tokens_per_day),
        (used.dollars, rules.dollars_per_day),
    )
    return any(limit is not None and value >= limit for value, limit in limits)
