"""Has a language model word a reply from what was found, checks it, and says what it cost.

A model never stands between a customer and an answer: whatever it does, or does not, the quote that
was found without it stays, and so does the way to a person.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from tandem.assistant.ports import Lookups, Model
from tandem.assistant.requests import Answered, Session
from tandem.core.knowledge.rank import Hit
from tandem.core.turn import generate, prompt
from tandem.core.turn import tool as tools
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.candidate import Finding
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.lookup import Lookup, Outcome
from tandem.core.turn.masking import Mask, masked, restored
from tandem.core.turn.policy import Policy
from tandem.core.turn.prompt import Composed, Prompt
from tandem.core.turn.written import Call, Written

T = TypeVar("T")

REWRITING = 1 / 3  # of a turn's time, for the question that is searched for


@dataclass(frozen=True, slots=True)
class Basis:
    """What a reply may be worded from, beside the evidence."""

    passages: tuple[Hit, ...]
    tickets: tuple[Hit, ...]
    calibrations: Mapping[str, Calibration]


async def write(
    session: Session, lookups: Lookups | None, evidence: Evidence, basis: Basis, policy: Policy
) -> Evidence:
    """The evidence with a model's reply in it.

    Models are asked in their order until one gives an answer that can be read; each failure is
    recorded. Over the budget, none is asked.
    """
    session.begin(1 - REWRITING if session.sent else 1)
    if await session.is_over():
        nothing = unwritten("", evidence, session.calls)
        return replace(evidence, written=replace(nothing, spent=True))
    models = session.models
    for place, model in enumerate(models):
        session.share(models[place:])
        made = await _by(model, session, lookups, evidence, basis, policy)
        if made is not None:
            evidence = made
            break
    if evidence.written is None:
        name = models[0].name if models else ""
        return replace(evidence, written=unwritten(name, evidence, session.calls))
    return replace(evidence, written=replace(evidence.written, calls=session.calls))


async def standalone(session: Session, evidence: Evidence, policy: Policy) -> str:
    """A follow-up, or a question in another language, as one that can be searched for by itself.

    Empty if no model gives one that holds: it may add nothing that nobody said, and must keep the
    follow-up's own words.
    """
    session.begin(REWRITING)
    context = evidence.context
    said = "\n".join((context.question, *(one.text for one in context.earlier)))
    for model in () if await session.is_over() else session.models[:1]:
        hidden, mask = masked(context) if model.is_hosted else (context, Mask())
        # The articles are searched in English: only that is measured.
        answered = await session.ask(model, prompt.to_question(hidden, language="en"))
        if answered is None:
            continue
        question = await _readable(session, answered, prompt.read_question)
        if question is None:
            continue
        question = mask.restore(question)
        if generate.adds_nothing(
            question, said, context.matter.text, policy, is_translated=evidence.is_foreign
        ):
            return question
        says = "It adds what nobody said, or leaves out what was asked."
        await session.unusable(answered, says, is_ill=False)
    return ""


async def help_with(
    session: Session, made: Callable[[bool], tuple[Prompt, Mask]]
) -> tuple[str, tuple[str, ...]]:
    """A model's sentences for an agent, and whose they are; none if no model gives any.

    `made` makes the prompt, and the mask that undoes it; it is told whether the model is hosted.
    """
    session.begin()
    for model in () if await session.is_over() else session.models:
        ready, mask = made(model.is_hosted)
        answered = await session.ask(model, ready)
        if answered is None:
            continue
        said = await _readable(session, answered, prompt.read_sentences)
        if said is not None:
            return model.name, tuple(map(mask.restore, said))
    return "", ()


async def _readable(session: Session, answered: Answered, read: Callable[[str], T]) -> T | None:
    """What a model said, read; None if it can't be, which the model is blamed for."""
    try:
        made = read(answered.text)
    except ValueError as error:
        await session.unusable(answered, str(error))
        return None
    session.writers.health.says(session.sent[answered.place].call.model, is_well=True)
    return made


def unwritten(model: str, evidence: Evidence, calls: tuple[Call, ...]) -> Written:
    """What stands in the record where a model was asked, and gave no reply."""
    finding = Finding(evidence.context.matter.text)
    return Written(model, finding, 0, (), declined=False, question="", threshold=None, calls=calls)


async def _by(
    model: Model,
    session: Session,
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
            return replace(evidence, lookup=lookup, written=unwritten(model.name, evidence, ()))
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
    session: Session,
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
    answered = await session.ask(model, asked, sample=sample)
    if answered is None:
        return None
    composed = await _readable(session, answered, prompt.read_answer)
    return None if composed is None else restored(composed, mask)


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
    calibration = basis.calibrations.get(model.name)
    threshold = calibration.threshold(evidence.category) if calibration else None
    if composed.kind != "answer":
        return replace(
            unwritten(model.name, evidence, ()),
            declined=composed.kind == "not_answerable",
            question=generate.question_allowed(question, evidence, policy),
            threshold=threshold,
        )
    own = evidence.lookup if evidence.is_looked_up else None
    checks = generate.checked(composed, basis.passages, evidence, policy, model=model.name, own=own)
    claims = len(composed.claims)
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
        threshold=threshold,
        calls=(),
    )


async def _agreed(
    written: Written,
    model: Model,
    session: Session,
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
