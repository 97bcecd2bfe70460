"""Labelled questions are split so that nothing leaks."""

from hypothesis import given
from hypothesis import strategies as st

from tandem.core.lab import dataset
from tandem.core.lab.dataset import Fold, Question


def question(id: str, gold: tuple[str, ...] = (), split: str | None = None) -> Question:
    return Question(id=id, text="How?", gold=gold, answerable=bool(gold), split=split)


questions = st.lists(
    st.builds(question, st.text(min_size=1), st.sampled_from([(), ("a",), ("b",), ("c", "a")])),
    max_size=40,
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
