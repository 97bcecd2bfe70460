"""What JSON bodies are made of: what comes in is checked, what goes out is documented."""

from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from tandem.core.desk import accept

Text = Annotated[str, AfterValidator(accept.clean)]
Line = Annotated[str, Field(max_length=200), AfterValidator(accept.clean)]
Version = Annotated[
    int,
    Field(ge=1, le=2**31 - 1, description="The one you saw: 409 if it was changed meanwhile."),
]
Seq = Annotated[int, Field(ge=0, le=2**62, description="A place among the conversation's events.")]
At = Annotated[AwareDatetime, Field(examples=["2026-01-05T12:00:00Z"])]


class Given(BaseModel):
    """A request's body; a field that is not known is an error, so that no typo goes unseen."""

    model_config = ConfigDict(extra="forbid")


class Shown(BaseModel):
    """An answer's body, made from a value of the core or a row of the store."""

    model_config = ConfigDict(from_attributes=True)
