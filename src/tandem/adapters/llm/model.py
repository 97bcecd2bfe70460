"""A language model through pydantic-ai: one prompt in, JSON text and its cost out.

pydantic-ai takes seconds to import, so this module is imported only where a model is set.
"""

import logging
from collections.abc import Mapping
from typing import Any, Self

import httpx2
from pydantic_ai import exceptions
from pydantic_ai.direct import model_request
from pydantic_ai.messages import ModelRequest, SystemPromptPart, ToolCallPart, UserPromptPart
from pydantic_ai.models import Model, ModelRequestParameters, infer_model
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.output import OutputObjectDefinition
from pydantic_ai.profiles.openai import OpenAIModelProfile
from pydantic_ai.providers import infer_provider_class
from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider
from pydantic_ai.settings import ModelSettings

from tandem.core.errors import ConfigError, UnavailableError
from tandem.core.turn.prompt import Prompt
from tandem.core.turn.reply import BusyError, NoReplyError, Said

TOKENS_MAX = 1_200  # of an answer
COMPATIBLE = frozenset({"openai", "openai-chat", "vllm", "ollama", "llama.cpp", "litellm"})
"""Providers that speak OpenAI's protocol at an address that the operator gives."""

NO_KEY = "none"
_TOO_LARGE = 413
_BUSY = 429
_TOKENS_TOLD_MAX = 10_000_000  # what a server may say that one request took
_CHARS_A_TOKEN = 4
_LOGGERS = ("openai", "anthropic", "httpx2", "httpcore2")  # at DEBUG they print whole prompts


class PydanticModel:
    """One model; safe for concurrent callers."""

    def __init__(self, name: str, model: Model[Any], *, is_hosted: bool) -> None:
        self.name = name
        self.is_hosted = is_hosted
        self._model = model

    @classmethod
    def named(
        cls,
        name: str,
        client: httpx2.AsyncClient,
        *,
        url: str | None,
        key: str | None,
        is_hosted: bool,
    ) -> Self:
        """The model of a setting such as `openai:gpt-…`; raises ConfigError if there is none."""
        for logger in _LOGGERS:
            logging.getLogger(logger).setLevel(logging.WARNING)
        provider, has_provider, model = name.partition(":")
        if not has_provider or not provider or not model:
            raise ConfigError(
                f"TANDEM_LLM has {name!r}, which is not provider:model.",
                hint="It looks like openai:my-model; docs/llm.md has examples.",
            )
        try:
            if url and provider in COMPATIBLE:
                made: Model[Any] = _compatible(url, model, key, client)
            else:
                made = _by_name(provider, model, key, client, url)
        except Exception as error:  # each library names what is missing in its own kind of error
            raise ConfigError(
                f"The model {name} can't be used: {str(error).splitlines()[0][:200]}",
                hint="docs/llm.md lists what each kind of server needs.",
            ) from error
        return cls(name, made, is_hosted=is_hosted)

    def settings(self, sample: int) -> Mapping[str, float | int]:
        """The parameters of a request: the first sample is as steady as the model can be."""
        profile: Any = self._model.profile
        chosen: dict[str, float | int] = {"max_tokens": TOKENS_MAX}
        no_choice = profile.get("anthropic_disallows_sampling_settings")
        if not no_choice and not profile.get("openai_supports_reasoning"):
            chosen |= {"temperature": 0.0 if sample == 0 else 0.7, "seed": 7 + sample}
        return chosen

    async def ask(self, prompt: Prompt, *, deadline_s: float, sample: int = 0) -> Said:
        """The model's answer.

        Raises UnavailableError if a later try may work, ConfigError if the operator must act, and
        NoReplyError for an answer that is none: refused, cut, empty.
        """
        # Longer than the caller waits: who gives up first decides what is written down of it.
        given_up_s = deadline_s + 1
        settings = ModelSettings(
            timeout=given_up_s,
            request_timeout=given_up_s,
            max_retries=0,
            **self.settings(sample),  # pyright: ignore[reportArgumentType] -- of these names
        )
        wanted = ModelRequestParameters(
            output_mode="native",
            output_object=OutputObjectDefinition(
                json_schema=dict(prompt.schema), name="reply", strict=True
            ),
        )
        parts = [SystemPromptPart(prompt.system), UserPromptPart(prompt.data)]
        try:
            said = await model_request(
                self._model,
                [ModelRequest(parts=parts)],
                model_settings=settings,
                model_request_parameters=wanted,
            )
        except exceptions.ModelContextWindowExceededError as error:
            raise NoReplyError("The prompt is too long for it.") from error
        except (exceptions.ModelRequestRejectedError, exceptions.ModelQuotaExceededError) as error:
            raise ConfigError(
                f"The model {self.name} refuses our request: {_status(error)}.",
                hint="Check TANDEM_LLM, TANDEM_LLM_KEY and what the key may use.",
            ) from error
        except (exceptions.ModelAPIError, exceptions.UnexpectedModelBehavior) as error:
            if getattr(error, "status_code", None) == _TOO_LARGE:
                raise NoReplyError("The prompt is too long for it.") from error
            says, after_s = f"The model {self.name} failed: {_status(error)}.", _after_s(error)
            if after_s is not None:
                raise BusyError(says, after_s=after_s) from error
            raise UnavailableError(says) from error
        except (
            Exception
        ) as error:  # the library trips over an answer of the wrong shape, in any way
            if "ALLOW_MODEL_REQUESTS" in str(error):
                raise
            raise UnavailableError(
                f"The model {self.name} sent no answer that can be read."
            ) from error
        text = said.text or ""
        tokens_in = _tokens(said.usage.input_tokens, prompt.system + prompt.data)
        tokens_out = _tokens(said.usage.output_tokens, text)
        is_whole = said.finish_reason == "stop" and text
        if not is_whole or any(isinstance(part, ToolCallPart) for part in said.parts):
            raise NoReplyError(
                f"It ended with {said.finish_reason or 'nothing'}, which is no whole answer.",
                tokens_in=tokens_in,
                tokens_out=tokens_out,
            )
        return Said(text, tokens_in, tokens_out)


