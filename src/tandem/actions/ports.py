"""What actions need of things we do not run."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class BulkEmbedder(Protocol):
    """Many texts in, unit vectors out, on all cores; several calls may be under way at once."""

    @property
    def model(self) -> str:
        """The model's name."""
        ...

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        ...

    @property
    def window(self) -> int:
        """Tokens the model reads."""
        ...

    def count_tokens(self, text: str) -> int:
        """How many tokens the model sees in a text."""
        ...

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector for each text: (n, dimension)."""
        ...
