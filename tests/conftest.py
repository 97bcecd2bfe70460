"""For every test: no network, and the same Hypothesis examples on every CI run."""

import os
import socket
import sys
from collections.abc import Iterator
from ipaddress import ip_address

import pytest
from hypothesis import settings

settings.register_profile(
    "tandem",
    deadline=None,
    max_examples=100,
    derandomize=os.environ.get("CI") == "true",
)
settings.load_profile("tandem")

_refused: list[str] = []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that use Hypothesis, and leave out those that only root can run.

    A property is counted as a kind of its own. What needs root is no test of other accounts, so it
    is deselected there, not skipped.
    """
    for item in items:
        function = getattr(item, "function", None)
        if getattr(function, "is_hypothesis_test", False):
            item.add_marker("property")
    if os.geteuid() != 0:
        roots = [item for item in items if item.get_closest_marker("root")]
        items[:] = [item for item in items if not item.get_closest_marker("root")]
        config.hook.pytest_deselected(items=roots)


class NetworkShutError(Exception):
    """A test tried to leave this machine."""


def _shut(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse Python's sockets every address except loopback and Unix ones.

    An audit hook, not a patch, so that no library escapes it. It does not see libpq, which is C: a
    test's conninfo says where its database is.
    """
    if event not in ("socket.connect", "socket.sendto"):
        return
    family, address = getattr(arguments[0], "family", None), arguments[1]
    if family not in (socket.AF_INET, socket.AF_INET6) or not isinstance(address, tuple):
        return
    host = str(address[0])
    if not _is_loopback(host):
        _refused.append(host)
        raise NetworkShutError(f"The network is shut in tests, and this one called {host}.")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


sys.addaudithook(_shut)


@pytest.fixture(autouse=True)
def network_is_shut() -> Iterator[None]:
    """Fails a test that used the network, even if it caught the refusal."""
    _refused.clear()
    yield
    assert not _refused, f"This test called {', '.join(_refused)}; the network is shut in tests."
