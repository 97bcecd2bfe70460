"""Has a language model word a reply from what was found, checks it, and says what it cost.

A model never stands between a customer and an answer: whatever it does, or does not, the quote that
was found without it stays, and so does the way to a person.
"""

import asyncio
import math
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from tandem.assistant.ports import Lookups, Model
from tandem.core.errors import ConfigError, UnavailableError
from tandem.core.knowledge.rank import Hit
from tandem.core.turn import generate, prompt
from tandem.core.turn import tool as tools
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.candidate import Finding
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.lookup import Lookup, Outcome
from tandem.core.turn.masking import Mask, masked, restored
from tandem.core.turn.policy import ModelRules, Policy
from tandem.core.turn.prompt import Composed, Prompt
from tandem.core.turn.reply import BusyError, NoReplyError, storable
from tandem.core.turn.sent import content_hash
from tandem.core.turn.written import Call, Written
from tandem.store import model_calls
from tandem.store.database import Database
from tandem.store.model_calls import Sent, Spent

FAILURES_MAX = 3  # in a row, after which a model is left alone for a while
REST_S = 30.0
REST_S_MAX = 300.0  # however long a busy server asks for
RETRIES = 1
PAUSE_S = 0.3  # before a retry; more by chance, so that workers don't ask all at once
REWRITING = 1 / 3  # of a turn's time, for the question that is searched for
ATTEMPT_S_MIN = 0.5  # less time than this is not worth a request

Price = tuple[float, float]
"""US dollars for a million tokens in, and out."""


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
    """The models in the order in which they are asked, and what their tokens cost.

    The lab asks the same again with another `sample`.
    """

    models: tuple[Model, ...]
    prices: Mapping[str, Price]
    sample: int = 0
    health: Health = field(default_factory=Health)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random


@dataclass(slots=True)
class _Session:
    """The requests of one turn so far, and how much time is left.

    `until` is the end of all of it, `share_until` that of the model that is asked now.
    """

    writers: Writers
    rules: ModelRules
    until: float
    sent: list[Sent] = field(default_factory=list[Sent])
    share_until: float = math.inf

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


@dataclass(frozen=True, slots=True)
class Asking:
    """Whose budget a request is on: the desk's conversation, if there is one, and the day."""

    conversation: UUID | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Basis:
    """What a reply may be worded from, beside the evidence.

    `sent` is what was asked before in this turn.
    """

    passages: tuple[Hit, ...]
    tickets: tuple[Hit, ...]
    calibrations: Mapping[str, Calibration]
    asked: Asking
    sent: tuple[Sent, ...] = ()


async def write(
    writers: Writers,
    database: Database,
    lookups: Lookups | None,
    evidence: Evidence,
    basis: Basis,
    policy: Policy,
) -> tuple[Evidence, tuple[Sent, ...]]:
    """The evidence with a model's reply in it, and the texts that left the house for it.

    Models are asked in their order until one gives an answer that can be read; each failure is
    recorded. Over the budget, none is asked.
    """
    rules = policy.llm
    asked = basis.asked
    share = 1 - REWRITING if basis.sent else 1
    until = writers.health.now() + share * rules.seconds
    session = _Session(writers, rules, until, list(basis.sent))
    async with database.connection() as connection:
        used = await model_calls.spent(connection, asked.conversation, model_calls.day(asked.now))
    if is_over(used, rules):
        nothing = _nothing("", evidence, tuple(one.call for one in basis.sent))
        return replace(evidence, written=replace(nothing, spent=True)), basis.sent
    models = session.models
    for place, model in enumerate(models):
        session.share(models[place:])
        made = await _by(model, session, lookups, evidence, basis, policy)
        if made is not None:
            evidence = made
            break
    calls = tuple(one.call for one in session.sent)
    if evidence.written is None:
        name = models[0].name if models else ""
        return replace(evidence, written=_nothing(name, evidence, calls)), tuple(session.sent)
    written = replace(evidence.written, calls=calls)
    return replace(evidence, written=written), tuple(session.sent)


async def standalone(
    writers: Writers, database: Database, evidence: Evidence, policy: Policy, asked: Asking
) -> tuple[str, tuple[Sent, ...]]:
    """A follow-up, or a question in another language, as one that can be searched for by itself.

    Empty if no model gives one that holds: it may add nothing that nobody said, and must keep the
    follow-up's own words. With it comes what left the house.
    """
    rules, context = policy.llm, evidence.context
    session = _Session(writers, rules, writers.health.now() + REWRITING * rules.seconds)
    async with database.connection() as connection:
        used = await model_calls.spent(connection, asked.conversation, model_calls.day(asked.now))
    said = "\n".join((context.question, *(one.text for one in context.earlier)))
    for model in () if is_over(used, rules) else session.models[:1]:
        hidden, mask = masked(context) if model.is_hosted else (context, Mask())
        # The articles are searched in English: only that is measured.
        output = await _ask(model, session, prompt.to_question(hidden, language="en"))
        if output is None:
            continue
        try:
            question = mask.restore(prompt.read_question(output))
        except ValueError as error:
            _failed(session, str(error))
            writers.health.says(model.name, is_well=False)
            continue
        writers.health.says(model.name, is_well=True)
        is_translated = evidence.is_foreign
        if generate.adds_nothing(
            question, said, context.matter.text, policy, is_translated=is_translated
        ):
            return question, tuple(session.sent)
        _failed(session, "It adds what nobody said, or leaves out what was asked.")
    return "", tuple(session.sent)


