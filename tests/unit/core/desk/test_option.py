"""A ready answer is picked by a press, by its words, or by its number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk import option
from tandem.core.desk.option import Option, OptionKind, option_of, picked

PAUSE = option.of_article("a-1", "How to pause")
CLUB = option.of_product("club", "the Bramble Club")
SHOWN = (option.YES, option.NO, option.PERSON, PAUSE)
ASKED = (PAUSE, CLUB, option.NONE_OF_THESE)


@pytest.mark.parametrize(
    ("options", "said", "expected"),
    [
        (SHOWN, "Yes", option.YES),
        (SHOWN, "  yes. ", option.YES),
        (SHOWN, "NO", option.NO),
        (SHOWN, "talk to a  person", option.PERSON),
        (SHOWN, "“How to pause”", PAUSE),
        (SHOWN, "article:A-1", PAUSE),
        (SHOWN, "4", PAUSE),
        (SHOWN, "5", None),
        (SHOWN, "0", None),
        (SHOWN, "how to pause it", None),
        (SHOWN, "", None),
        (SHOWN, "None of these", None),
        (ASKED, "2.", CLUB),
        (ASKED, "the bramble club", CLUB),
        (ASKED, "product:club", CLUB),
        (ASKED, "none of these", option.NONE_OF_THESE),
        (ASKED, "no", option.NONE_OF_THESE),
        ((), "yes", None),
    ],
)
def test_an_option_is_picked_by_its_words_its_id_or_its_number(
    options: tuple[Option, ...], said: str, expected: Option | None
) -> None:
    assert picked(options, said) == expected


labels = st.text("abc –?", min_size=1, max_size=8).filter(lambda label: label.strip(" ") != "")
offered = st.lists(
    st.builds(option.of_article, st.text("xyz", min_size=4, max_size=9), labels),
    max_size=4,
    unique_by=(lambda one: one.id, lambda one: " ".join(one.label.split())),
).map(tuple)


@given(offered, st.data())
def test_every_option_can_be_picked_in_each_way(
    options: tuple[Option, ...], data: st.DataObject
) -> None:
    for number, one in enumerate(options, 1):
        way = data.draw(st.sampled_from([one.id, one.label, str(number), f" {one.label} ."]))
        assert picked(options, way) == one


@given(offered, st.text(max_size=12))
def test_what_is_picked_is_among_the_options(options: tuple[Option, ...], said: str) -> None:
    assert picked(options, said) in (*options, None)


def test_an_option_of_an_older_release_says_its_words() -> None:
    old = option_of("Clean the steam wand")
    assert (old.kind, old.article_id, old.product) == (OptionKind.ARTICLE, None, "")
    assert picked((old,), "clean the steam wand") == old


def test_an_option_knows_what_it_leads_to() -> None:
    assert (PAUSE.article_id, PAUSE.product) == ("a-1", "")
    assert (CLUB.article_id, CLUB.product) == (None, "club")
    assert {one.product for one in SHOWN} == {""}


@given(offered)
def test_ids_are_unique_within_a_message(options: tuple[Option, ...]) -> None:
    ids = [one.id for one in (*options, option.YES, option.NO, option.PERSON, CLUB)]
    assert len(set(ids)) == len(ids)


def test_an_option_is_shown_with_its_kind() -> None:
    assert PAUSE.shown() == {
        "id": "article:a-1",
        "label": "How to pause",
        "kind": "article",
        "article_id": "a-1",
    }
