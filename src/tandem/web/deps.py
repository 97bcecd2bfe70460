"""What handlers are given: the desk, and what the operator chose for the web."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated, cast

from fastapi import Depends
from starlette.requests import HTTPConnection

from tandem.actions.ports import Desk
from tandem.web.demo import Demo

RESOURCES = Path(str(files("tandem").joinpath("resources")))


@dataclass(frozen=True, slots=True)
class WebOptions:
    """What the operator chose for the web.

    `secure_cookies` is for a desk that browsers reach only over HTTPS. `demo` is the demo's
    site, if that is served. `resources` holds the built console, widget and shop.
    """

    secure_cookies: bool = False
    demo: Demo | None = None
    body_bytes_max: int = 1_000_000
    upload_bytes_max: int = 20_000_000
    resources: Path = RESOURCES


def _desk(connection: HTTPConnection) -> Desk:
    return cast("Desk", connection.app.state.desk)


def _options(connection: HTTPConnection) -> WebOptions:
    return cast("WebOptions", connection.app.state.options)


DeskOf = Annotated[Desk, Depends(_desk)]
OptionsOf = Annotated[WebOptions, Depends(_options)]
