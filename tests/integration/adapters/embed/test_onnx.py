"""The ONNX embedder: with the shipped model, and with a folder that is built differently."""

import asyncio
import functools
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers

from tandem.adapters.embed.onnx import OnnxEmbedder, shipped
from tandem.core.errors import ConfigError


@functools.cache
def minilm() -> OnnxEmbedder:
    return OnnxEmbedder.load(shipped())


@functools.cache
def another_minilm() -> OnnxEmbedder:
    return OnnxEmbedder.load(shipped())


def test_sentences_are_as_near_to_each_other_as_the_model_card_says() -> None:
    person, dog, very_happy, weather = minilm().embed_now(
        [
            "That is a happy person",
            "That is a happy dog",
            "That is a very happy person",
            "Today is a sunny day",
        ]
    )
    cosines = [person @ dog, person @ very_happy, person @ weather]
    assert cosines == pytest.approx([0.695, 0.943, 0.257], abs=0.03)


@given(st.lists(st.text(max_size=80), min_size=1, max_size=4))
@settings(max_examples=25, deadline=None)  # a text costs milliseconds, and machines differ
def test_a_vector_depends_on_its_own_text_alone(texts: list[str]) -> None:
    """Two embedders, because one caches what it has embedded."""
    together = minilm().embed_now(texts)
    alone = [another_minilm().embed_now([text])[0] for text in texts]
    assert_array_equal(together, alone)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, rtol=1e-5)


def test_what_exceeds_the_window_is_counted_but_not_read() -> None:
    embedder = minilm()
    words = ["word"] * (embedder.window - 2)  # the model's two special tokens fill the window
    full, longer = " ".join(words), " ".join([*words, "dog", "house"])
    assert [embedder.count_tokens(text) for text in ("", full, longer)] == [2, 256, 258]
    assert_array_equal(*embedder.embed_now([full, longer]))


async def test_concurrent_callers_get_their_own_vectors() -> None:
    texts = [f"Where is order {number}?" for number in range(24)]
    assert_array_equal(
        np.concatenate(await asyncio.gather(*(minilm().embed([text]) for text in texts))),
        another_minilm().embed_now(texts),
    )


def test_no_texts_give_no_rows() -> None:
    assert minilm().embed_now([]).shape == (0, 384)


def test_the_name_changes_with_the_weights() -> None:
    digest = hashlib.sha256((shipped() / "model.onnx").read_bytes()).hexdigest()
    assert minilm().model == f"all-MiniLM-L6-v2-int8:{digest[:8]}"


def write_word_model(folder: Path, vectors: dict[str, list[float]]) -> None:
    """A model with a fixed vector per word, without token types, and with another output name."""
    words = {word: number for number, word in enumerate(vectors)}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token=next(iter(words))))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    table = np.array(list(vectors.values()), np.float32)
    tokens = ["batch", "sequence"]
    graph = helper.make_graph(
        [
            helper.make_node("Shape", ["attention_mask"], ["mask_shape"]),
            helper.make_node("Gather", ["table", "input_ids"], ["token_embeddings"]),
        ],
        "words",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, tokens)
            for name in ("input_ids", "attention_mask")
        ],
        [
            helper.make_tensor_value_info("mask_shape", TensorProto.INT64, [2]),
            helper.make_tensor_value_info("token_embeddings", TensorProto.FLOAT, [*tokens, 2]),
        ],
        [numpy_helper.from_array(table, "table")],
    )
    opset = helper.make_opsetid("", 17)
    onnx.save(helper.make_model(graph, opset_imports=[opset], ir_version=9), folder / "model.onnx")


def test_another_folder_tells_its_own_name_dimension_and_window(tmp_path: Path) -> None:
    folder = tmp_path / "two-words"
    folder.mkdir()
    write_word_model(folder, {"unknown": [1, 0], "east": [3, 0], "north": [0, 4]})
    (folder / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 3}))
    embedder = OnnxEmbedder.load(folder)
    assert embedder.model.startswith("two-words:")
    assert (embedder.dimension, embedder.window) == (2, 3)
    vectors = embedder.embed_now(["east", "north north", "east north", "north north north east"])
    np.testing.assert_allclose(vectors, [[1, 0], [0, 1], [0.6, 0.8], [0, 1]], rtol=1e-6)


@pytest.mark.parametrize("damaged", ["model.onnx", "tokenizer.json", "manifest.json"])
def test_a_damaged_folder_is_refused_with_a_hint(tmp_path: Path, damaged: str) -> None:
    folder = Path(shutil.copytree(shipped(), tmp_path / "minilm"))
    assert OnnxEmbedder.load(folder).model == minilm().model
    (folder / damaged).write_bytes(b"cut short")
    with pytest.raises(ConfigError, match=r"can't be used") as refusal:
        OnnxEmbedder.load(folder)
    assert "model.onnx" in refusal.value.hint


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="FileNotFoundError"):
        OnnxEmbedder.load(tmp_path / "nowhere")
