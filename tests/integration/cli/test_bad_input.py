"""Bad input is reported in one line without a traceback, with the documented exit code."""

import os
import re
import resource
from pathlib import Path
from typing import Any

import pytest

BAD, FAILED = 2, 1
NOBODY = "00000000-0000-0000-0000-000000000000"
LABELS = '{"text": "I want a human", "label": "human_request", "set": "x"}\n'


def tiny_files() -> None:
    """A disk that is full after a few lines."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))


def small_files() -> None:
    """A disk that is full after a megabyte."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))


@pytest.mark.parametrize("text", ["", "?!"])
def test_a_message_without_words_is_asked_back(demo: Any, text: str) -> None:
    """Not refused: a customer may send one, and the table has a row for it."""
    response = demo("ask", text, "--json").json
    assert (response["decision"], response["rule"]) == ("ask", "unreadable")


def test_a_message_that_is_too_long_is_refused(demo: Any) -> None:
    said = demo.refused("ask", "-", stdin=b"a" * 1_000_000, code=BAD)
    assert "At most 100,000" in said


def test_standard_input_is_read_no_further_than_a_message_may_be_long(demo: Any) -> None:
    with Path("/dev/zero").open("rb") as endless:
        said = demo.refused("ask", "-", stdin=endless.fileno(), code=BAD)
    assert "At most 100,000" in said


def test_bytes_that_are_no_text_never_get_an_answer(demo: Any) -> None:
    noise = bytes(range(256)) * 8
    assert demo("ask", "-", "--json", stdin=noise).json["decision"] != "answer"
    response = demo("ask", b"how\xff\xfe many \xe2\x82 cups", "--json").json
    turn = demo("replay", response["turn_id"], "--json").json
    assert "\N{REPLACEMENT CHARACTER}" in turn["evidence"]["context"]["question"]


@pytest.mark.parametrize(
    ("arguments", "code", "names"),
    [
        (("ask", "how do I descale", "--product", "toaster"), BAD, "toaster"),
        (("ask", "how do I descale", "--product", b"\xff"), BAD, "product"),
        (("replay", NOBODY), BAD, NOBODY),
        (("replay", "not-a-turn"), BAD, "not-a-turn"),
        (("learn", "/nowhere"), BAD, "/nowhere"),
        (("import", "/nowhere.jsonl"), BAD, "/nowhere.jsonl"),
        (("policy", "check", "/nowhere.toml"), BAD, "/nowhere.toml"),
    ],
)
def test_what_is_not_there_is_named(
    demo: Any, arguments: tuple[str | bytes, ...], code: int, names: str
) -> None:
    assert names in demo.refused(*arguments, code=code)


@pytest.mark.parametrize("arguments", [(), ("nope",), ("ask", "a", "--x")])
def test_a_line_that_can_not_be_understood_is_bad_input(demo: Any, arguments: tuple[str]) -> None:
    done = demo(*arguments)
    assert done.code == BAD
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({"TANDEM_PORT": "x"}, "TANDEM_PORT"),
        ({"TANDEM_WORKERS": "many"}, "TANDEM_WORKERS"),
        ({"TANDEM_EMBEDDER": "onnx"}, "TANDEM_EMBEDDER_PATH"),
        ({"TANDEM_EMBEDDER": "openai"}, "TANDEM_EMBEDDER_URL"),
        ({"TANDEM_POLICY": "/nowhere.toml"}, "/nowhere.toml"),
        ({"TANDEM_SETTINGS": "/nowhere.toml"}, "/nowhere.toml"),
        ({"DATABASE_URL": "postgresql://u:hunter2@127.0.0.1:1/x"}, "does not answer"),
        ({"DATABASE_URL": "hunter2 is no address"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://u:hunter2@[::1"}, "DATABASE_URL"),
        ({"TANDEM_HOME": "/dev/null"}, "/dev/null"),
    ],
)
def test_a_setting_that_can_not_work_is_named(
    demo: Any, settings: dict[str, str], names: str
) -> None:
    said = demo.refused("ask", "hi", code=FAILED, **settings)
    assert names in said
    assert "hunter2" not in said


