"""Which product a customer means: known from the account, or from the words of the conversation."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Product:
    """A product: its id in articles, its name for customers, and the words that identify it."""

    id: str
    name: str
    words: tuple[str, ...]

    @property
    def short_name(self) -> str:
        """The name without an article in front: "Bramble One" of "the Bramble One"."""
        return re.sub(r"^(?:the|our|your)\s+", "", self.name, flags=re.IGNORECASE)


def mentioned(texts: Iterable[str], products: Sequence[Product]) -> str:
    """The product that the newest identifying text mentions; "" if there is none, or several.

    `texts` are the customer's, newest first.
    """
    for text in texts:
        found = [product.id for product in products if _tells(product).search(text)]
        if found:
            return found[0] if len(found) == 1 else ""
    return ""


@lru_cache(maxsize=256)
def _tells(product: Product) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in product.words)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)" if words else r"(?!)", re.IGNORECASE)
