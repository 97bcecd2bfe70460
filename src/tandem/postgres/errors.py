"""One kind of error for a database that does not answer, whichever error the driver raises."""

from collections.abc import Generator
from contextlib import contextmanager

import psycopg
from psycopg_pool import PoolClosed, PoolTimeout

from tandem.core.errors import TandemError, UnavailableError


@contextmanager
def unavailable() -> Generator[None]:
    """Raises UnavailableError if the database does not answer or its disk is full."""
    try:
        yield
    except TandemError:
        raise
    except psycopg.errors.DiskFull as error:
        raise UnavailableError(
            "The database's disk is full; nothing was changed.",
            hint="Free some space, then try again.",
        ) from error
    except (psycopg.OperationalError, PoolTimeout, PoolClosed) as error:
        raise UnavailableError(
            "The database does not answer.", hint="`tandem doctor` says why and how to fix it."
        ) from error


def first_line(error: psycopg.Error) -> str:
    """The server's message, without the details, hints and queries that follow."""
    return str(error).partition("\n")[0]
