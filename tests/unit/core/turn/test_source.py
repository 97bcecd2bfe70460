"""What a reply quotes, with its sources numbered in the order in which they are read."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.desk.conversation import Priority
from tandem.core.turn.candidate import Finding
from tandem.core.turn.decide import Answer, Ask, Greet, HandOff, OfferHuman, StaySilent, Suggest
from tandem.core.turn.signals import Reason
from tandem.core.turn.source import NEAREST_SHOWN, shown, sources
from tests.unit.turns import NOTHING_FOUND, citing, finding, hit

ANSWER = Answer("answer", offer_person=False)


def test_the_sources_of_several_parts_are_counted_on() -> None:
    further = (finding("price", 0.9, text="It is 9."), finding("cancel", 0.9, text="Any time."))
    found = replace(NOTHING_FOUND, candidate=citing("pause", "skip"), further=further)
    quote = shown(ANSWER, found)
    assert [(claim.citation, claim.text) for claim in quote.claims] == [
        (1, "Pause it in the app."),
        (2, "Pause it in the app."),
        (3, "It is 9."),
        (4, "Any time."),
    ]
    assert [one.article_id for one in quote.citations] == ["pause", "skip", "price", "cancel"]
    assert [source.number for source in sources(ANSWER, found)] == [1, 2, 3, 4]


counts = st.lists(st.integers(1, 3), min_size=1, max_size=3)


@given(counts, st.data())
def test_every_claim_cites_a_source_of_its_own_part(
    citations: list[int], data: st.DataObject
) -> None:
    parts = [
        [f"{place}-{number}" for number in range(count)] for place, count in enumerate(citations)
    ]
    first, *others = [
        Finding(str(place), citing(*articles, text=str(place)))
        for place, articles in enumerate(parts)
    ]
    found = replace(NOTHING_FOUND, candidate=first.candidate, further=tuple(others))
    places = st.lists(st.sampled_from(range(len(parts))), min_size=1, unique=True).map(sorted)
    chosen = data.draw(places)
    quote = shown(Suggest("suggest", (), tuple(chosen)), found)
    cited = {one.number: one.article_id for one in quote.citations}
    assert list(cited) == list(range(1, len(quote.citations) + 1))
    assert [cited[claim.citation] for claim in quote.claims] == [
        article for place in chosen for article in parts[place]
    ]
    assert all(cited[claim.citation].startswith(f"{claim.text}-") for claim in quote.claims)


def test_only_the_parts_that_are_shown_are_sources() -> None:
    further = (finding("price", 0.9),)
    found = replace(NOTHING_FOUND, candidate=citing("pause"), further=further)
    (only,) = sources(Suggest("suggest", (), (1,)), found)
    assert (only.number, only.article_id) == (1, "price")


@pytest.mark.parametrize(
    "decision",
    [
        OfferHuman("unsure"),
        Ask("ask", "article", ("a", "b")),
        HandOff("unsure_again", Reason.LOW_CONFIDENCE, Priority.NORMAL),
    ],
)
def test_other_replies_name_the_nearest_articles_once_each(
    decision: OfferHuman | Ask | HandOff,
) -> None:
    found = replace(NOTHING_FOUND, nearest=tuple(hit(article) for article in "aabcd"))
    nearest = sources(decision, found)
    assert [(source.number, source.article_id) for source in nearest] == [
        (1, "a"),
        (2, "b"),
        (3, "c"),
    ]
    assert len(nearest) == NEAREST_SHOWN


@pytest.mark.parametrize("decision", [Greet("helped"), StaySilent("automatic")])
def test_a_courtesy_has_no_sources(decision: Greet | StaySilent) -> None:
    assert sources(decision, replace(NOTHING_FOUND, nearest=(hit("a"),))) == ()
