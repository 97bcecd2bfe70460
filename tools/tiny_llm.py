"""Serves a tiny random language model over OpenAI's protocol, for tests and for trying things out.

    python -m tools.tiny_llm [--port N]

The server is llama.cpp's own (from the package xllamacpp), and the model is made on the spot, so
nothing is downloaded. It obeys every JSON schema and every tool, and what it says is noise: words
of a support desk in no order. A check that lets such an answer through is broken. Any API key and
any model name will do. A prompt costs about a token for each character, since the vocabulary has
few words; a named `tool_choice` is not enforced ("required" is); strings may be empty.
"""

import argparse
import json
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import xllamacpp
from gguf import TokenType
from numpy.typing import NDArray

MODEL = "tiny"
SEED = 7

# Shape. All are per token or in tokens.
WIDTH, LAYERS, HEADS, INNER_WIDTH = 64, 2, 4, 128
PROMPT_AND_ANSWER_MAX = 32_768
ANSWER_MAX = 2_048
AT_ONCE = 2  # answers; further requests wait

# At temperature 0 it would say the same two words for ever. So each time that a token occurred
# among the last ones makes it less likely.
REPEATS_WITHIN, REPEATS_COST = 256, 0.3  # in tokens; in logits

SPACE = "\u2581"  # how SentencePiece writes it
WORDS = """\
a and at be can days for free have in is it may no not of on or order our parcel refund the to two
we will with within yes you your 1 2 3 5 10 14 30 49 99 EUR USD""".split()  # noqa: SIM905 -- reads best
UNKNOWN, BEGIN, END, TURN_BEGIN, TURN_END, CALL = range(6)
CONTROLS = ("<unk>", "<s>", "</s>", "<|im_start|>", "<|im_end|>", "<tool_call>")

# How likely tokens are, in logits; others vary by chance with a deviation of about 1. Without it, a
# string hardly ever closes, and every answer is as long as it may be.
LIKELY = {'"': 4.0, "}": 2.0, "]": 2.0, ",": -1.0, "<|im_end|>": 2.5, "<tool_call>": 1.5}
LIKELY_WORD, LIKELY_PART, LIKELY_BYTE, NEVER = 1.5, -3.0, -5.0, -40.0

# That likelihood is in the output matrix, in the column of a hidden value that is the same for all
# tokens: large enough in the embedding that the layers cannot change it much. NORMED is about what
# the last normalisation leaves of it.
CONSTANT, NORMED = 30.0, 7.2

TEMPLATE = """\
{%- if tools -%}
<|im_start|>system
You may call these tools:
{% for tool in tools %}{{ tool | tojson }}
{% endfor -%}
Call one like this: <tool_call>{"name": "its name", "arguments": {}}</tool_call><|im_end|>
{% endif -%}
{%- for message in messages -%}
{{- '<|im_start|>' + message.role + '\\n' -}}
{%- if message.content %}{{ message.content }}{% endif -%}
{%- for call in message.tool_calls or [] -%}
<tool_call>{"name": "{{ call.function.name }}", "arguments": {{ call.function.arguments | tojson -}}
}</tool_call>
{%- endfor -%}
{{- '<|im_end|>\\n' -}}
{%- endfor -%}
{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif -%}
"""

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Token:
    """An entry of the vocabulary. Pairs of tokens are joined by the highest `rank` first."""

    text: str
    kind: TokenType
    likely: float
    rank: float = 0.0


def vocabulary() -> list[Token]:
    """Control tokens, all bytes, the printable characters of ASCII, and some words."""
    controls = [Token(text, TokenType.CONTROL, LIKELY.get(text, NEVER)) for text in CONTROLS]
    controls[UNKNOWN] = Token(CONTROLS[UNKNOWN], TokenType.UNKNOWN, NEVER)
    bytes_ = [Token(f"<0x{value:02X}>", TokenType.BYTE, LIKELY_BYTE) for value in range(256)]
    characters = [
        Token(SPACE if one == " " else one, TokenType.NORMAL, LIKELY.get(one, 0.0), -1_000.0)
        for one in map(chr, range(ord(" "), ord("~") + 1))
    ]
    # A word is found by joining it letter by letter, so each of its beginnings is a token, too.
    whole = {SPACE + word for word in WORDS}
    parts = sorted({part for word in whole for part in accumulate(word) if part != SPACE})
    words = [
        Token(part, TokenType.NORMAL, LIKELY_WORD if part in whole else LIKELY_PART, -float(rank))
        for rank, part in enumerate(parts, 1)
    ]
    return [*controls, *bytes_, *characters, *words]


