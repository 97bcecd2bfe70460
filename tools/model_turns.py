"""Turns with a model's words in them: taken one by one, and every sentence shown checked anew."""

import html
import re
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from tandem import app
from tandem.actions.turn.respond import respond
from tandem.adapters.llm import transport
from tandem.adapters.llm.model import PydanticModel
from tandem.assistant.gather import Asked
from tandem.assistant.requests import Health, Writers
from tandem.assistant.thinking import Thinking
from tandem.core.desk.customer import CustomerContext
from tandem.core.desk.message import Author, Message
from tandem.core.knowledge.sentence import sentences
from tandem.core.turn import generate
from tandem.core.turn.candidate import Citation
from tandem.core.turn.decide import Answer, Ask, Decision, Suggest
from tandem.core.turn.evidence import Evidence
from tandem.core.turn.policy import Policy
from tandem.core.turn.source import is_written, shown
from tandem.core.turn.support import faults
from tandem.store import codec, turns
from tandem.store.database import Database

_ADDRESS = re.compile(r"https?://[^\s()<>\[\]]+")
_LINKS = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\))?")
RUN = 3  # words
MISSING_MOST = 0.25  # of the runs
TEXTS = """
select p.id, v.title || e'\n' || v.body from passage p join article_version v on v.id = p.version_id
where p.id = any(%s)
"""


@dataclass(slots=True)
class Told:
    """What became of the turns; `kinds` are the faults for which claims were dropped."""

    turns: int = 0
    requests: int = 0
    failures: int = 0
    claims: int = 0
    dropped: int = 0
    declined: int = 0
    blocked: int = 0  # had claims, and nothing of them could be shown
    passed_over: int = 0  # passed all checks, and something else was decided
    decisions: Counter[str] = field(default_factory=Counter[str])
    kinds: Counter[str] = field(default_factory=Counter[str])
    unverified: list[str] = field(default_factory=list[str])

    def __str__(self) -> str:
        decisions = ", ".join(f"{name} {count}" for name, count in self.decisions.most_common())
        kinds = ", ".join(f"{name} {count}" for name, count in self.kinds.most_common())
        return "\n".join(
            (
                f"{self.turns} turns: {decisions}",
                f"{self.requests} requests, {self.failures} without an answer to use;"
                f" {self.declined} times not answerable",
                f"{self.claims} claims, {self.dropped} dropped ({kinds or 'none'});"
                f" {self.blocked} replies blocked, {self.passed_over} passed over",
                f"{len(self.unverified)} unverified sentences shown",
                *self.unverified[:20],
            )
        )


@asynccontextmanager
async def writing(thinking: Thinking, url: str) -> AsyncGenerator[Thinking]:
    """The same with a model at this address."""
    async with transport.client() as client:
        model = PydanticModel.named("openai:model", client, url=url, key=None, is_hosted=False)
        yield replace(thinking, writers=Writers((model,), {}))


async def take(
    thinking: Thinking, told: Told, question: str, earlier: Sequence[Message] = ()
) -> tuple[Decision, Evidence]:
    """Takes one turn, counts what became of it, and checks anew what it shows.

    Each turn begins with a model that is well, so that all of them ask it.
    """
    assert thinking.writers is not None, "there is a model"
    fresh = replace(thinking, writers=replace(thinking.writers, health=Health()))
    asked = Asked(Message(Author.CUSTOMER, question), earlier, CustomerContext(), app.now())
    response = await respond(fresh, asked, turn=uuid4)
    async with thinking.database.connection() as connection:
        stored = await turns.read(connection, UUID(response.turn_id))
    evidence = codec.decode(stored.evidence, Evidence)
    decision = codec.decode_decision(stored.decision_body)
    _count(told, evidence, decision, response.decision)
    told.unverified += await unverified(
        thinking.database, decision, evidence, thinking.policy(), response.content
    )
    return decision, evidence