async def help_with(
    writers: Writers,
    database: Database,
    rules: ModelRules,
    asked: Asking,
    made: Callable[[bool], tuple[Prompt, Mask]],
) -> tuple[str, tuple[str, ...], tuple[Sent, ...]]:
    """A model's sentences for an agent, and whose they are; none if no model gives any.

    `made` makes the prompt, and the mask that undoes it; it is told whether the model is hosted.
    """
    session = _Session(writers, rules, writers.health.now() + rules.seconds)
    async with database.connection() as connection:
        used = await model_calls.spent(connection, asked.conversation, model_calls.day(asked.now))
    for model in () if is_over(used, rules) else session.models:
        ready, mask = made(model.is_hosted)
        output = await _ask(model, session, ready)
        if output is None:
            continue
        try:
            said = tuple(map(mask.restore, prompt.read_sentences(output)))
        except ValueError as error:
            _failed(session, str(error))
            continue
        return model.name, said, tuple(session.sent)
    return "", (), tuple(session.sent)


def is_over(used: Spent, rules: ModelRules) -> bool:
    """Whether a budget is used up."""
    limits = (
        (used.of_conversation, rules.tokens_per_conversation),
        (used.of_day, rules.tokens_per_day),
        (used.dollars, rules.dollars_per_day),
    )
    return any(limit is not None and value >= limit for value, limit in limits)


def _nothing(model: str, evidence: Evidence, calls: tuple[Call, ...]) -> Written:
    finding = Finding(evidence.context.matter.text)
    return Written(model, finding, 0, (), declined=False, question="", threshold=None, calls=calls)


async def _by(
    model: Model,
    session: _Session,
    lookups: Lookups | None,
    evidence: Evidence,
    basis: Basis,
    policy: Policy,
) -> Evidence | None:
    """The evidence with this model's reply; None if it gave none that can be read.

    It may propose a look-up only where the customer asks about their own record: a model that lies
    must not turn an answer into a question for an order number.
    """
    composed = await _compose(model, session, evidence, basis, policy, own=None)
    is_theirs = evidence.is_own_record and evidence.lookup is None
    if composed is not None and composed.kind == "look_up" and lookups is not None and is_theirs:
        lookup = await _looked_up(composed, lookups, evidence, policy)
        if lookup is not None and lookup.outcome is not Outcome.FOUND:
            return replace(evidence, lookup=lookup, written=_nothing(model.name, evidence, ()))
        if lookup is not None:
            evidence = replace(evidence, lookup=lookup)
            composed = await _compose(model, session, evidence, basis, policy, own=lookup)
    if composed is None:
        return None
    written = _written(model, composed, evidence, basis, policy)
    if written.finding.candidate is not None and session.rules.samples > 1:
        written = await _agreed(written, model, session, evidence, basis, policy)
    return replace(evidence, written=written)


async def _compose(
    model: Model,
    session: _Session,
    evidence: Evidence,
    basis: Basis,
    policy: Policy,
    *,
    own: Lookup | None,
    sample: int = 0,
) -> Composed | None:
    sample += session.writers.sample
    hidden, mask = masked(evidence.context) if model.is_hosted else (evidence.context, Mask())
    fields = own.fields if own is not None else ()
    asked = prompt.to_answer(
        hidden,
        basis.passages,
        basis.tickets,
        policy,
        language=evidence.language,
        own=[
            f"{label}: {mask.hide(value) if model.is_hosted else value}" for label, value in fields
        ],
    )
    output = await _ask(model, session, asked, sample=sample)
    if output is None:
        return None
    try:
        composed = prompt.read_answer(output)
    except ValueError as error:
        _failed(session, str(error))
        session.writers.health.says(model.name, is_well=False)
        return None
    session.writers.health.says(model.name, is_well=True)
    return restored(composed, mask)


async def _looked_up(
    composed: Composed, lookups: Lookups, evidence: Evidence, policy: Policy
) -> Lookup | None:
    """The look-up that a model proposes, made by the desk; None if there is no such tool."""
    tool = next((one for one in policy.tools if one.name == composed.tool), None)
    if tool is None:
        return None
    lookup = tools.prepared(tool, evidence.context, dict(composed.arguments))
    return await lookups.run(tool, lookup) if lookup.outcome is Outcome.WANTED else lookup


