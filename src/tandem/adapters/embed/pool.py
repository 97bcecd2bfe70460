"""Embeds many texts on all processor cores."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tandem.adapters.embed.onnx import OnnxEmbedder

CHUNK = (
    8  # texts per task: a fraction of a second, so that all threads finish at about the same time
)


class EmbeddingPool:
    """One ONNX embedder, used from as many threads as there are cores.

    The model runs outside Python's lock, so threads keep all cores busy. They were as fast as
    processes when measured, and need no second copy of the model (docs/decisions/0004). Use it in
    a `with` statement, which ends the threads.
    """

    def __init__(self, embedder: OnnxEmbedder, threads: int) -> None:
        self._embedder = embedder
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="embed")
        self.model = embedder.model
        self.dimension = embedder.dimension
        self.window = embedder.window
        self.count_tokens = embedder.count_tokens

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector a row, in the texts' order; several calls may run at once."""
        loop = asyncio.get_running_loop()
        chunks = [texts[start : start + CHUNK] for start in range(0, len(texts), CHUNK)]
        vectors = await asyncio.gather(
            # Without texts there is one empty chunk, so that the result has a dimension.
            *(
                loop.run_in_executor(self._executor, self._embedder.embed_once, chunk)
                for chunk in chunks or [[]]
            )
        )
        return np.concatenate(vectors)
