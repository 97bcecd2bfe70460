"""Turns a name that is already taken into a ConflictError."""

from collections.abc import Generator
from contextlib import contextmanager

from psycopg.errors import UniqueViolation

from tandem.core.errors import ConflictError


@contextmanager
def unique(taken: str) -> Generator[None]:
    """Raises ConflictError with the text `taken` if the database finds the name already in use."""
    try:
        yield
    except UniqueViolation as error:
        raise ConflictError(taken, hint="Choose another one.") from error