def _count(told: Told, evidence: Evidence, decision: Decision, name: str) -> None:
    told.turns += 1
    by = f", {decision.maker}" if isinstance(decision, Answer | Suggest) else ""
    told.decisions[f"{name}{by}"] += 1
    written = evidence.written
    if written is None:
        return
    told.requests += len(written.calls)
    told.failures += sum(bool(call.failure) for call in written.calls)
    told.claims += written.claims
    told.dropped += len(written.dropped)
    told.declined += written.declined
    told.blocked += bool(written.claims) and written.finding.probability is None
    is_shown = isinstance(decision, Answer | Suggest) and is_written(decision)
    told.passed_over += written.finding.probability is not None and not is_shown
    told.kinds.update(one.partition(":")[0] for drop in written.dropped for one in drop.faults)
    checks = written.finding.verification
    told.kinds.update(
        f"whole: {one.name}" for one in (checks.checks if checks else ()) if not one.ok
    )


async def unverified(
    database: Database, decision: Decision, evidence: Evidence, policy: Policy, text: str
) -> list[str]:
    """The sentences of a reply that nothing proves, though it was sent."""
    written = evidence.written
    if isinstance(decision, Ask) and decision.about == "question" and written is not None:
        allowed = generate.question_allowed(written.question, evidence, policy)
        return [] if allowed and allowed == written.question else [written.question]
    found: list[str] = []
    said: list[str] = []
    passages: list[str] = []
    if isinstance(decision, Answer | Suggest):
        candidate = shown(decision, evidence)
        grounds = {one.number: one for one in candidate.citations}
        said = [claim.text for claim in candidate.claims]
        passages = [one.passage for one in candidate.citations]
        found += await _forged(database, candidate.citations)
        if is_written(decision):
            assert written is not None, "it is shown"
            checks = written.finding.verification
            found += [] if checks is not None and checks.passed else said
            for claim in candidate.claims:
                cited = [_ground(grounds[one]) for one in (claim.citation, *claim.further)]
                found += [claim.text] if faults(claim.text, cited, policy) else []
        else:
            found += [
                claim.text
                for claim in candidate.claims
                if not _stands(claim.text, _bare(grounds[claim.citation].passage))
            ]
    dropped = [one.text for one in written.dropped] if written is not None else []
    quoted = _bare("\n".join((*said, *passages)))  # a quote may have the same sentence, rightly
    sent = f" {_bare(text)} "
    slipped = [one for one in dropped if _bare(one) and f" {_bare(one)} " in sent]
    return [*found, *(one for one in slipped if not _stands(one, quoted))]


async def _forged(database: Database, citations: Sequence[Citation]) -> list[str]:
    """The sentences of cited passages that no article has."""
    ids = [id for one in citations for id in (one.passage_id, *one.further)]
    async with database.connection() as connection:
        rows = await (await connection.execute(TEXTS, (ids,))).fetchall()
    known = {id: _bare(text) for id, text in rows}
    return [
        sentence
        for one in citations
        if one.passage_id  # what the firm's own systems say is in no article
        for sentence in sentences(one.passage)
        if not any(_stands(sentence, known.get(id, "")) for id in (one.passage_id, *one.further))
    ]


def _stands(sentence: str, text: str) -> bool:
    """Whether a text, bare of marks, has this sentence.

    A quote may begin with the number of its step and leave out the words of a picture, so a few of
    its runs of three words may be missing, but no number.
    """
    words = _bare(re.sub(r"^\W*\d+[.)]\s", "", sentence)).split()
    if not words:
        return True  # an address or marks alone
    if len(words) < RUN:
        return f" {' '.join(words)} " in f" {text} "
    runs = [" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1)]
    missing = sum(run not in text for run in runs)
    numbers = [word for word in words if any(map(str.isdigit, word))]
    return missing <= MISSING_MOST * len(runs) and all(number in text for number in numbers)


def _ground(citation: Citation) -> str:
    lines = (citation.title, *citation.heading_path, citation.passage, citation.url)
    return "\n".join(filter(None, lines))


def _bare(text: str) -> str:
    """The words, without the addresses of links and images, which no reader sees."""
    text = _ADDRESS.sub(" ", html.unescape(text))
    while (plain := _LINKS.sub(r"\1", text)) != text:  # an image may stand in a link
        text = plain
    return " ".join(re.findall(r"\w+", text.casefold()))