def tensors(tokens: Sequence[Token], seed: int) -> dict[str, Matrix]:
    """The model's weights by name: random, but for what makes tokens likely."""
    random = np.random.default_rng(seed)

    def drawn(rows: int, columns: int, deviation: float) -> Matrix:
        return random.normal(0.0, deviation, (rows, columns)).astype(np.float32)

    def projection(rows: int, columns: int) -> Matrix:
        return drawn(rows, columns, columns**-0.5)

    embedding = drawn(len(tokens), WIDTH, 1.0)
    embedding[:, 0] = CONSTANT
    output = drawn(len(tokens), WIDTH, 2.0 * WIDTH**-0.5)
    output[:, 0] = [token.likely / NORMED for token in tokens]
    # The last column: a tool's call ends with ">", after which the turn is over; an answer does not
    # begin with its end, and it begins after a new line.
    by_text = {token.text: at for at, token in enumerate(tokens)}
    output[:, -1] = 0.0
    output[TURN_END, -1] = 1.0
    embedding[by_text[">"], -1], embedding[by_text["<0x0A>"], -1] = CONSTANT, -CONSTANT

    ones = np.ones(WIDTH, np.float32)
    made = {"token_embd": embedding, "output_norm": ones, "output": output}
    for layer in range(LAYERS):
        of_layer = {
            "attn_norm": ones,
            **{f"attn_{part}": projection(WIDTH, WIDTH) for part in ("q", "k", "v", "output")},
            "ffn_norm": ones,
            "ffn_gate": projection(INNER_WIDTH, WIDTH),
            "ffn_up": projection(INNER_WIDTH, WIDTH),
            "ffn_down": projection(WIDTH, INNER_WIDTH),
        }
        made |= {f"blk.{layer}.{name}": matrix for name, matrix in of_layer.items()}
    return {f"{name}.weight": matrix for name, matrix in made.items()}


def write_model(path: Path, seed: int = SEED) -> None:
    """Write the model, about half a megabyte; the same seed gives the same file."""
    tokens = vocabulary()
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name(MODEL)
    writer.add_context_length(PROMPT_AND_ANSWER_MAX)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_head_count(HEADS)
    writer.add_feed_forward_length(INNER_WIDTH)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_tokenizer_model("llama")
    writer.add_token_list([token.text for token in tokens])
    writer.add_token_scores([token.rank for token in tokens])
    writer.add_token_types([token.kind for token in tokens])
    writer.add_unk_token_id(UNKNOWN)
    writer.add_bos_token_id(BEGIN)
    writer.add_eos_token_id(TURN_END)
    writer.add_add_bos_token(True)
    writer.add_add_space_prefix(False)
    writer.add_chat_template(TEMPLATE)
    for name, matrix in tensors(tokens, seed).items():
        writer.add_tensor(name, matrix)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def serve(model: Path, port: int) -> Any:
    """Start the server; returns when it answers. Its `listening_address` has the port, if 0."""
    llama: Any = xllamacpp  # compiled, without types
    params = llama.CommonParams()
    params.model.path = str(model)
    params.model_alias = {MODEL}
    params.hostnames, params.port = ["127.0.0.1"], port
    params.n_ctx, params.n_parallel = PROMPT_AND_ANSWER_MAX * AT_ONCE, AT_ONCE
    params.n_predict = ANSWER_MAX
    params.sampling.penalty_last_n, params.sampling.penalty_freq = REPEATS_WITHIN, REPEATS_COST
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.cache_ram_mib = 0  # otherwise it keeps old prompts, up to 8 GiB
    params.ui = False
    params.verbosity = 1
    return llama.Server(params)


def main() -> None:
    """Serve until interrupted or terminated."""
    parser = argparse.ArgumentParser(prog="python -m tools.tiny_llm", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="by default any that is free")
    parser.add_argument("--attached", action="store_true", help="stop when standard input ends")
    arguments = parser.parse_args()
    # An orderly stop waits half a minute for an answer in flight, so signals just end the process.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with tempfile.TemporaryDirectory(prefix="tandem-tiny-") as folder:
        model = Path(folder) / "tiny.gguf"
        write_model(model)
        server = serve(model, arguments.port)  # keeps the file open, so it may be removed
    print(json.dumps({"base_url": f"{server.listening_address}/v1", "model": MODEL}), flush=True)
    if arguments.attached:
        sys.stdin.buffer.read()
    else:
        signal.pause()
    os._exit(0)


if __name__ == "__main__":
    main()
