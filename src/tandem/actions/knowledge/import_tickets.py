"""Imports past tickets; resolved ones may serve as precedents, without their customers' data."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tandem.adapters.read.files import read_tickets
from tandem.assistant.ports import Embedder
from tandem.core.errors import InvalidError
from tandem.core.knowledge.article import BadInput
from tandem.core.knowledge.names import names_in
from tandem.core.knowledge.rank import Corpus
from tandem.core.knowledge.redact import redact
from tandem.core.knowledge.ticket import Ticket, searchable
from tandem.store import articles, passages, tickets
from tandem.store.database import Database
from tandem.store.passages import Piece
from tandem.store.tickets import Current

BATCH = 64


@dataclass(slots=True)
class Imported:
    """What an import did, counted as it runs."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    resolved: int = 0
    bad: list[BadInput] = field(default_factory=list[BadInput])


async def import_tickets(
    database: Database,
    embedder: Embedder | None,
    path: Path,
    *,
    now: datetime,
    progress: Callable[[int], None] = lambda _: None,
) -> Imported:
    """Stores the tickets of a file; running it again changes nothing.

    A batch is one transaction, so a run that is killed leaves whole tickets behind. E-mail
    addresses, phone numbers, other numbers and names are removed from the searched text; the ticket
    itself is stored unchanged. Raises InvalidError if there is no such file.
    """
    if not path.is_file():  # noqa: ASYNC240 -- one look at the file before any work
        raise InvalidError(f"There is no file {path}.", hint="Name a .jsonl or .jsonl.gz file.")
    imported = Imported()
    done = 0
    found = read_tickets(path)
    while rows := list(islice(found, BATCH)):
        imported.bad += [row for row in rows if isinstance(row, BadInput)]
        batch = [row for row in rows if isinstance(row, Ticket)]
        await _store(database, embedder, batch, imported, now)
        done += len(rows)
        progress(done)
    return imported


def content_hash(ticket: Ticket) -> str:
    """The hash of a ticket's content, by which an unchanged ticket is recognised."""
    text = json.dumps(asdict(ticket), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def redacted(ticket: Ticket) -> str:
    """The searched text of a ticket, without its customer's data."""
    names = names_in(ticket.messages)  # signatures are told by line breaks, which the search folds
    messages = tuple(replace(one, text=redact(one.text, names)) for one in ticket.messages)
    return searchable(replace(ticket, subject=redact(ticket.subject, names), messages=messages))


async def _store(
    database: Database,
    embedder: Embedder | None,
    batch: Sequence[Ticket],
    imported: Imported,
    now: datetime,
) -> None:
    async with database.connection() as connection:
        known = await tickets.current(connection, [ticket.id for ticket in batch])
    fresh = _fresh([(ticket, content_hash(ticket)) for ticket in batch], known)
    texts = {ticket.id: redacted(ticket) for ticket, _ in fresh if ticket.is_resolved}
    vectors: dict[str, NDArray[np.float32]] = {}
    if embedder is not None and texts:
        vectors = dict(zip(texts, await embedder.embed(list(texts.values())), strict=True))
    async with database.transaction() as connection:
        snapshot = await articles.lock(connection)
        # Another run may have stored the same meanwhile: under the lock the answer is final.
        known = await tickets.current(connection, [ticket.id for ticket, _ in fresh])
        fresh = _fresh(fresh, known)
        model = None
        if embedder is not None:
            model = await passages.model(connection, embedder.model, embedder.dimension)
        replaced = [known[ticket.id].id for ticket, _ in fresh if ticket.id in known]
        await passages.end(connection, Corpus.TICKET, replaced, snapshot)
        touched = set(replaced)
        for ticket, content in fresh:
            number = await tickets.keep(connection, ticket, content_hash=content, now=now)
            if ticket.is_resolved:
                touched.add(number)
                text = texts[ticket.id]
                await passages.add(
                    connection,
                    [Piece(0, (), text, text, vectors.get(ticket.id))],
                    corpus=Corpus.TICKET,
                    document=number,
                    version=None,
                    model=model,
                    product=ticket.product.strip().lower(),
                    locale=ticket.locale.replace("_", "-").partition("-")[0].strip().lower(),
                    audience="customer",
                    snapshot=snapshot,
                )
        if fresh:
            await passages.count_lexemes(connection, Corpus.TICKET, list(touched), snapshot)
            await articles.advance(connection, snapshot)
    imported.changed += len(replaced)
    imported.new += len(fresh) - len(replaced)
    imported.unchanged += len(batch) - len(fresh)
    imported.resolved += sum(ticket.is_resolved for ticket, _ in fresh)


def _fresh(
    batch: Sequence[tuple[Ticket, str]], known: Mapping[str, Current]
) -> list[tuple[Ticket, str]]:
    """The tickets that are not stored yet with exactly this content."""
    return [
        (ticket, content)
        for ticket, content in batch
        if ticket.id not in known or known[ticket.id].content_hash != content
    ]
