"""The tiny language model, started once; and models are asked only by tests that say so."""

from collections.abc import Iterator

import pytest
from pydantic_ai import models

from tests.llm import tiny
from tests.llm.tiny import Tiny


@pytest.fixture(autouse=True)
def models_are_refused() -> Iterator[None]:
    """No request reaches a model by accident, not even on this machine."""
    with models.override_allow_model_requests(allow_model_requests=False):
        yield


@pytest.fixture
def asks_models(models_are_refused: None) -> Iterator[None]:
    """This test asks models: servers on this machine."""
    with models.override_allow_model_requests(allow_model_requests=True):
        yield


@pytest.fixture(scope="session")
def tiny_llm() -> Iterator[Tiny]:
    """The running server, for all tests."""
    with tiny.running() as running:
        yield running
