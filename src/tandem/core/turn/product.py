"""Which product a customer means: told by the account, or by the words of the conversation."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Product:
    """A product as articles name it (`id`), as customers read it, and the words that tell it."""

    id: str
    name: str
    words: tuple[str, ...]


def mentioned(texts: Iterable[str], products: Sequence[Product]) -> str:
    """The product that the newest telling text speaks of; "" for none, or for several.

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
