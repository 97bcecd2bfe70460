"""Labelled rows: read kindly, refused clearly, and split so that nothing leaks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.errors import InvalidError
from tandem.core.lab import dataset
from tandem.core.lab.dataset import ContextMessage, Fold, LabelledMessage, Question


def question(id: str, gold: tuple[str, ...] = (), split: str | None = None) -> Question:
    return Question(id=id, text="How?", gold=gold, answerable=bool(gold), split=split)


questions = st.lists(
    st.builds(question, st.text(min_size=1), st.sampled_from([(), ("a",), ("b",), ("c", "a")])),
    max_size=40,
)


def test_a_full_row_becomes_a_question_and_unknown_fields_are_ignored() -> None:
    row = {
        "id": 7,
        "question": "And how do I undo it?",
        "gold_article_ids": ["a", "b", "a"],
        "answer": "So.",
        "answerable": True,
        "context": [{"author": "bot", "text": "Hello."}, "I deleted a key."],
        "product": "cloud",
        "locale": "",
        "split": "dev",
    }
    assert dataset.parse_question(row, "faq, line 1") == Question(
        id="7",
        text="And how do I undo it?",
        gold=("a", "b"),
        answerable=True,
        context=(
            ContextMessage("assistant", "Hello."),
            ContextMessage("customer", "I deleted a key."),
        ),
        product="cloud",
        split="dev",
    )


def test_what_is_missing_is_derived() -> None:
    bare = dataset.parse_question({"question": "How?"}, "faq, line 2")
    assert bare == Question(id="faq, line 2", text="How?", gold=(), answerable=False)
    assert dataset.parse_question({"question": "How?", "gold_article_ids": ["a"]}, "-").answerable
    assert dataset.parse_message({"text": "Hi", "label": "none"}, "-") == LabelledMessage(
        "Hi", "none", "unnamed"
    )


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (["How?"], "faq, line 3: a row must be a JSON object, not a list."),
        ({"question": 5}, "faq, line 3: “question” must be text that isn't empty, not a number."),
        (
            {"question": "How?", "gold_article_ids": "a"},
            "faq, line 3: “gold_article_ids” must be a list, not this text.",
        ),
        (
            {"question": "How?", "gold_article_ids": [None]},
            "faq, line 3: “gold_article_ids” must be an id (text or a whole number), "
            "not missing or null.",
        ),
        (
            {"question": "How?", "answerable": "yes"},
            "faq, line 3: “answerable” must be true or false, not this text.",
        ),
        (
            {"question": "How?", "context": [{"author": "robot", "text": "Hi"}]},
            "faq, line 3: “context.author” must be "
            "customer or assistant or agent or system, not this text.",
        ),
    ],
)
def test_a_malformed_row_is_refused_with_its_place_and_fault(row: object, sentence: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        dataset.read_questions([("faq, line 3", row)])
    assert refusal.value.message == sentence


def test_rows_that_ask_nothing_are_reported_and_left_out() -> None:
    read = dataset.read_questions(
        [("line 1", {"question": None}), ("line 2", {"question": "How?"}), ("line 3", {})]
    )
    assert [item.id for item in read.items] == ["line 2"]
    assert read.left_out == ("line 1: “question” is empty.", "line 3: “question” is empty.")
    assert dataset.read_messages([("line 1", {"text": "Hi", "label": None})]).left_out == (
        "line 1: “label” is empty.",
    )


def test_a_test_split_is_judged_on_all_the_rest() -> None:
    rows = [question("1", split="test"), question("2", split="dev"), question("3")]
    assert dataset.test_split(rows) == (Fold(calibrate=(1, 2), judge=(0,)),)


@given(questions)
def test_folds_judge_every_question_once_and_share_no_article(rows: list[Question]) -> None:
    folds = dataset.test_split(rows)
    assert len(folds) <= dataset.FOLDS
    assert sorted(at for fold in folds for at in fold.judge) == list(range(len(rows)))
    for fold in folds:
        assert sorted(fold.judge + fold.calibrate) == list(range(len(rows)))
        judged = {rows[at].gold[0] for at in fold.judge if rows[at].gold}
        assert judged.isdisjoint(rows[at].gold[0] for at in fold.calibrate if rows[at].gold)


def test_folds_are_the_same_on_every_machine() -> None:
    rows = [question(str(at), (f"article-{at}",)) for at in range(12)]
    assert [fold.judge for fold in dataset.test_split(rows)] == [
        (0, 3, 8, 10, 11),
        (7,),
        (2, 9),
        (5,),
        (1, 4, 6),
    ]
