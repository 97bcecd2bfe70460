"""What is stored outlives the code that wrote it: format numbers, and how older ones are read.

A record carries the number of its format. Reading an older one takes it through small pure
functions, each of which makes the next format of the one before; a newer one is refused.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tandem.core.errors import ConfigError

KEY = "format"

Record = Mapping[str, Any]
"""A record as plain JSON."""

Upcaster = Callable[[Record], Record]
"""Makes a format of the one before it; new fields get the value with which all stays as it was."""


@dataclass(frozen=True, slots=True)
class Format:
    """The formats of one kind of record; `upcasters` make 2 of 1, 3 of 2 and so on."""

    name: str
    upcasters: tuple[Upcaster, ...] = ()

    @property
    def current(self) -> int:
        """The number that is written today."""
        return len(self.upcasters) + 1

    def numbered(self, record: Record) -> Record:
        """The record with the number of today's format."""
        return {**record, KEY: self.current}

    def upcast(self, record: Record) -> Record:
        """The record as today's format has it, without its number; without one it is of format 1.

        Raises ConfigError for a format that this release does not know.
        """
        plain = {name: value for name, value in record.items() if name != KEY}
        return self.upcast_from(record.get(KEY, 1), plain)

    def upcast_from(self, number: int, record: Record) -> Record:
        """The same where the number is kept beside the record."""
        if number > self.current:
            raise ConfigError(
                f"This {self.name} has format {number}; this release reads up to {self.current}.",
                hint="A newer Tandem wrote it: update this one.",
            )
        for upcaster in self.upcasters[number - 1 :]:
            record = upcaster(record)
        return record
