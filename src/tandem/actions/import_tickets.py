"""Takes past tickets in; only resolved ones may serve as precedents, and without other customers' data."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from tandem.actions.ports import BulkEmbedder
from tandem.adapters.read.files import read_tickets
from tandem.core.errors import InvalidError
from tandem.core.knowledge.article import BadInput
from tandem.core.knowledge.rank import Corpus
from tandem.core.knowledge.redact import names_in, redact
from tandem.core.knowledge.ticket import Ticket, searchable
from tandem.store import articles, passages, tickets
from tandem.store.database import Database
from tandem.store.passages import Piece

BATCH = 64


@dataclass(slots=True)
class Imported:
    """What a run did, counted as it goes."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    resolved: int = 0
    bad: list[BadInput] = field(default_factory=list[BadInput])


async def import_tickets(
    database: Database,
    embedder: BulkEmbedder | None,
    path: Path,
    *,
    now: datetime,
    progress: Callable[[int], None] = lambda _: None,
) -> Imported:
    """Store the tickets of a file; running it again changes nothing.

    A batch is one transaction, so a run that is killed leaves whole tickets behind. What is searched
    has e-mail addresses, phones, numbers and names removed; the ticket itself is kept as it came.
    Raises InvalidError if there is no such file.
    """
    if not path.is_file():
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
    """What a ticket holds, as a hash: the same ticket again is nothing new."""
    text = json.dumps(asdict(ticket), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def redacted(ticket: Ticket) -> str:
    """What is searched of a ticket, without its customer's data."""
    return redact(searchable(ticket), names_in(ticket.messages))


async def _store(
    database: Database,
    embedder: BulkEmbedder | None,
    batch: Sequence[Ticket],
    imported: Imported,
    now: datetime,
) -> None:
    async with database.connection() as connection:
        known = await tickets.current(connection, [ticket.id for ticket in batch])
    fresh = [
        (ticket, content)
        for ticket in batch
        if (content := content_hash(ticket))
        != (known[ticket.id].content_hash if ticket.id in known else None)
    ]
    imported.unchanged += len(batch) - len(fresh)
    if not fresh:
        return
    texts = {ticket.id: redacted(ticket) for ticket, _ in fresh if ticket.is_resolved}
    vectors = dict(zip(texts, await embedder.embed(list(texts.values())), strict=True)) if embedder else {}
    async with database.transaction() as connection:
        snapshot = await articles.lock(connection)
        model = None
        if embedder is not None:
            model = await passages.model(connection, embedder.model, embedder.dimension)
        replaced = [known[ticket.id].id for ticket, _ in fresh if ticket.id in known]
        await passages.end(connection, Corpus.TICKET, replaced, snapshot)
        touched = list(replaced)
        for ticket, content in fresh:
            number = await tickets.keep(connection, ticket, content_hash=content, now=now)
            if ticket.is_resolved:
                touched.append(number)
                text = texts[ticket.id]
                await passages.add(
                    connection,
                    [Piece(0, (), text, text, vectors.get(ticket.id))],
                    corpus=Corpus.TICKET,
                    document=number,
                    version=None,
                    model=model,
                    product=ticket.product.strip().lower(),
                    locale=ticket.locale,
                    audience="customer",
                    snapshot=snapshot,
                )
        await passages.count_lexemes(connection, Corpus.TICKET, list(set(touched)), snapshot)
        await articles.advance(connection, snapshot)
    imported.changed += len(replaced)
    imported.new += len(fresh) - len(replaced)
    imported.resolved += len(texts)
