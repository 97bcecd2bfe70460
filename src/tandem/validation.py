"""Our own wording of pydantic's errors, shared by all code that parses text."""

from pydantic import ValidationError, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import PydanticCustomError


def must(be: str) -> WrapValidator:
    """Put this last in an `Annotated`: every error of the value then reads "must be <be>"."""

    def check(value: object, inner: ValidatorFunctionWrapHandler) -> object:
        try:
            return inner(value)
        except ValidationError:
            raise wrong(f"must be {be}") from None

    return WrapValidator(check)


def wrong(says: str) -> PydanticCustomError:
    """An error for validators to raise: the end of a sentence that begins with the place."""
    return PydanticCustomError("ours", "{says}", {"says": says})
