"""What reading a site finds."""

from dataclasses import dataclass

from tandem.core.knowledge.article import BadInput
from tandem.core.knowledge.mark import Mark


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is new or may have changed; `html` is clean text, as the desk stores it."""

    url: str
    html: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A page that is as it was when its mark was stored; the mark stays as it is."""

    url: str


@dataclass(frozen=True, slots=True)
class Gone:
    """A page that was known, and of which the site itself says that it is no longer one."""

    url: str
    why: str

    def __str__(self) -> str:
        return f"{self.url}: {self.why}"


@dataclass(frozen=True, slots=True)
class PassedOver:
    """An address that is not kept as a page although nothing is wrong with it."""

    where: str
    why: str

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


Found = Page | Unchanged | Gone | PassedOver | BadInput
