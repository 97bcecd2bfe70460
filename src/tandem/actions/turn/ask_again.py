"""Asks a language model again what it, or another one, was asked in a recorded turn."""

from dataclasses import dataclass, replace
from uuid import UUID

from tandem.assistant.ports import Model
from tandem.core.errors import ConflictError, NotFoundError
from tandem.core.turn import generate, prompt
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.policy import Policy
from tandem.core.turn.prompt import ANSWER_SCHEMA, Prompt
from tandem.core.turn.reply import NoReplyError
from tandem.store import codec, model_calls, turns
from tandem.store.database import Database

DEADLINE_S = 60.0  # nobody waits


@dataclass(frozen=True, slots=True)
class Line:
    """A claim, and why it would not be let through; empty if it would."""

    text: str
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """What a model made of the same prompt then and now; a failure is said in words."""

    turn_id: str
    model: str
    recorded_model: str
    recorded: tuple[Line, ...]
    now: tuple[Line, ...]
    kind: str
    failure: str
    tokens_in: int
    tokens_out: int


async def ask_again(database: Database, turn: UUID, model: Model) -> AskedAgain:
    """Sends the prompt that was kept, and checks the answer as a turn does; nothing is recorded.

    Raises NotFoundError for an unknown turn, or one in which no model was asked; ConflictError if
    its texts were deleted.
    """
    async with database.connection() as connection:
        stored = await turns.read(connection, turn)
        asked = await model_calls.of_turn(connection, turn)
    first = next((one for one in asked if one.purpose == "answer"), None)
    if first is None:
        raise NotFoundError(
            f"No language model was asked in turn {turn}.", hint="Name a turn with a model."
        )
    if first.sent is None:
        raise ConflictError(
            f"What was sent in turn {turn} is no longer kept.",
            hint="TANDEM_LLM_KEEP_DAYS says for how long it is.",
        )
    evidence = codec.decode(stored.evidence, Evidence)
    policy = codec.decode(stored.policy, Policy)
    system, _, data = first.sent.partition("\n\n<")
    sent = Prompt("answer", "as it was sent", system, f"<{data}", ANSWER_SCHEMA)
    written = evidence.written
    recorded_model = written.model if written else ""
    blank = AskedAgain(str(turn), model.name, recorded_model, _recorded(evidence), (), "", "", 0, 0)
    try:
        said = await model.ask(sent, deadline_s=DEADLINE_S)
        composed = prompt.read_answer(said.text)
    except (NoReplyError, ValueError) as error:
        return replace(blank, failure=str(error))
    passages = prompt.passages_in(sent.data)
    own = evidence.lookup if evidence.is_looked_up else None
    checks = generate.checked(composed, passages, evidence, policy, model=model.name, own=own)
    dropped = {one.text: one.faults for one in checks.dropped}
    claims = [generate.as_shown(one.text) for one in composed.claims]
    lines = tuple(Line(text, dropped.get(text, ())) for text in claims)
    return replace(
        blank,
        now=lines,
        kind=composed.kind,
        tokens_in=said.tokens_in,
        tokens_out=said.tokens_out,
    )


def _recorded(evidence: Evidence) -> tuple[Line, ...]:
    written = evidence.written
    if written is None:
        return ()
    kept = written.finding.candidate.claims if written.finding.candidate else ()
    return (
        *(Line(claim.text, ()) for claim in kept),
        *(Line(one.text, one.faults) for one in written.dropped),
    )
