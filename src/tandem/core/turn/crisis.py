"""Help lines for people in despair, and emergency numbers, by country."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class CrisisLine:
    """A help line: `country` is an ISO 3166-1 code, `source` the organisation's own page."""

    country: str
    name: str
    number: str
    source: str
    hours: str = ""

    @property
    def shown(self) -> str:
        """The line's name, with its hours where it does not answer day and night."""
        return f"{self.name} ({self.hours})" if self.hours else self.name


_FILE = tomllib.loads(
    (files("tandem") / "resources" / "crisis_lines.toml").read_text(encoding="utf-8")
)
DEFAULTS = tuple(CrisisLine(**line) for line in _FILE["line"])
EMERGENCY: dict[str, str] = _FILE["emergency"]
"""The emergency number of each country."""


def lines_for(country: str, own: tuple[CrisisLine, ...]) -> tuple[CrisisLine, ...]:
    """A country's lines: the firm's own if it has any for it, else the shipped ones."""
    chosen = tuple(line for line in own if line.country == country)
    return chosen or tuple(line for line in DEFAULTS if line.country == country)
