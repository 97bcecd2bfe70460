"""Identity tokens: a site's server signs who the customer is (a JWT, HS256, RFC 7519)."""

from datetime import datetime
from typing import Annotated, cast

import jwt
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

from tandem.core.desk import accept, identity, mail
from tandem.core.desk.identity import Identity, RefusedError
from tandem.core.errors import InvalidError

SHORT_MAX, LONG_MAX = 200, 1000  # characters, of a claim and of an attribute
ATTRIBUTES_MAX = 50
ALGORITHM = "HS256"
# Times are compared with the desk's clock below; the inbox's secret says whom a token is for.
UNCHECKED = {f"verify_{name}": False for name in ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")}


YES = frozenset({"true", "1", "yes", "on", "t", "y"})


def _is_text(given: object) -> bool:
    """Whether a claim is text, or a number, which is as good; true and false are neither."""
    return isinstance(given, str | int | float) and not isinstance(given, bool)


def _text(given: object) -> object:
    """The claim if it is text; empty text if it is anything else."""
    return given if _is_text(given) else ""


def _yes(given: object) -> bool:
    return str(given).lower() in YES


def _usable(given: object) -> dict[str, object]:
    """The first attributes with a text for a value and a name that is not too long."""
    named = cast("dict[str, object]", given) if isinstance(given, dict) else {}
    said = [
        (name, text) for name, text in named.items() if _is_text(text) and len(name) <= SHORT_MAX
    ]
    return dict(said[:ATTRIBUTES_MAX])


Text = Annotated[str, AfterValidator(accept.clean)]
Short = Annotated[Text, BeforeValidator(_text), AfterValidator(lambda text: text[:SHORT_MAX])]
Long = Annotated[Text, AfterValidator(lambda text: text[:LONG_MAX])]


class _Claims(BaseModel):
    """The claims that are read; others are ignored.

    Only `sub` and the times can be wrong. Of the rest, long values are cut, and what is no text is
    passed over: no customer should be without the chat for it.
    """

    model_config = ConfigDict(coerce_numbers_to_str=True)

    sub: Annotated[Text, Field(min_length=1, max_length=SHORT_MAX)]
    exp: float
    nbf: float = 0
    name: Short = ""
    email: Annotated[Text, BeforeValidator(_text)] = ""
    product: Short = ""
    plan: Short = ""
    locale: Short = ""
    high_value: Annotated[bool, BeforeValidator(_yes)] = False
    attributes: Annotated[dict[Text, Long], BeforeValidator(_usable)] = {}


def read(token: str, secret: bytes, *, now: datetime) -> Identity:
    """The customer that the token names; raises InvalidError that says what is wrong with it.

    If it has only expired, the ExpiredError says whose it was.

    The site signs with the inbox's secret as hexadecimal text, as the desk shows it.
    """
    claims = _claims(token, secret)
    identity.check_hours(claims.sub, begins=claims.nbf, ends=claims.exp, now=now)
    return Identity(
        external_id=claims.sub,
        name=claims.name,
        email=_address(claims.email),
        product=claims.product,
        plan=claims.plan,
        locale=claims.locale,
        is_high_value=claims.high_value,
        attributes=claims.attributes,
    )


def signed(secret: bytes, *, id: str, name: str, email: str, now: datetime) -> str:
    """A token as a site's server makes it, valid for as long as one may be."""
    claims = {"sub": id, "name": name, "email": email, "exp": now + identity.VALID_MAX}
    return jwt.encode(claims, secret.hex(), ALGORITHM)


def _address(email: str) -> str:
    """The address if mail can be sent to it, else empty: the chat does not need one."""
    try:
        return mail.mailbox(email).address
    except InvalidError:
        return ""


def _claims(token: str, secret: bytes) -> _Claims:
    try:
        found = jwt.decode(
            token,
            secret.hex(),
            [ALGORITHM],
            options={**UNCHECKED, "require": ["exp", "sub"]},  # pyright: ignore[reportArgumentType] -- a TypedDict of these names
        )
        # A claim that is null counts as missing.
        return _Claims.model_validate(
            {name: said for name, said in found.items() if said is not None}
        )
    except jwt.InvalidSignatureError as error:
        raise RefusedError(
            "is not signed with this inbox's secret",
            "Sign with the secret as text, as the inbox's settings show it.",
        ) from error
    except jwt.InvalidAlgorithmError as error:
        raise RefusedError("is not signed with HS256", "Have it signed with HS256.") from error
    except jwt.MissingRequiredClaimError as error:
        raise RefusedError(f"lacks `{error.claim}`", "`sub` and `exp` are needed.") from error
    except jwt.InvalidTokenError as error:
        raise RefusedError("can't be read", "It must be a JWT in its compact form.") from error
    except ValidationError as error:
        names = ", ".join(sorted({str(fault["loc"][0]) for fault in error.errors()}))
        raise RefusedError(
            f"has claims that can't be used: {names}", "Compare the docs."
        ) from error
