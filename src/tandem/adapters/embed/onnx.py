"""Vectors from an ONNX model on this machine: the shipped MiniLM, or any folder like it."""

import asyncio
import functools
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from onnxruntime import (
    InferenceSession,
    SessionOptions,  # pyright: ignore[reportAttributeAccessIssue]  # no stub names it
)
from tokenizers import Tokenizer

from tandem.core.errors import ConfigError

WINDOW = 256  # tokens; the published limit of MiniLM, and a guess for a model that doesn't say
REMEMBERED = 1024  # vectors of the latest texts, about 1.5 kB each


class OnnxEmbedder:
    """Unit vectors of texts, by a token model, mean pooling and normalisation.

    One text is run at a time: int8 activations are scaled over the whole input, so in a batch a
    text's vector would depend on its neighbours. Safe for concurrent callers. One processor core
    a call; `pool.py` uses them all.
    """

    def __init__(
        self, model: str, window: int, session: InferenceSession, tokenizer: Tokenizer
    ) -> None:
        self.model = model
        self.window = window
        self._session = session
        self._inputs = {given.name for given in session.get_inputs()}
        self._output = _token_vectors(session)
        self._tokenizer = tokenizer
        self._vector = functools.lru_cache(REMEMBERED)(self._run)
        self.dimension = len(self._vector("probe"))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The embedder in the folder, tried once; ConfigError if it is not there or does not work.

        The folder holds `model.onnx` and `tokenizer.json`; `sentence_bert_config.json` may say how
        many tokens the model reads at most (else 256), and `manifest.json` what it is called.
        """
        graph = folder / "model.onnx"
        try:
            manifest = _read_json(folder / "manifest.json")
            limits = _read_json(folder / "sentence_bert_config.json")
            window = int(limits.get("max_seq_length", WINDOW))
            with graph.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            tokenizer.no_padding()
            tokenizer.enable_truncation(window)
            name = manifest.get("model", folder.resolve().name)
            return cls(f"{name}:{digest[:8]}", window, _session(graph), tokenizer)
        except Exception as error:  # neither library raises anything narrower
            raise ConfigError(
                f"The embedder in {folder} can't be used ({type(error).__name__}).",
                hint="The folder must hold a token model as model.onnx, with its tokenizer.json.",
            ) from error

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector a row, in the texts' order; the event loop stays free meanwhile."""
        return await asyncio.to_thread(self.embed_now, texts)

    def embed_now(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector a row, in the texts' order; what exceeds the window is not read."""
        return self._stacked([self._vector(text) for text in texts])

    def embed_once(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As `embed_now`, for texts that won't be asked for again: none is remembered."""
        return self._stacked([self._run(text) for text in texts])

    def _stacked(self, vectors: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
        return np.stack(vectors) if vectors else np.empty((0, self.dimension), np.float32)

    def count_tokens(self, text: str) -> int:
        """How many tokens the whole text has, the model's own marks included."""
        encoding = self._tokenizer.encode(text)
        marks = self._tokenizer.num_special_tokens_to_add(is_pair=False)
        cut_off = sum(len(part.ids) - marks for part in encoding.overflowing)
        return len(encoding.ids) + cut_off

    def _run(self, text: str) -> NDArray[np.float32]:
        encoding = self._tokenizer.encode(text)
        given = {
            "input_ids": encoding.ids,
            "attention_mask": encoding.attention_mask,
            "token_type_ids": encoding.type_ids,
        }
        inputs = {name: np.array([given[name]], np.int64) for name in self._inputs}
        # Alone in its batch a text has no padding: the mean over the mask is the mean over all.
        tokens = np.asarray(self._session.run([self._output], inputs)[0], np.float32)[0]
        vector = tokens.mean(axis=0)
        return vector / np.linalg.norm(vector)


def shipped() -> Path:
    """The folder of the embedder that Tandem's build makes; ConfigError if it was not built."""
    folder = Path(__file__).parents[2] / "resources" / "minilm"
    if not (folder / "manifest.json").exists():
        raise ConfigError(
            "The embedder that belongs to Tandem was not built.",
            hint="In a checkout run `.venv/bin/python build_embedder.py`, else reinstall Tandem.",
        )
    return folder


def _session(graph: Path) -> InferenceSession:
    """The graph, ready to run on one quiet thread, without memory held back between texts."""
    options = SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3  # errors alone, and those are raised as well
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _token_vectors(session: InferenceSession) -> str:
    """The name of the output with a vector for each token: the first that has three axes."""
    return next(output.name for output in session.get_outputs() if len(output.shape) == 3)


def _read_json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
