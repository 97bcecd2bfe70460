"""Labelled questions are split so that nothing leaks."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tandem.core.lab import dataset
from tandem.core.lab.dataset import Fold, LabelledMessage, Question


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


@given(st.lists(st.sampled_from("abc"), max_size=30), st.integers(1, 8), st.integers(0, 5))
def test_few_of_each_label_are_drawn_and_the_seed_decides_which(
    labels: list[str], most: int, seed: int
) -> None:
    rows = [LabelledMessage(f"{at}", label, "s") for at, label in enumerate(labels)]
    drawn = dataset.few_of_each(rows, most, seed=seed)
    assert len(set(drawn)) == len(drawn)
    assert set(drawn) <= set(rows)
    counts = Counter(row.label for row in drawn)
    assert counts == {label: min(most, count) for label, count in Counter(labels).items()}
    assert drawn == dataset.few_of_each(rows, most, seed=seed)


def test_another_seed_draws_others() -> None:
    rows = [LabelledMessage(f"{at}", "a", "s") for at in range(100)]
    assert len({dataset.few_of_each(rows, 5, seed=seed) for seed in range(10)}) == 10
