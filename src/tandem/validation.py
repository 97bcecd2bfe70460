"""What pydantic finds wrong, in our own words: the borders where text is parsed share it."""

from pydantic import ValidationError, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import PydanticCustomError


def must(be: str) -> WrapValidator:
    """Put last in an `Annotated`: whatever is wrong with the value, it "must be <be>"."""

    def check(value: object, inner: ValidatorFunctionWrapHandler) -> object:
        try:
            return inner(value)
        except ValidationError:
            raise wrong(f"must be {be}") from None

    return WrapValidator(check)


def wrong(says: str) -> PydanticCustomError:
    """A fault that a validator raises, as the end of a sentence that begins with the place."""
    return PydanticCustomError("ours", "{says}", {"says": says})
