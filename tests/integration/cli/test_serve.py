"""`tandem serve` as a process: it starts, refuses a second one, and stops cleanly."""

import json
import re
import signal
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest

from tandem.postgres import embedded
from tandem.postgres.embedded import State
from tests.integration.cli.conftest import TANDEM, TIMEOUT_S, Program

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


@dataclass(frozen=True, slots=True)
class Serving:
    """A running `tandem serve`, at the address that it printed."""

    process: subprocess.Popen[str]
    url: str
    said: str

    def ready(self) -> int:
        """The status of /readyz."""
        return httpx.get(f"{self.url}/readyz", timeout=TIMEOUT_S).status_code

    def end(self, number: signal.Signals) -> tuple[int, str]:
        """Stop it with a signal; returns its exit code and its stderr."""
        self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=TIMEOUT_S)
        return self.process.returncode, errors


@contextmanager
def serving(program: Program) -> Generator[Serving]:
    """The program, serving on a free port."""
    process = subprocess.Popen(
        [TANDEM, "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=program.environment(),
        text=True,
    )
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        found = ADDRESS.search(said)
        assert found is not None, (said, process.communicate()[1])
        yield Serving(process, found[0], said)
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def desk(passable: Path) -> Program:
    """A desk with a home and an embedded database of its own, without a model to load."""
    return Program(passable / "home", {"TANDEM_EMBEDDER": "none"})


@pytest.fixture
def light(empty: Program) -> Program:
    """A desk on a given database, without a model to load."""
    return replace(empty, settings={**empty.settings, "TANDEM_EMBEDDER": "none"})


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_alone_and_ends_without_a_trace(desk: Program, number: signal.Signals) -> None:
    with serving(desk) as first:
        assert first.ready() == 200
        refused = desk.refused("serve", "--port", "0", code=1)
        assert "Another `tandem serve`" in refused
        assert first.ready() == 200
        code, errors = first.end(number)
    assert code == 0, errors
    assert "Traceback" not in errors
    assert embedded.state(desk.home) is State.ABSENT


def test_one_that_was_killed_is_followed_by_another(desk: Program) -> None:
    with serving(desk) as killed:
        assert killed.ready() == 200
        assert killed.end(signal.SIGKILL)[0] == -signal.SIGKILL
    with serving(desk) as next_one:
        assert next_one.ready() == 200
        assert next_one.end(signal.SIGINT)[0] == 0
    assert embedded.state(desk.home) is State.ABSENT


def test_a_port_that_is_taken_is_said_in_one_line(light: Program) -> None:
    with serving(light) as serving_:
        port = serving_.url.rpartition(":")[2]
        said = light.refused("web", "--port", port, code=1, TANDEM_HOME="/nonexistent")
        assert f"port {port}" in said
        assert serving_.end(signal.SIGTERM)[0] == 0


def test_a_worker_and_the_web_end_when_they_are_told(light: Program) -> None:
    worker = subprocess.Popen(
        [TANDEM, "worker"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=light.environment(),
        text=True,
    )
    with serving(light) as web:
        assert web.ready() == 200
        assert web.end(signal.SIGINT)[0] == 0
    assert worker.stdout is not None
    assert worker.stdout.readline().startswith("The worker takes turns")
    worker.send_signal(signal.SIGTERM)
    _, errors = worker.communicate(timeout=TIMEOUT_S)
    assert worker.returncode in (0, 130), errors
    assert "Traceback" not in errors


def test_a_new_desk_says_whom_it_answers_and_what_it_needs(light: Program) -> None:
    with serving(light) as desk:
        assert desk.process.stdout is not None
        says, change, agent, chat = (desk.process.stdout.readline().strip() for _ in range(4))
        assert desk.end(signal.SIGINT)[0] == 0
    assert says == "The assistant drafts for your own people. Customers are answered by people."
    assert "[[rollout]]" in change
    assert "tandem user add" in agent
    assert chat == f"Customers can't write yet: add an inbox at {desk.url}/settings/inboxes"


def test_people_and_programs_are_let_in_from_the_command_line(light: Program) -> None:
    added = light("user", "add", "Mara@shop.example", "--name", "Mara", "--role", "admin", "--json")
    assert added.json["invitation_url"].startswith("http://127.0.0.1:8700/enter#t=")
    assert "already" in light.refused("user", "add", "mara@shop.example", "--name", "M", code=1)
    weak = ("user", "add", "ben@shop.example", "--name", "Ben", "--password-stdin")
    assert "10 to 200" in light.refused(*weak, code=2, stdin=b"short\n")
    assert light(*weak, stdin=b"a good password\n").code == 0
    listed = light("user", "list", "--json").json
    assert [(agent["email"], agent["role"]) for agent in listed] == [
        ("ben@shop.example", "agent"),
        ("mara@shop.example", "admin"),
    ]
    with serving(light) as desk:
        assert desk.said.startswith("Tandem is at ")
        link = light("user", "link", "ben@shop.example").out.strip()
        entered = httpx.post(
            f"{desk.url}/api/v1/session/link",
            json={"token": link.partition("#t=")[2]},
            timeout=TIMEOUT_S,
        )
        assert (entered.status_code, entered.json()["agent"]["name"]) == (200, "Ben")
        issued = light("token", "issue", "shop", "--agent", "ben@shop.example", "--json").json
        bearer = {"Authorization": f"Bearer {issued['secret']}"}
        me = f"{desk.url}/api/v1/me"
        assert httpx.get(me, headers=bearer, timeout=TIMEOUT_S).json()["agent"]["name"] == "Ben"
        assert [token["id"] for token in light("token", "list", "--json").json] == [issued["id"]]
        assert light("token", "revoke", issued["id"]).code == 0
        assert httpx.get(me, headers=bearer, timeout=TIMEOUT_S).status_code == 401
    assert light("token", "list", "--json").json == []
    assert "Nobody" in light.refused("user", "link", "eve@shop.example", code=2)


def test_the_assistant_is_stopped_and_let_work_again(light: Program) -> None:
    assert light("pause").out.startswith("The assistant is stopped.")
    assert light("pause", "--off").out.startswith("The assistant works")


@pytest.mark.parametrize(
    ("settings", "level", "says"),
    [
        ({}, "warning", "not mailed"),
        ({"TANDEM_SMTP_URL": "smtp://127.0.0.1"}, "fault", "a sender's address"),
        (
            {"TANDEM_SMTP_URL": "smtp://127.0.0.1:1", "TANDEM_MAIL_FROM": "desk@shop.example"},
            "fault",
            "does not take mail now",
        ),
    ],
)
def test_the_doctor_says_whether_mail_goes_out(
    light: Program, settings: dict[str, str], level: str, says: str
) -> None:
    done = replace(light, settings={**light.settings, **settings})("doctor", "--json")
    (mail,) = (finding for finding in json.loads(done.out) if finding["name"] == "mail")
    assert (mail["level"], mail["ok"]) == (level, level != "fault")
    assert says in mail["says"]
