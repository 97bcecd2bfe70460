"""What the assistant needs from services that Tandem does not run."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tandem.core.turn.lookup import Lookup
from tandem.core.turn.prompt import Prompt
from tandem.core.turn.reply import Said
from tandem.core.turn.tool import Tool


class Lookups(Protocol):
    """Runs a look-up in the firm's own systems; never raises for what they do."""

    async def run(self, tool: Tool, lookup: Lookup) -> Lookup:
        """The look-up with its outcome, within the tool's time."""
        ...


class Model(Protocol):
    """A language model; calls may run concurrently."""

    @property
    def name(self) -> str:
        """The model's name, with its provider: each has its own calibration."""
        ...

    @property
    def is_hosted(self) -> bool:
        """Whether what it is asked leaves the house."""
        ...

    def settings(self, sample: int) -> Mapping[str, float | int]:
        """The parameters of a request; samples from 1 on may differ."""
        ...

    async def ask(self, prompt: Prompt, *, deadline_s: float, sample: int = 0) -> Said:
        """Its answer, in JSON of the prompt's schema if it obeys.

        Raises UnavailableError if a later try may work (BusyError if its server says when),
        ConfigError if the operator must act, NoReplyError for an answer that is none.
        """
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
