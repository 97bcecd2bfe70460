"""With `local_only` no text of a customer leaves the house, not even to be embedded."""

from dataclasses import replace

import pytest

from tandem.app import require_inside
from tandem.core.errors import ConfigError
from tandem.core.turn.policy import ModelRules, Policy
from tandem.settings import Settings

INSIDE = Policy("Acme", llm=ModelRules(local_only=True))


def settings(url: str | None, embedder: str = "openai") -> Settings:
    return Settings.model_validate(
        {"embedder": embedder, "embedder_url": url, "embedder_model": "m"}
    )


@pytest.mark.parametrize("url", ["http://93.184.216.34/v1", "http://nowhere.invalid/v1", None])
def test_an_embedder_elsewhere_is_refused(url: str | None) -> None:
    with pytest.raises(ConfigError, match="local_only"):
        require_inside(settings(url), INSIDE)
    require_inside(settings(url), replace(INSIDE, llm=ModelRules()))


def test_an_embedder_in_the_house_is_taken() -> None:
    require_inside(settings("http://127.0.0.1:9/v1"), INSIDE)
    require_inside(settings(None, "minilm"), INSIDE)
