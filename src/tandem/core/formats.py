"""Format numbers of stored records, and how older formats are read.

Stored records outlive the code that wrote them, so each carries the number of its format. A record
of an older format goes through small pure functions, each of which makes the next format from the
one before. A newer format is refused.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tandem.core.errors import ConfigError

KEY = "format"

Record = Mapping[str, Any]
"""A record as plain JSON."""

Upcaster = Callable[[Record], Record]
"""Makes a format from the one before it; new fields get the value that keeps old behaviour."""


@dataclass(frozen=True, slots=True)
class Format:
    """The formats of one kind of record; `upcasters` make 2 from 1, 3 from 2 and so on."""

    name: str
    upcasters: tuple[Upcaster, ...] = ()

    @property
    def current(self) -> int:
        """The format that is written today."""
        return len(self.upcasters) + 1

    def numbered(self, record: Record) -> Record:
        """The record with the number of today's format."""
        return {**record, KEY: self.current}

    def upcast(self, record: Record) -> Record:
        """The record in today's format, without its number; a record without a number has format 1.

        Raises ConfigError for a format that this release does not know.
        """
        plain = {name: value for name, value in record.items() if name != KEY}
        return self.upcast_from(record.get(KEY, 1), plain)

    def upcast_from(self, number: int, record: Record) -> Record:
        """The same for a record whose number is stored beside it."""
        if number > self.current:
            raise ConfigError(
                f"This {self.name} has format {number}; this release reads up to {self.current}.",
                hint="A newer Tandem wrote it: update this one.",
            )
        for upcaster in self.upcasters[number - 1 :]:
            record = upcaster(record)
        return record
