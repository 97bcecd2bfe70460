"""What the assistant needs from services that Tandem does not run."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tandem.core.turn.lookup import Lookup
from tandem.core.turn.tool import Tool


class Lookups(Protocol):
    """Runs a look-up in the firm's own systems; never raises for what they do."""

    async def run(self, tool: Tool, lookup: Lookup) -> Lookup:
        """The look-up with its outcome, within the tool's time."""
        ...


class Embedder(Protocol):
    """Turns texts into unit vectors; may raise UnavailableError. Calls may run concurrently."""

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
        """Tokens the model reads; the rest of a text is ignored."""
        ...

    def count_tokens(self, text: str) -> int:
        """How many tokens the text has for the model."""
        ...

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector for each text: (n, dimension)."""
        ...
