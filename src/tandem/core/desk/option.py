"""The ready answers under a reply of the assistant: buttons where a channel has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class OptionKind(StrEnum):
    """What picking an option says."""

    YES = "yes"
    NO = "no"
    PERSON = "person"
    ARTICLE = "article"
    PRODUCT = "product"
    NOTIFY = "notify"


@dataclass(frozen=True, slots=True)
class Option:
    """One ready answer; `id` is unique within its message, `label` is what the customer reads.

    `article_id` is the article that an option of kind `article` leads to.
    """

    id: str
    label: str
    kind: OptionKind
    article_id: str | None = None

    @property
    def product(self) -> str:
        """The product that an option of kind `product` stands for; "" for other kinds."""
        return self.id.removeprefix(PRODUCT) if self.kind is OptionKind.PRODUCT else ""

    @property
    def incident(self) -> str:
        """The incident of whose end an option of kind `notify` tells; "" for other kinds."""
        return self.id.removeprefix(INCIDENT) if self.kind is OptionKind.NOTIFY else ""

    def shown(self) -> dict[str, object]:
        """The option as JSON, for everyone who sees its message."""
        return {
            "id": self.id,
            "label": self.label,
            "kind": self.kind.value,
            "article_id": self.article_id,
        }


PRODUCT = "product:"
ARTICLE = "article:"
INCIDENT = "incident:"

YES = Option("yes", "Yes", OptionKind.YES)
NO = Option("no", "No", OptionKind.NO)
NONE_OF_THESE = Option("no", "None of these", OptionKind.NO)
PERSON = Option("person", "Talk to a person", OptionKind.PERSON)


def of_article(id: str, title: str) -> Option:
    """The option that leads to an article."""
    return Option(ARTICLE + id, title, OptionKind.ARTICLE, id)


def of_product(id: str, name: str) -> Option:
    """The option that says which product is meant."""
    return Option(PRODUCT + id, name, OptionKind.PRODUCT)


def of_incident(id: str, label: str) -> Option:
    """The option that asks to be told when an incident is over."""
    return Option(INCIDENT + id, label, OptionKind.NOTIFY)


def option_of(label: str) -> Option:
    """The option that was a text alone in messages of older releases: it says its words."""
    return Option(label, label, OptionKind.ARTICLE)


def picked(options: Sequence[Option], said: str) -> Option | None:
    """The option that a customer's words name: its id, its label, or its number from 1 on."""
    words = _plain(said)
    for number, option in enumerate(options, 1):
        if words in (_plain(option.label), option.id.casefold(), str(number)):
            return option
    return None


def _plain(text: str) -> str:
    return " ".join(text.split()).strip("\"'“”‘’. ").casefold()
