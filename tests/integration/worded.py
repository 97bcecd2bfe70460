"""A shop with a language model, or a look-up, that says what a test wrote."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tandem.assistant.requests import Price, Writers
from tandem.core.turn.lookup import Lookup, Outcome
from tandem.core.turn.prompt import Prompt
from tandem.core.turn.reply import Said
from tandem.core.turn.tool import Argument, Tool
from tests.integration.shop import LIVE, Shop

TABLETS = {"text": "Use two descaling tablets.", "sources": [1], "quote": "two descaling tablets"}
THREE = {"text": "Use three descaling tablets.", "sources": [1], "quote": ""}


@dataclass(slots=True)
class ScriptedModel:
    """Says each of `says` in turn, the last one for ever; an error among them is raised."""

    says: list[str | Exception]
    name: str = "openai:tiny"
    is_hosted: bool = True
    asked: list[Prompt] = field(default_factory=list[Prompt])

    def settings(self, sample: int) -> Mapping[str, float | int]:
        """The parameters of a request."""
        return {"max_tokens": 100, "seed": sample}

    async def ask(self, prompt: Prompt, *, deadline_s: float, sample: int = 0) -> Said:
        """What comes next, for a hundred tokens and ten."""
        self.asked.append(prompt)
        said = self.says.pop(0) if len(self.says) > 1 else self.says[0]
        if isinstance(said, Exception):
            raise said
        return Said(said, 100, 10)


def answer(*claims: Mapping[str, object]) -> str:
    """A model's answer with these claims."""
    plain = {"kind": "answer", "claims": claims, "question": "", "tool": "", "arguments": []}
    return json.dumps(plain)


def worded(
    shop: Shop, *says: str | Exception, is_hosted: bool = True, price: Price | None = (1.0, 10.0)
) -> tuple[Shop, ScriptedModel]:
    """The shop with a model that says this; a price is for a million tokens in, and out.

    Nothing there is sure enough to be answered without it: then no model would be asked.
    """
    shop = shop.suggesting()
    model = ScriptedModel(list(says), is_hosted=is_hosted)
    prices = {} if price is None else {model.name: price}
    writers = Writers((model,), prices, sleep=_at_once, chance=lambda: 0.0)
    thinking = replace(shop.desk.thinking, writers=writers)
    return replace(shop, desk=replace(shop.desk, thinking=thinking)), model


@dataclass(frozen=True, slots=True)
class FixedLookups:
    """A system that always gives the same."""

    outcome: Outcome

    async def run(self, tool: Tool, lookup: Lookup) -> Lookup:
        """The look-up with its outcome; a field and a line in every case."""
        fields, lines = (("Status", "on its way"),), ("Order 48213 is on its way.",)
        return replace(lookup, outcome=self.outcome, fields=fields, lines=lines)


def looking_up(shop: Shop, outcome: Outcome) -> Shop:
    """The shop with an order look-up that ends like this, for anyone."""
    tool = Tool(
        name="order",
        says="Order look-up",
        url="https://shop.example/{order}",
        arguments=(Argument("order", pattern=r"\d{5}"),),
        shows=(("status", "Status"),),
        reply=("Order {order} is {status}.",),
        phrases=("where is my order",),
        is_for_verified=False,
    )
    ruled = shop.under(replace(LIVE, tools=(tool,)))
    thinking = replace(ruled.desk.thinking, lookups=FixedLookups(outcome))
    return replace(ruled, desk=replace(ruled.desk, thinking=thinking))


async def _at_once(seconds: float) -> None:
    """No pause before a retry."""
