"""The shapes of JSON bodies: requests are checked, responses are documented.

There is a module for each noun that several routes show; what only one route shows is defined next
to that route. The front end's types are generated from all of them (tools/openapi.py).
"""

from dataclasses import dataclass
from typing import Annotated, Any, cast

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    TypeAdapter,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from tandem.core.desk import accept

Text = Annotated[str, AfterValidator(accept.clean)]
Line = Annotated[str, Field(max_length=200), AfterValidator(accept.clean)]
Version = Annotated[
    int,
    Field(ge=1, le=2**31 - 1, description="The version you saw: 409 if it has changed since."),
]
Seq = Annotated[int, Field(ge=0, le=2**62, description="An event's number in the conversation.")]
At = Annotated[AwareDatetime, Field(examples=["2026-01-05T12:00:00Z"])]


class Given(BaseModel):
    """A request's body; an unknown field is an error, so that typos are noticed."""

    model_config = ConfigDict(extra="forbid")


class Shown(BaseModel):
    """A response's body, made from a value of the core or a row of the store.

    Fields with a default are always included.
    """

    model_config = ConfigDict(
        from_attributes=True, json_schema_serialization_defaults_required=True
    )


@dataclass(frozen=True, slots=True)
class As:
    """A stored record, returned as it was stored; `kind` is the type it was made from.

    That type describes it, but doesn't check it again: a record outlives the code that wrote it.
    With `inline` its parts get no names of their own in the OpenAPI.
    """

    kind: Any
    inline: bool = False

    def __get_pydantic_json_schema__(
        self, stored: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The OpenAPI of the field."""
        adapter = TypeAdapter[Any](self.kind)
        if not self.inline:
            # With this reference pydantic uses the name that the type has elsewhere.
            ref = f"{self.kind.__module__}.{self.kind.__qualname__}:{id(self.kind)}"
            named = cast("CoreSchema", {**adapter.core_schema, "ref": ref})
            return handler(core_schema.definitions_schema(named, []))
        schema = adapter.json_schema(mode="serialization")
        return _inlined(schema, schema.pop("$defs"))


def _inlined(schema: Any, parts: dict[str, Any]) -> Any:
    """The schema with every reference replaced by what it refers to."""
    match schema:
        case {"$ref": str(place)}:
            return _inlined(parts[place.rpartition("/")[2]], parts)
        case dict():
            return {name: _inlined(value, parts) for name, value in schema.items()}
        case list():
            return [_inlined(value, parts) for value in schema]
        case _:
            return schema
