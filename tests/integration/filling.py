"""What the migration to stored waits and suggestions writes into facts that are there."""

from tandem.store.database import Connection
from tandem.store.migrate import migrations


async def fill_lines(tx: Connection) -> None:
    """Gives every fact its waits and suggestions again, as migration 0027 does."""
    (text,) = [text for number, _, text in migrations() if number == 27]
    updates = [part for part in text.split(";\n") if part.startswith("update")]
    assert len(updates) == 2
    await tx.execute("update conversation_fact set waits = '', suggested = ''")
    for update in updates:
        await tx.execute(update.encode())
