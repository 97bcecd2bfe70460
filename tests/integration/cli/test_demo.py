"""What the demo promises: each kind of decision, with its basis."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tandem.app import resource
from tandem.core.desk.marks import as_lines

# Each can be answered from one article of the demo, which the answer must cite first.
ANSWERED = {
    "What does the error E3 on the machine mean?": "one-error-codes",
    "Which milk gives the best foam?": "one-steam-milk",
    "How many people can use one machine in the app?": "one-app-connect",
}


def asked(demo: Any, *arguments: str) -> dict[str, Any]:
    done = demo("ask", *arguments, "--json")
    assert done.err == ""
    return done.json


@pytest.mark.parametrize("question", ANSWERED)
def test_a_question_that_an_article_answers_is_answered_from_it(demo: Any, question: str) -> None:
    response = asked(demo, question)
    assert (response["decision"], response["rule"]) == ("answer", "answer"), response
    source = response["sources"][0]
    assert source["article_id"] == ANSWERED[question]
    assert source["url"].startswith("https://help.bramblebrew.example/")
    assert source["title"]
    assert source["passage"]
    assert source["score_bm25"] > 0
    assert source["score_dense"] > 0
    quoted = as_lines(response["content"]).split("\n\n", 1)[1].removesuffix("[1]")
    assert all(line.strip() in source["passage"] for line in quoted.split("\n"))
    assert response["content"].startswith("I'm the AI assistant of Bramblebrew.")
    assert 0 < response["confidence"] <= 1
    assert response["escalate"] is False
    assert response["signals"] == []
    assert response["turn_id"]
    assert {"gather", "screen", "embed", "retrieve", "compose", "record"} <= response[
        "steps"
    ].keys()


@pytest.mark.parametrize(
    "nonsense",
    [
        "asdf qwerty zxcv",
        "What is the capital of France?",
        "Can the machine fly me to the moon?",
    ],
)
def test_nonsense_is_never_answered(demo: Any, nonsense: str) -> None:
    response = asked(demo, nonsense)
    assert response["decision"] in ("ask", "offer_human")
    assert response["escalate"] is False


def test_two_soft_signals_hand_over_and_both_are_named(demo: Any) -> None:
    response = asked(demo, "I am frustrated, cancel my account")
    assert (response["decision"], response["rule"]) == ("hand_off", "signals")
    assert {"cancel", "frustrated"} <= {signal["name"] for signal in response["signals"]}
    assert response["reason"] == "cancel"
    assert response["escalate"] is True


def test_a_wish_for_a_person_is_met_without_a_search(demo: Any) -> None:
    response = asked(demo, "I want a human")
    assert (response["decision"], response["rule"]) == ("hand_off", "person")
    assert response["reason"] == "customer_request"
    assert response["steps"].keys() == {"gather", "screen", "decide", "record"}
    assert response["sources"] == []


def test_a_turn_is_replayed_from_its_record(demo: Any) -> None:
    question = next(iter(ANSWERED))
    response = asked(demo, question)
    replayed = demo("replay", response["turn_id"], "--json").json
    assert replayed["identical"] is True
    assert replayed["recorded"] == replayed["replayed"]
    assert replayed["evidence"]["context"]["question"] == question


def test_the_account_is_part_of_the_record(demo: Any) -> None:
    response = asked(demo, "I want a human", "--plan", "team", "--high-value", "--locale", "en_GB")
    context = demo("replay", response["turn_id"], "--json").json["evidence"]["context"]
    assert (context["plan"], context["high_value"], context["locale"]) == ("team", True, "en")
    assert response["priority"] == "high"


def test_people_read_the_same_in_words(demo: Any) -> None:
    done = demo("ask", "I am frustrated, cancel my account")
    assert done.code == 0
    for said in ("hand_off · rule `signals`", "signal cancel:", "signal frustrated:"):
        assert said in done.out
    turn = done.out.split()[-1]
    assert demo("replay", turn).out.startswith("identical: ")


def test_a_conversation_goes_on_until_a_person_takes_over(demo: Any) -> None:
    said = b"hello\n\n/why\nasdf qwerty [bold]\n\xff I want a human\nnobody reads this\n"
    done = demo("chat", stdin=said)
    assert (done.code, done.err) == (0, "")
    assert done.out.count("✦ AI assistant ") == 3
    assert done.out.startswith("Hello. I'm an AI assistant.")
    assert "I'm the AI assistant of Bramblebrew" not in done.out  # it is said once, above
    assert "greet · rule `courtesy`" in done.out
    assert "I've asked for a person" in done.out
    assert done.out.rstrip().endswith("The conversation ends here.")


def test_options_are_numbered_and_a_number_or_a_no_picks_one(demo: Any) -> None:
    """The last of three options is to talk to a person; after two noes one comes anyway."""
    question = b"My machine leaks a little\n"
    done = demo("chat", stdin=question + b"no\nno\nnobody reads this\n")
    assert (done.code, done.err) == (0, "")
    assert done.out.count("Did that answer your question?\n   1 Yes   2 No   3 Talk to a") == 2
    assert "Then perhaps this:" in done.out
    assert done.out.rstrip().endswith("The conversation ends here.")
    picked = demo("chat", stdin=question + b"4\n/why\n1\n/why\n3\n")
    assert (picked.code, picked.err) == (0, "")
    assert "suggest · rule `chosen`" in picked.out
    assert "greet · rule `helped`" in picked.out
    asked = demo("chat", stdin=question + b"3\nnobody reads this\n")
    assert "I've asked for a person" in asked.out
    assert asked.out.rstrip().endswith("The conversation ends here.")


def test_a_conversation_ends_with_quit(demo: Any) -> None:
    done = demo("chat", stdin=b"/quit\nI want a human\n")
    assert (done.code, done.err) == (0, "")
    assert "✦" not in done.out


def test_the_policy_in_force_passes_its_tests(demo: Any) -> None:
    checked = demo("policy", "check", "--json").json
    assert checked["failed"] == []
    assert checked["tests"] > 0


def test_the_doctor_finds_nothing_wrong_and_preparing_again_changes_nothing(demo: Any) -> None:
    before = demo("doctor", "--json").json
    assert [finding for finding in before if not finding["ok"]] == []
    says = {finding["name"]: finding["says"] for finding in before}
    assert {"settings", "policy", "embedder", "reachable", "knowledge", "threshold"} <= says.keys()
    assert says["assistant"] == "The assistant answers everyone, or suggests what is likely."
    done = demo("demo", "--quiet")
    assert done.code == 0, done.err
    assert "Calibrated" not in done.err
    after = {finding["name"]: finding["says"] for finding in demo("doctor", "--json").json}
    assert after["knowledge"] == says["knowledge"]
    assert after["threshold"] == says["threshold"]


def test_the_demo_of_a_tandem_in_another_folder_is_taken_over(empty: Any, tmp_path: Path) -> None:
    """A moved clone, a second one and an upgraded Python find the home that the first one made."""
    shipped = resource("demo", "articles")
    copy = tmp_path / "tandem/resources/demo/articles"
    shutil.copytree(shipped, copy)
    without_model = {"TANDEM_EMBEDDER": "none"}
    assert empty("learn", copy, **without_model).code == 0
    before = empty("knowledge", "--json", **without_model).json
    done = empty("demo", "--quiet", **without_model)
    assert done.code == 0, done.err
    after = empty("knowledge", "--json", **without_model).json
    assert {article["source"] for article in after["articles"]} == {str(shipped.resolve())}
    assert [article["id"] for article in after["articles"]] == [
        article["id"] for article in before["articles"]
    ]
    other = tmp_path / "other"
    other.mkdir()
    (other / "page.md").write_text("# Something else\n\nNot of the demo.\n")
    assert empty("learn", other, **without_model).code == 0
    assert "not the demo's" in empty.refused("demo", "--quiet", code=1, **without_model)
