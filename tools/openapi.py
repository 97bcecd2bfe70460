"""Prints the shapes of the OpenAPI, from which the front end's types are generated.

Run it after any change of the API's requests or answers: python -m tools.openapi. A repository
test fails until then.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

from tandem.actions.ports import Desk
from tandem.store.database import Database
from tandem.testing import MemoryFiles
from tandem.web.app import create
from tandem.web.deps import WebOptions

TARGET = Path(__file__).parents[1] / "frontend" / "openapi.json"
WORDS = {"title", "description", "examples"}


def schema() -> dict[str, Any]:
    """The whole OpenAPI, of a desk without working parts."""
    nothing = cast("Any", None)
    desk = Desk(
        database=Database(nothing, ""),
        thinking=nothing,
        policies=nothing,
        files=MemoryFiles(),
        clock=lambda: datetime.now(UTC),
        new_id=uuid4,
    )
    return create(desk, WebOptions()).openapi()


def printed() -> str:
    """Only the shapes, one a line; descriptions are left out."""
    whole = schema()
    shapes = whole["components"]["schemas"]
    lines = [f"{json.dumps(name)}: {json.dumps(_bare(shapes[name]))}" for name in sorted(shapes)]
    head = {"openapi": whole["openapi"], "info": {"title": "Tandem", "version": ""}, "paths": {}}
    body = ",\n".join(lines)
    return f'{json.dumps(head)[:-1]}, "components": {{"schemas": {{\n{body}\n}}}}}}\n'


def _bare(shape: Any) -> Any:
    """A shape without its descriptions."""
    match shape:
        case dict():
            return {
                name: {one: _bare(of) for one, of in value.items()}
                if name == "properties"
                else _bare(value)
                for name, value in cast("dict[str, Any]", shape).items()
                if name not in WORDS
            }
        case list():
            return [_bare(one) for one in cast("list[Any]", shape)]
        case _:
            return shape


if __name__ == "__main__":
    TARGET.write_text(printed(), encoding="utf-8")
