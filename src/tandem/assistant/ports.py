"""What thinking needs of things we do not run."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Embedder(Protocol):
    """Texts in, unit vectors out; may raise UnavailableError. Several calls may be under way."""

    @property
    def model(self) -> str:
        """The model's name: vectors of different models are never compared."""
        ...

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        ...

    @property
    def window(self) -> int:
        """Tokens the model reads; the rest of a text is cut off."""
        ...

    def count_tokens(self, text: str) -> int:
        """How many tokens the model sees in a text."""
        ...

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector for each text: (n, dimension)."""
        ...