def test_the_doctor_says_what_is_wrong_with_the_settings(demo: Any) -> None:
    done = demo("doctor", DATABASE_URL="postgresql://u:hunter2@127.0.0.1:1/x")
    assert done.code == FAILED
    assert "✗ reachable" in done.out
    assert "fix:" in done.out
    assert "hunter2" not in done.out + done.err


def test_the_doctor_warns_of_what_kubernetes_sets_and_goes_on(demo: Any) -> None:
    linked = {"TANDEM_PORT": "tcp://10.0.0.1:80", "TANDEM_SERVICE_HOST": "10.0.0.1"}
    done = demo("doctor", **linked)
    assert (done.code, done.err) == (0, "")
    assert "! settings: TANDEM_PORT, TANDEM_SERVICE_HOST: ignored" in done.out
    assert re.search(r"✓ policy: The policy of Bramblebrew, version [0-9a-f]{8}, from", done.out)
    found = demo("doctor", "--json", **linked).json
    assert {finding["level"] for finding in found} == {"ok", "warning"}
    said = demo("policy", "check", **linked)
    assert (said.code, said.err.count("tandem: warning: ")) == (0, 1)


def test_a_policy_that_can_not_be_used_tells_all_its_faults(demo: Any, tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text("[handoff]\nsignals_min = 3\n[answers]\ntarget_error = 2\n")
    for said in (
        demo.refused("policy", "check", file, code=BAD),
        demo.refused("ask", "hi", code=FAILED, TANDEM_POLICY=str(file)),
    ):
        assert "signals_min" in said
        assert "target_error" in said
    file.write_text("[handoff")
    assert "TOML" in demo.refused("policy", "check", file, code=BAD)


def test_a_policy_whose_tests_fail_exits_1(demo: Any, tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text('[[test]]\nmessage = "Hello there"\ndecision = "hand_off"\n')
    done = demo("policy", "check", file)
    assert done.code == FAILED
    assert (
        "test 1, 'Hello there': wanted decision hand_off, got greet (rule courtesy);"
        " heard courtesy “hello" in done.out
    )


def test_bad_lines_are_told_by_number_and_the_others_are_taken(empty: Any, tmp_path: Path) -> None:
    articles = tmp_path / "articles.jsonl"
    articles.write_bytes(
        b'{"id": "a", "title": "Cups", "body": "Cups are blue."}\n{"id": \nnot json\n\xff\n[]\n'
        b'{"id": "b", "title": "Pots", "body": "Pots are red."}\n'
    )
    done = empty("learn", articles, "--json", TANDEM_EMBEDDER="none")
    assert (done.code, done.json["new"]) == (0, 2)
    for number in (2, 3, 4, 5):
        assert f"not read: {tmp_path.name}/articles.jsonl line {number}: " in done.err
    again = empty("learn", articles, "--json", TANDEM_EMBEDDER="none")
    assert (again.json["new"], again.json["unchanged"]) == (0, 2)


def test_tickets_are_imported_once_and_bad_ones_are_told(empty: Any, tmp_path: Path) -> None:
    file = tmp_path / "tickets.jsonl"
    file.write_text(
        '{"id": "t-1", "subject": "Cups", "outcome": "resolved", "messages":'
        ' [{"author": "customer", "text": "Which cups?"}, {"author": "agent", "text": "Blue."}]}\n'
        '{"id": "t-2"}\n'
    )
    counts = [empty("import", file, "--json", TANDEM_EMBEDDER="none") for _ in range(2)]
    assert [(done.json["new"], done.json["unchanged"]) for done in counts] == [(1, 0), (0, 1)]
    assert all("tickets.jsonl line 2" in done.err for done in counts)


def test_where_nothing_could_be_read_the_exit_code_says_so(empty: Any, tmp_path: Path) -> None:
    folder = tmp_path / "help"
    folder.mkdir()
    (folder / "a.md").symlink_to("/proc/self/mem")  # a file that even root can't read
    done = empty("learn", folder, TANDEM_EMBEDDER="none")
    assert done.code == BAD
    assert "not read: help/a.md: can't be opened" in done.err


def test_a_folder_that_can_not_be_opened_is_told(empty: Any, tmp_path: Path) -> None:
    """Its path is too long for the system, which stops root as well."""
    folder = tmp_path / "help"
    folder.mkdir()
    (folder / "a.md").write_text("# Cups\n\nCups are blue.\n")
    here = os.open(folder, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("d" * 250, dir_fd=here)
        here, above = os.open("d" * 250, os.O_RDONLY, dir_fd=here), here
        os.close(above)
    os.close(here)
    done = empty("learn", folder, "--json", TANDEM_EMBEDDER="none")
    assert (done.code, done.json["new"]) == (0, 1)
    assert "can't be opened" in done.err


def test_an_evaluation_is_refused_before_any_work(demo: Any, tmp_path: Path) -> None:
    labels = tmp_path / "labels.jsonl"
    labels.write_text(LABELS)
    measure = ("evaluate", "messages", "--task", "human_request", "--labels")
    missing = tmp_path / "missing" / "out.json"
    assert "missing" in demo.refused(*measure, labels, "--json", missing, code=BAD)
    assert "is a folder" in demo.refused(*measure, labels, "--html", tmp_path, code=BAD)
    questions = ("evaluate", "questions", "--articles", "/nowhere", "--questions", "/nowhere.jsonl")
    assert "nowhere" in demo.refused(*questions, code=BAD)


def test_a_full_disk_is_told(demo: Any, tmp_path: Path) -> None:
    labels, out = tmp_path / "labels.jsonl", tmp_path / "out.json"
    labels.write_text(LABELS)
    done = demo(
        "evaluate", "messages", "--task", "human_request", "--labels", labels, "--json", out,
        before=tiny_files, TANDEM_EMBEDDER="none",
    )  # fmt: skip
    assert (done.code, done.err) == (FAILED, "tandem: File too large.\n")


@pytest.mark.parametrize("arguments", [("ask", "hi", "--json"), ("ask", "hi")])
def test_an_output_that_can_not_be_written_is_told(demo: Any, arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = demo(*arguments, stdout=full.fileno())
    assert (done.code, done.err) == (FAILED, "tandem: No space left on device.\n")


def test_a_reader_that_has_seen_enough_is_no_fault(demo: Any) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = demo("ask", "hi", "--json", stdout=writer)
    os.close(writer)
    assert done.err == ""


def test_a_home_on_a_full_disk_is_told_and_works_once_there_is_room(
    demo: Any, passable: Path
) -> None:
    settings = {"TANDEM_HOME": str(passable / "home"), "TANDEM_EMBEDDER": "none"}
    said = demo.refused("ask", "hello", code=FAILED, before=small_files, **settings)
    assert f"The disk that holds {passable / 'home'} is full." in said
    assert not list((passable / "home").glob("*.part"))
    assert demo("ask", "hello", **settings).code == 0


def test_a_conversation_survives_what_it_can_not_use(demo: Any) -> None:
    said = b"a" * 100_001 + b"\nI want a human\n"
    done = demo("chat", stdin=said)
    assert done.code == 0
    assert done.err.count("\n") == 1
    assert "At most 100,000" in done.err
    assert "I've asked for a person" in done.out


def test_a_products_name_is_shown_as_it_is(demo: Any) -> None:
    done = demo("chat", "--product", "[bold]x", stdin=b"how do I descale?\n")
    assert "'[bold]x'" in done.err
