"""`python -m benchmarks.fast BEGAN COMMAND …`: the command `tandem` with a clock that runs fast.

So a lease of a minute expires within seconds. All processes of a desk get the same `BEGAN`.
"""

import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from tandem import app
from tandem.cli import main as command

SPEED = 10


@dataclass(frozen=True, slots=True)
class FastClock:
    """A clock that runs fast, at the same speed in all processes."""

    began: float

    def __call__(self) -> datetime:
        """The desk's time."""
        return datetime.fromtimestamp(self.began + (time.time() - self.began) * SPEED, UTC)


if __name__ == "__main__":
    app.now = FastClock(float(sys.argv.pop(1)))  # the running desk's only clock
    command.main()
