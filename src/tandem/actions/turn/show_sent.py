"""Tells exactly what a turn sent to language models and look-ups, and what came back."""

from uuid import UUID

from tandem.core.turn.evidence import Evidence
from tandem.core.turn.sent import ASKING, Request, Sent, Texts, matches
from tandem.core.turn.written import Call
from tandem.store import codec, model_calls, turns
from tandem.store.database import Database
from tandem.store.model_calls import Asked


async def show_sent(database: Database, turn: UUID) -> Sent:
    """Reads the requests of a turn with their texts, as far as these are still kept.

    Raises NotFoundError for an unknown turn.
    """
    async with database.connection() as connection:
        stored = await turns.read(connection, turn)
        asked = await model_calls.of_turn(connection, turn)
    evidence = codec.decode(stored.evidence, Evidence)
    calls = evidence.written.calls if evidence.written else ()
    recorded = dict(enumerate(calls))
    lookup = evidence.lookup
    return Sent(
        turn_id=stored.id,
        taken_at=stored.taken_at,
        requests=tuple(_request(one, recorded.get(one.number)) for one in asked),
        lookup=lookup if lookup is not None and lookup.outcome in ASKING else None,
    )


def _request(asked: Asked, call: Call | None) -> Request:
    if call is not None and (call.model, call.purpose) != (asked.model, asked.purpose):
        call = None
    is_same = None
    if call is not None and asked.sent is not None and asked.output is not None:
        is_same = matches(asked.sent, asked.output, (call.sent, call.output))
    return Request(
        number=asked.number + 1,
        asked_at=asked.asked_at,
        model=asked.model,
        purpose=asked.purpose,
        is_hosted=asked.is_hosted,
        tokens_in=asked.tokens_in,
        tokens_out=asked.tokens_out,
        cost=asked.cost,
        failure=asked.failure,
        prompt=call.prompt if call else "",
        settings=call.settings if call else (),
        texts=_texts(asked),
        deleted_at=asked.deleted_at,
        sent=asked.sent,
        output=asked.output,
        is_as_recorded=is_same,
    )


def _texts(asked: Asked) -> Texts:
    if asked.sent is not None:
        return Texts.KEPT
    return Texts.DELETED if asked.deleted_at is not None else Texts.NEVER_KEPT
