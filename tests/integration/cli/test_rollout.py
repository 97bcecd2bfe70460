"""`tandem rollout`: shown, changed with a reason, previewed, undone, tested on a contact."""

from pathlib import Path
from typing import Any

from tandem.core.desk.place import place
from tests.integration.shop import Shop


def test_it_is_shown_changed_and_undone(empty: Any, tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    text = '[answers]\ncategories = ["billing"]\n\n[[rollout]]\nmode = "draft" # for us\n'
    file.write_text(text, "utf-8")
    env = {"TANDEM_POLICY": str(file)}
    shown = empty("rollout", **env)
    assert "The assistant drafts for your own people." in shown.out
    rule = ("--category", "billing", "--mode", "auto", "--audience", "everyone", "--percent", "10")
    preview = empty("rollout", *rule, "--preview", **env)
    assert "Would have touched 0 of 0 conversations" in preview.out
    assert "It needs a reason: the assistant would answer by itself." in preview.out
    refused = empty("rollout", *rule, **env)
    assert refused.code == 2
    assert "This needs a reason" in refused.err
    assert file.read_text("utf-8") == text
    done = empty("rollout", *rule, "--segment", "seats>=10", "--reason", "Good drafts.", **env)
    assert "only 10 % of contacts with seats from 10 are let in" in " ".join(done.out.split())
    assert "# for us" in file.read_text("utf-8")
    lines = empty("rollout", "--json", **env).json["lines"]
    assert [(one["category"], one["mode"], one["rest"]) for one in lines] == [
        ("", "draft", None),
        ("billing", "auto", "shadow"),
    ]
    lower = empty("rollout", "--category", "billing", "--mode", "off", **env)
    assert lower.code == 0, "lowering needs no reason"
    assert empty("rollout", "--undo", **env).code == 0
    assert empty("rollout", "--json", **env).json["lines"][1]["mode"] == "auto"


async def test_a_contact_is_told_their_side(shop: Shop, empty: Any) -> None:
    contact = await shop.customer()
    said = empty("rollout", "--contact", str(contact))
    assert said.out.startswith(f"Place {place(contact):.2f} of 100; a customer.")
    assert "your own people, and this is a customer" in " ".join(said.out.split())
    assert empty("rollout", "--contact", str(contact), "--json").json["place"] == place(contact)


def test_wrong_words_are_refused(empty: Any) -> None:
    assert empty("rollout", "--segment", "team").code == 2
    assert empty("rollout", "--undo", "--mode", "off").code == 2
    assert "nothing to preview" in empty("rollout", "--undo", "--preview").err
