"""Every action takes its parameters in the order that tandem.actions describes."""

import ast
import importlib
import inspect
import pkgutil
import typing
from collections.abc import Callable
from inspect import Parameter
from uuid import UUID

import pytest

from tandem import actions
from tandem.actions.lab.evaluate_conversations import Workers
from tandem.actions.ports import Desk
from tandem.assistant.thinking import Recognisers, Thinking
from tandem.core.desk.agent import Agent
from tandem.store.database import Database

Action = Callable[..., object]

BUNDLES = {
    ("desk", Desk),
    ("thinking", Thinking),
    ("database", Database),
    ("recognisers", Recognisers),
    ("workers", Workers),
}


MODULES = [
    module.name
    for module in pkgutil.walk_packages(actions.__path__, "tandem.actions.")
    if module.name.count(".") == 3  # in a folder
]


def functions(module: str) -> dict[str, Action]:
    """The public async functions that a module defines."""
    return {
        name: function
        for name, function in vars(importlib.import_module(module)).items()
        if inspect.iscoroutinefunction(function)
        and function.__module__ == module
        and not name.startswith("_")
    }


ACTIONS = {
    f"{module.removeprefix('tandem.actions.')}.{name}": function
    for module in MODULES
    for name, function in functions(module).items()
}


def is_an_agent(annotation: object) -> bool:
    return annotation is Agent or Agent in typing.get_args(annotation)


@pytest.mark.parametrize("module", MODULES)
def test_every_module_holds_an_action(module: str) -> None:
    assert functions(module)


@pytest.mark.parametrize("name", ACTIONS)
def test_the_parameters_come_in_order(name: str) -> None:
    hints = typing.get_type_hints(ACTIONS[name])
    parameters = inspect.signature(ACTIONS[name]).parameters.values()
    positional = [one.name for one in parameters if one.kind is Parameter.POSITIONAL_OR_KEYWORD]
    options = {one.name for one in parameters if one.default is not Parameter.empty} | {"now"}
    assert (positional[0], hints[positional[0]]) in BUNDLES
    assert options.isdisjoint(positional), "keyword-only"
    agents = [one.name for one in parameters if is_an_agent(hints[one.name])]
    assert agents in ([], ["agent"], ["admin"])
    rest = positional[1:]
    assert rest[: len(agents)] == agents
    are_ids = [hints[one] is UUID for one in rest[len(agents) :]]
    assert are_ids == sorted(are_ids, reverse=True), "the ids come before the values"


@pytest.mark.parametrize(
    "name", [name for name, one in ACTIONS.items() if "desk" in inspect.signature(one).parameters]
)
def test_no_desk_is_taken_for_its_database_alone(name: str) -> None:
    tree = ast.parse(inspect.getsource(ACTIONS[name]))
    uses = sum(isinstance(node, ast.Name) and node.id == "desk" for node in ast.walk(tree))
    assert uses > ast.unparse(tree).count("desk.database")