def _compatible(url: str, model: str, key: str | None, client: httpx2.AsyncClient) -> Model[Any]:
    provider = OpenAICompatibleProvider("llm", base_url=url, api_key=key, http_client=client)
    profile = OpenAIModelProfile(
        supports_json_schema_output=True,  # else names such as meta-llama/… are refused unasked
        openai_chat_supports_max_completion_tokens=False,  # all servers know `max_tokens`
    )
    return OpenAIChatModel(model, provider=provider, profile=profile)


def _by_name(
    provider: str, model: str, key: str | None, client: httpx2.AsyncClient, url: str | None
) -> Model[Any]:
    where = {"base_url": url} if url else {}
    # Without one, the libraries take a key from the environment, whatever host it goes to.
    if key is None and not url:
        raise ValueError("it needs a key: set TANDEM_LLM_KEY")
    known = {"openai": "openai-chat"}.get(provider, provider)  # `openai` is another API of theirs

    def made(name: str) -> Any:
        known_provider: Any = infer_provider_class(name)  # each takes arguments of its own
        return known_provider(api_key=key or NO_KEY, http_client=client, **where)

    return infer_model(f"{known}:{model}", made)


def _tokens(told: int, text: str) -> int:
    """The tokens that the server says a text took; about as many where it says none, or too many.

    A budget must hold for a server that counts nothing, too.
    """
    is_likely = type(told) is int and 0 < told <= _TOKENS_TOLD_MAX
    return told if is_likely else -(-len(text) // _CHARS_A_TOKEN)


def _after_s(error: Exception) -> float | None:
    """The seconds for which the server asks to be left alone; None if it doesn't say."""
    after_s = getattr(error, "retry_after", None)
    return float(after_s) if isinstance(after_s, int | float) and after_s > 0 else None


def _status(error: Exception) -> str:
    """What went wrong, without the server's words: they may quote the prompt."""
    status = getattr(error, "status_code", None)
    if status == _BUSY:
        return "it is too busy (status 429)"
    return f"status {status}" if status else type(error).__name__
