"""Hosts in the form in which browsers send them."""

from pydantic_core import Url, ValidationError


def host_as_sent(host: str) -> str:
    """The host of a site in small ASCII letters: `münchen.example` is `xn--mnchen-3ya.example`.

    By the URL standard that browsers follow (WHATWG). Raises ValueError for what is no host.
    """
    try:
        sent = Url(f"https://{host}").host
    except ValidationError as error:
        raise ValueError(str(error)) from None
    if not sent:
        raise ValueError("There is no host.")
    return sent
