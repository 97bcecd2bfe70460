"""Embeds with an ONNX model on this machine: the shipped MiniLM, or another folder like it."""

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

WINDOW = 256  # tokens; MiniLM's published limit, and the default for a model without one
REMEMBERED = 1024  # vectors of the latest texts, about 1.5 kB each


class OnnxEmbedder:
    """Computes unit vectors of texts with a token model, mean pooling and normalisation.

    It runs one text at a time: int8 activations are scaled over the whole input, so in a batch a
    text's vector would depend on the other texts. Safe for concurrent callers. A call uses one
    processor core; `pool.py` uses them all.
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
        """The embedder in the folder, tested once; ConfigError if it is missing or does not work.

        The folder holds `model.onnx` and `tokenizer.json`. `sentence_bert_config.json` may set the
        maximum number of tokens (default 256), and `manifest.json` the name.
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
        except Exception as error:  # neither library raises a narrower error
            raise ConfigError(
                f"The embedder in {folder} can't be used ({type(error).__name__}).",
                hint="The folder must hold a token model as model.onnx, with its tokenizer.json.",
            ) from error

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector a row, in the texts' order; does not block the event loop."""
        return await asyncio.to_thread(self.embed_now, texts)

    def embed_now(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector a row, in the texts' order; text beyond the window is ignored."""
        return self._stacked([self._vector(text) for text in texts])

    def embed_once(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As `embed_now`, without remembering the vectors, for texts that won't come again."""
        return self._stacked([self._run(text) for text in texts])

    def _stacked(self, vectors: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
        return np.stack(vectors) if vectors else np.empty((0, self.dimension), np.float32)

    def count_tokens(self, text: str) -> int:
        """The number of tokens of the whole text, including the model's special tokens."""
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
        # A batch of one has no padding, so the mean over the mask is the mean over all.
        tokens = np.asarray(self._session.run([self._output], inputs)[0], np.float32)[0]
        vector = tokens.mean(axis=0)
        return vector / np.linalg.norm(vector)


def shipped() -> Path:
    """The folder of the embedder that Tandem's build makes; ConfigError if it was not built."""
    folder = Path(__file__).parents[2] / "resources" / "minilm"
    if not (folder / "manifest.json").exists():
        raise ConfigError(
            "The embedder that is shipped with Tandem was not built.",
            hint="In a checkout run `.venv/bin/python build_embedder.py`, else reinstall Tandem.",
        )
    return folder


def _session(graph: Path) -> InferenceSession:
    """The graph, ready to run on one thread that does not spin; frees memory after each text."""
    options = SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3  # only errors, which are raised anyway
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _token_vectors(session: InferenceSession) -> str:
    """The name of the output with a vector for each token: the first with three axes."""
    return next(output.name for output in session.get_outputs() if len(output.shape) == 3)


def _read_json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
