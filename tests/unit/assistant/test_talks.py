"""Whole conversations: whatever a customer answers, they get further, or a person.

A turn is taken here as `consider` takes it, but for the search: what it finds is drawn. So the
whole of matter, findings and decision runs, without a database.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.assistant.consider import (
    by_rules,
    findings,
    from_words,
    is_settled,
    measured,
    with_findings,
)
from tandem.assistant.gather import Asked, freeze
from tandem.assistant.retrieve import Retrieved, Searched, askings
from tandem.core.desk.customer import CustomerContext
from tandem.core.desk.message import QUOTING, Author, Message, quoted
from tandem.core.desk.option import OptionKind
from tandem.core.knowledge.rank import Hit
from tandem.core.turn.decide import Decision, Greet, HandOff, StaySilent, decide, name_of
from tandem.core.turn.evidence import Evidence, Versions
from tandem.core.turn.matter import SHOWING
from tandem.core.turn.policy import Policy
from tandem.core.turn.product import Product
from tandem.core.turn.screen import Topic
from tandem.core.turn.source import sources
from tandem.core.turn.wording import content, options
from tandem.store.passages import Found
from tests.unit.turns import NOW, OF_MEANING, by_keywords, hit, says

CALIBRATION = by_keywords(meaning=OF_MEANING)
POLICY = Policy(
    "Bramblebrew",
    products=(Product("one", "the One", ("grinder",)), Product("club", "the Club", ("club",))),
    topics=(Topic("allergens", ("allergic to",), urgent=False),),
    turns_max=50,
)
ARTICLES = {
    "descale": ("Descale it", "one", "Use two tablets. Rinse it twice."),
    "pause": ("Pause a box", "club", "Pause it in the app."),
    "price": ("Prices", "club", "A box is 9 EUR a month."),
    "e9": ("Errors", "one", "E9 means that the boiler is too hot."),
    "lid": ("The lid", "", "The lid comes off to the left."),
}
NO = ("no", "No.", "None of these", "that's not it", "not really")
ENOUGH = "no, that's all"  # after a yes, else a no
YES = ("yes", "thanks!", "that helped")
PERSON = ("I want to talk to a human", "agent please")
COURTESIES = ("hello", "are you a robot?")
QUESTIONS = (
    "How do I descale my machine?",
    "What does E9 mean?",
    "How do I pause my box and what does it cost?",
    "Does the lid come off?",
)
FOLLOWING = ("And how long does it take?", "no, I meant the lid", "Why?")


@st.composite
def found_hits(draw: st.DrawFn) -> tuple[Hit, ...]:
    """What a search finds: some of the articles, in any order and with any score."""
    names = draw(st.lists(st.sampled_from(sorted(ARTICLES)), max_size=5, unique=True))
    scores = sorted((draw(st.floats(0, 1)) for _ in names), reverse=True)
    return tuple(
        hit(name, score, text, title=title, product=product, bm25=score)
        for name, score in zip(names, scores, strict=True)
        for title, product, text in [ARTICLES[name]]
    )


def searched(evidence: Evidence, hits: tuple[Hit, ...]) -> Evidence:
    """The evidence after a search that found these, as `consider` completes it."""
    context, found = evidence.context, Found(hits, {})
    picked = context.matter.picked
    article = (picked and picked.article_id) or ""
    title, product, text = ARTICLES.get(article, ("", "", ""))
    whole, *parts = (Searched(one.text, *(found for _ in one.readings)) for one in askings(context))
    of_picked = (hit(article, 0, text, title=title, product=product, bm25=0),) if text else ()
    retrieved = Retrieved(whole, (), (), tuple(parts), of_picked)
    search, found_in = findings(evidence, retrieved, CALIBRATION, POLICY)
    completed = with_findings(evidence, retrieved, search, found_in, POLICY)
    return measured(completed, CALIBRATION, POLICY)


@dataclass
class Talk:
    """A conversation so far, and what a bystander notes of it, in words of their own.

    `standing` is what the assistant said last that can still be refused, `shown` what it quoted
    since the last question of the customer, `refused` how often they said no to such a thing.
    """

    said: list[Message] = field(default_factory=list[Message])
    standing: Message | None = None
    shown: list[str] = field(default_factory=list[str])
    retries: int = 0
    refused: int = 0
    is_helped: bool = False

    def takes(self, message: Message, hits: tuple[Hit, ...]) -> tuple[Evidence, Decision, Message]:
        """One turn of the assistant; the message and the reply are added."""
        asked = Asked(message, tuple(self.said), CustomerContext(), NOW)
        context = freeze(asked, POLICY)
        evidence = from_words(
            context,
            by_rules(context, POLICY),
            CALIBRATION.threshold(""),
            POLICY,
            Versions("", "", "", "", 0),
        )
        if not is_settled(evidence):
            evidence = searched(evidence, hits)
        decision = decide(evidence, POLICY)
        name = name_of(decision)
        cited = [{"article_id": one.article_id} for one in sources(decision, evidence)]
        reply = Message(
            Author.ASSISTANT,
            content(decision, evidence, POLICY),
            decision=name,
            options=options(decision, evidence, POLICY),
            articles=quoted(name, cited),
        )
        self.said += [message, reply]
        return evidence, decision, reply


def moves(standing: Message | None) -> st.SearchStrategy[Message]:
    """What the customer may say next: words, or a press on an option of the last message."""
    words = [*NO, ENOUGH, *YES, *PERSON, *COURTESIES, *QUESTIONS, *FOLLOWING, "1", "4"]
    said = st.sampled_from(words).map(says)
    pressed = [says(one.label, picks=one.id) for one in (standing.options if standing else ())]
    return said | st.sampled_from(pressed) if pressed else said


def kind_of(message: Message, standing: Message | None) -> str:
    """What the move is: no, yes, person, courtesy, question or pick."""
    by_words = {
        **dict.fromkeys((*NO, ENOUGH), "no"),
        **dict.fromkeys(YES, "yes"),
        **dict.fromkeys(PERSON, "person"),
        **dict.fromkeys(COURTESIES, "courtesy"),
    }
    shown: Sequence[str] = [one.id for one in standing.options] if standing else []
    chosen = message.picks
    if message.text in ("1", "4") and int(message.text) <= len(shown):
        chosen = shown[int(message.text) - 1]
    picked = next((one for one in standing.options if one.id == chosen), None) if standing else None
    if picked is None:
        return by_words.get(message.text, "question")
    kinds = {OptionKind.NO: "no", OptionKind.YES: "yes", OptionKind.PERSON: "person"}
    return kinds.get(picked.kind, "pick")


def is_correction(message: Message, standing: Message | None) -> bool:
    is_shown = standing is not None and standing.decision in SHOWING
    return is_shown and message.text == "no, I meant the lid"


@settings(max_examples=300)
@given(st.data())
def test_whatever_a_customer_answers_they_get_further_or_a_person(data: st.DataObject) -> None:
    """Invariant 1, and rows 11 and 16: one retry in a matter, a person after the second no."""
    talk = Talk()
    for turn in range(8):
        message = data.draw(moves(talk.standing) if turn else st.sampled_from(QUESTIONS).map(says))
        kind, before = kind_of(message, talk.standing), talk.standing
        _, decision, reply = talk.takes(message, data.draw(found_hits()))

        if kind == "question" and not is_correction(message, before):
            talk.shown, talk.retries = [], 0
        refuses = kind == "no" and before is not None and before.decision in SHOWING
        talk.refused += refuses
        was_offered = before is not None and before.decision == "offer_human"
        if kind == "person" or (was_offered and message.text == "yes"):
            assert isinstance(decision, HandOff)
            assert decision.rule == "person"
        if refuses:
            assert decision.rule in ("next", "unsure_again", "signals")
        if talk.refused > 1:
            assert isinstance(decision, HandOff), "the second no is answered by a person"
        if decision.rule == "next":
            talk.retries += 1
            assert refuses
            assert not set(reply.articles) & set(talk.shown), "it was shown already"
        assert talk.retries <= 1
        if kind == "yes" and before is not None and before.decision in QUOTING:
            assert decision == Greet("helped")
        if message.text == ENOUGH and before is None and talk.is_helped:
            assert decision == Greet("courtesy")
        assert reply.text or isinstance(decision, StaySilent)
        if isinstance(decision, HandOff):
            return

        talk.shown += reply.articles
        if decision == Greet("helped"):
            talk.standing, talk.is_helped = None, True
        elif not isinstance(decision, Greet):
            talk.standing = reply


@settings(max_examples=50)
@given(st.lists(found_hits(), min_size=4, max_size=4), st.sampled_from(QUESTIONS))
def test_whoever_only_says_no_has_a_person_after_the_second(
    hits: list[tuple[Hit, ...]], question: str
) -> None:
    talk, rules = Talk(), list[str]()
    for text, found in zip([question, *["no"] * 3], hits, strict=True):
        _, decision, reply = talk.takes(says(text), found)
        rules.append(decision.rule)
        if isinstance(decision, HandOff):
            break
        talk.standing = reply
    shown = [rule for rule in rules if rule in ("answer", "suggest", "ask", "next")]
    assert len(shown) <= 2
    assert talk.said[-1].decision in ("hand_off", "greet"), "a no to an offered person is respected"


@settings(max_examples=100)
@given(st.data(), st.sampled_from(["I am allergic to milk", "This is disgusting, you liars"]))
def test_after_a_topic_for_people_nothing_is_suggested_even_if_they_hand_it_back(
    data: st.DataObject, heard: str
) -> None:
    talk = Talk()
    _, decision, _ = talk.takes(says(heard), data.draw(found_hits()))
    assert isinstance(decision, HandOff)
    talk.said.append(Message(Author.AGENT, "All done."))
    for _ in range(4):
        _, decision, reply = talk.takes(data.draw(moves(talk.standing)), data.draw(found_hits()))
        assert name_of(decision) != "suggest"
        talk.standing = reply
