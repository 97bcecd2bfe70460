"""The composition root: the embedded server starts and stops beside the event loop."""

import asyncio
import tempfile
from pathlib import Path

import pytest

from tandem import app
from tandem.postgres import embedded
from tandem.postgres.embedded import State
from tandem.settings import Settings


async def test_a_start_does_not_hold_up_the_loop_and_cancelled_it_leaves_no_server() -> None:
    async def opened(home: Path) -> None:
        async with app.open_database(Settings(home=home)):
            pass

    async def scenario(home: Path) -> None:
        opening = asyncio.create_task(opened(home))
        while embedded.state(home) is State.ABSENT:  # noqa: ASYNC110 -- a thread sets no event
            await asyncio.sleep(0)
        assert embedded.state(home) is State.CHANGING
        opening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await opening
        assert embedded.state(home) is State.ABSENT

    with tempfile.TemporaryDirectory(prefix="tandem-test-") as name:
        Path(name).chmod(0o711)  # not pytest's folder, which root's server can't enter
        await scenario(Path(name) / "home")