def _written(
    model: Model, composed: Composed, evidence: Evidence, basis: Basis, policy: Policy
) -> Written:
    """The model's reply after the checks."""
    question = composed.question if composed.kind == "question" else ""
    if composed.kind != "answer":
        declined = composed.kind == "not_answerable"
        allowed = generate.question_allowed(question, evidence, policy)
        return replace(_nothing(model.name, evidence, ()), declined=declined, question=allowed)
    own = evidence.lookup if evidence.is_looked_up else None
    checks = generate.checked(composed, basis.passages, evidence, policy, model=model.name, own=own)
    claims, calibration = len(composed.claims), basis.calibrations.get(model.name)
    supported = (claims - len(checks.dropped)) / claims
    confidence = None
    if checks.candidate is not None:
        confidence = generate.confidence(checks.candidate, supported, evidence, calibration)
    return Written(
        model=model.name,
        finding=generate.finding(checks, evidence.context.matter.text, confidence),
        claims=claims,
        dropped=checks.dropped,
        declined=False,
        question="",
        threshold=calibration.threshold(evidence.category) if calibration else None,
        calls=(),
    )


async def _agreed(
    written: Written,
    model: Model,
    session: _Session,
    evidence: Evidence,
    basis: Basis,
    policy: Policy,
) -> Written:
    """The reply with its agreement over more samples as a feature of P(right)."""
    own = evidence.lookup if evidence.is_looked_up else None
    others = await asyncio.gather(
        *(
            _compose(model, session, evidence, basis, policy, own=own, sample=sample)
            for sample in range(1, session.rules.samples)
        )
    )
    made = [
        _written(model, one, evidence, basis, policy) if one is not None else None for one in others
    ]
    share = generate.agreement(written, made)
    confidence, calibration = written.finding.confidence, basis.calibrations.get(model.name)
    assert confidence is not None, "there is a candidate"
    agreed = generate.with_agreement(confidence, share, calibration)
    return replace(written, finding=replace(written.finding, confidence=agreed))


async def _ask(model: Model, session: _Session, asked: Prompt, *, sample: int = 0) -> str | None:
    """A model's answer; None if it can't be had in time. Every request is recorded.

    That the model is well is said once its answer can be read.
    """
    health = session.writers.health
    for attempt in range(RETRIES + 1):
        if not health.is_up(model.name) or session.left_s < ATTEMPT_S_MIN:
            return None
        try:
            async with asyncio.timeout(session.left_s):
                said = await model.ask(asked, deadline_s=session.left_s, sample=sample)
        except NoReplyError as error:
            _record(
                session, model, asked, sample, "", error.tokens_in, error.tokens_out, str(error)
            )
            return None
        except ConfigError as error:
            _record(session, model, asked, sample, "", 0, 0, error.message)
            health.says(model.name, is_well=False)
            return None
        except BusyError as error:
            _record(session, model, asked, sample, "", 0, 0, str(error))
            if attempt == RETRIES or error.after_s > session.left_s - ATTEMPT_S_MIN:
                health.leave(model.name, error.after_s)
                return None
            await session.writers.sleep(error.after_s)
        except (UnavailableError, TimeoutError) as error:
            says = str(error) or "It did not answer in time."
            _record(session, model, asked, sample, "", 0, 0, says)
            health.says(model.name, is_well=False)
            if attempt < RETRIES:
                pause_s = PAUSE_S * (1 + session.writers.chance())
                await session.writers.sleep(min(pause_s, max(0.0, session.left_s)))
        else:
            text = storable(said.text)
            _record(session, model, asked, sample, text, said.tokens_in, said.tokens_out, "")
            return text
    return None


def _record(
    session: _Session,
    model: Model,
    asked: Prompt,
    sample: int,
    output: str,
    tokens_in: int,
    tokens_out: int,
    failure: str,
) -> None:
    text = f"{asked.system}\n\n{asked.data}"
    price = session.writers.prices.get(model.name)
    cost = (tokens_in * price[0] + tokens_out * price[1]) / 1_000_000 if price is not None else None
    call = Call(
        model=model.name,
        purpose=asked.purpose,
        prompt=asked.version,
        settings=tuple(
            (name, str(value)) for name, value in sorted(model.settings(sample).items())
        ),
        sent=content_hash(text),
        output=content_hash(output),
        tokens_in=tokens_in,
        tokens_out=tokens_out,
        cost=cost,
        is_hosted=model.is_hosted,
        failure=failure,
    )
    session.sent.append(Sent(call, text, output))


def _failed(session: _Session, says: str) -> None:
    """The newest request came back, but what came can't be used."""
    last = session.sent[-1]
    session.sent[-1] = replace(last, call=replace(last.call, failure=says))
