"""Plain SQL files, read once: a name and a sentence for each query."""

import re
from datetime import UTC, datetime
from importlib.resources import files
from typing import LiteralString, cast
from uuid import UUID

from psycopg import sql

NEWEST = datetime.max.replace(tzinfo=UTC), UUID(int=2**128 - 1)
"""The time and the id before which a first page lies, newest first."""

_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


def load(file: str, **shared: sql.Composable) -> dict[str, LiteralString]:
    """Reads the named queries of one `noun.sql` beside this module.

    Each of `shared` replaces its name in braces: what several queries of a noun share, such as the
    `{columns}` that they select, is written once.
    """
    text = files("tandem.store").joinpath(file).read_text(encoding="utf-8")
    for name, part in shared.items():
        text = text.replace(f"{{{name}}}", part.as_string())
    _, *parts = _NAME.split(text)
    # The files are part of the package, so their text is as trusted as a literal in this module.
    return {
        name: cast("LiteralString", body.strip())
        for name, body in zip(parts[::2], parts[1::2], strict=True)
    }
