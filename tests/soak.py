"""`make soak`: the desk's state machine for as long as it is told to, with another seed each round.

It prints the steps and the seed of every round; `--seed` begins with the same one again.
"""

import argparse
import secrets
import sys
import tempfile
import time
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings

from tandem.postgres import embedded
from tests.integration.conftest import furnished
from tests.integration.desk.test_desk_machine import run_machine

EXAMPLES, STEPS = 10, 60  # of a round


def main() -> int:
    """Run rounds until the time is over; 1 if an invariant was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long to run")
    parser.add_argument("--seed", type=int, default=None, help="the first round's seed")
    given = parser.parse_args()
    seed = secrets.randbelow(2**31) if given.seed is None else given.seed
    began, steps, rounds = time.monotonic(), 0, 0
    how = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        derandomize=False,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        print_blob=True,
    )
    with (
        tempfile.TemporaryDirectory() as folder,
        embedded.join(Path(tempfile.gettempdir()) / "tandem-soak") as share,
        furnished(share.conninfo) as server,
    ):
        while time.monotonic() - began < 60 * given.minutes:
            with server.copy() as conninfo:
                taken = run_machine(conninfo, Path(folder), how, seed=seed)
            steps, rounds = steps + taken, rounds + 1
            spent = time.monotonic() - began
            told = f"round {rounds}, seed {seed}: {taken} steps; {steps} in {spent:.0f} s"
            sys.stdout.write(f"{told}\n")
            sys.stdout.flush()
            seed += 1
    sys.stdout.write(f"{steps} steps in {rounds} rounds, and every invariant held.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
