"""The tiny model is the same each time, and its vocabulary can be read by llama.cpp's tokenizer."""

from pathlib import Path

import gguf

from tools.tiny_llm import (
    BEGIN,
    CALL,
    CONTROLS,
    END,
    SPACE,
    TEMPLATE,
    TURN_BEGIN,
    TURN_END,
    UNKNOWN,
    WORDS,
    vocabulary,
    write_model,
)


def test_the_same_seed_gives_the_same_file(tmp_path: Path) -> None:
    one, same, other = (tmp_path / name for name in ("one", "same", "other"))
    write_model(one)
    write_model(same)
    write_model(other, seed=8)
    assert one.read_bytes() == same.read_bytes() != other.read_bytes()
    assert one.stat().st_size < 1_000_000


def test_all_weights_are_there(tmp_path: Path) -> None:
    path = tmp_path / "tiny.gguf"
    write_model(path)
    reader = gguf.GGUFReader(path)
    template = reader.get_field("tokenizer.chat_template")
    assert template is not None
    assert template.contents() == TEMPLATE
    shapes = {tensor.name: [int(size) for size in tensor.shape] for tensor in reader.tensors}
    assert len(shapes) == 3 + 2 * 9
    assert shapes["token_embd.weight"] == shapes["output.weight"] == [64, len(vocabulary())]


def test_each_word_can_be_joined_letter_by_letter() -> None:
    texts = [token.text for token in vocabulary()]
    assert len(set(texts)) == len(texts)
    for word in WORDS:
        assert all(f"{SPACE}{word}"[:end] in texts for end in range(1, len(word) + 2))


def test_control_tokens_stand_first() -> None:
    numbers = (UNKNOWN, BEGIN, END, TURN_BEGIN, TURN_END, CALL)
    assert [vocabulary()[number].text for number in numbers] == list(CONTROLS)
