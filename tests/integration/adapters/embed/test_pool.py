"""The embedding pool: the same vectors as one embedder, in order, from several threads."""

import asyncio

import pytest
from numpy.testing import assert_array_equal

from tandem.adapters.embed.onnx import OnnxEmbedder, shipped
from tandem.adapters.embed.pool import EmbeddingPool

TEXTS = [f"Step {number}: open the settings and rotate the key." for number in range(50)]


@pytest.mark.parametrize("threads", [1, 2])
async def test_a_pool_gives_the_vectors_of_one_embedder_in_order(threads: int) -> None:
    embedder = OnnxEmbedder.load(shipped())
    with EmbeddingPool(embedder, threads) as pool:
        forwards, backwards, none = await asyncio.gather(
            pool.embed(TEXTS), pool.embed(TEXTS[::-1]), pool.embed([])
        )
    expected = embedder.embed_now(TEXTS)
    assert_array_equal(forwards, expected)
    assert_array_equal(backwards, expected[::-1])
    assert none.shape == (0, 384)
