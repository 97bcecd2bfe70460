"""Plain SQL files, read once: a name and a sentence for each query."""

import re
from importlib.resources import files
from typing import LiteralString, cast

from psycopg import sql

_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


def load(file: str, *, columns: sql.Composable | None = None) -> dict[str, LiteralString]:
    """Reads the named queries of one `noun.sql` beside this module.

    `columns` replaces `{columns}`: the columns that every query of a noun selects, written once.
    """
    text = files("tandem.store").joinpath(file).read_text(encoding="utf-8")
    if columns is not None:
        text = text.replace("{columns}", columns.as_string())
    _, *parts = _NAME.split(text)
    # The files are part of the package, so their text is as trusted as a literal in this module.
    return {
        name: cast("LiteralString", body.strip())
        for name, body in zip(parts[::2], parts[1::2], strict=True)
    }
