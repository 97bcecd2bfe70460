"""Names that may stand only once, said as a conflict in words."""

from collections.abc import Generator
from contextlib import contextmanager

from psycopg.errors import UniqueViolation

from tandem.core.errors import ConflictError


@contextmanager
def unique(taken: str) -> Generator[None]:
    """Say `taken` as a ConflictError where the database finds the same name a second time."""
    try:
        yield
    except UniqueViolation as error:
        raise ConflictError(taken, hint="Choose another one.") from error
