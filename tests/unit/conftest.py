"""How Hypothesis makes the turn's values: each as a turn could have it, so no test must filter.

Registered by type: tests use `st.from_type(Policy)` or `st.builds(Evidence, circling=…)`.
"""

from datetime import UTC

from hypothesis import strategies as st

from tandem.core.desk import option
from tandem.core.desk.message import Author, Message
from tandem.core.desk.option import Option
from tandem.core.knowledge.rank import Hit
from tandem.core.turn.candidate import (
    Candidate,
    Check,
    Citation,
    Claim,
    Finding,
    Meaning,
    Verification,
)
from tandem.core.turn.confidence import Confidence
from tandem.core.turn.crisis import CrisisLine
from tandem.core.turn.evidence import Ambiguity, Context, Evidence, Vote
from tandem.core.turn.incident import Incident
from tandem.core.turn.matter import Matter
from tandem.core.turn.policy import Earlier, Mode, Policy, PolicyTest, Segment
from tandem.core.turn.said import Part
from tandem.core.turn.screen import Found, Screen, Topic
from tandem.core.turn.signals import Signal
from tandem.core.turn.threshold import Threshold

text = st.text(max_size=40)
words = st.text("abcdefghij äß漢?!.\n", min_size=1, max_size=30)
share = st.floats(0, 1)
moments = st.datetimes(timezones=st.just(UTC))
decisions = st.sampled_from(
    ["answer", "suggest", "greet", "inform", "ask", "offer_human", "hand_off"]
)
found = st.builds(Found, name=words, words=words)
heard = st.none() | found
dangers = st.one_of(  # only a topic that was found can be urgent
    st.tuples(st.none(), st.just(False)), st.tuples(found, st.booleans())
)
articles = st.lists(words, max_size=2).map(tuple)

st.register_type_strategy(
    Option,
    st.sampled_from([option.YES, option.NO, option.NONE_OF_THESE, option.PERSON])
    | st.builds(option.of_article, words, words)
    | st.builds(option.of_product, st.sampled_from(["one", "club"]), words)
    | st.builds(option.of_incident, words, words),
)
st.register_type_strategy(
    Message,
    st.builds(
        Message,
        author=st.sampled_from([Author.CUSTOMER, Author.AGENT, Author.SYSTEM]),
        text=text,
        at=st.none() | moments,
        decision=st.none(),
        options=st.just(()),
        articles=st.just(()),
        turn_id=st.none(),
        picks=st.none() | st.sampled_from(["yes", "no", "article:a"]),
    )
    | st.builds(
        Message,
        author=st.just(Author.ASSISTANT),
        text=text,
        at=st.none() | moments,
        decision=decisions,
        automatic=st.just(False),
        options=st.lists(st.from_type(Option), max_size=2).map(tuple),
        articles=articles,
        turn_id=st.none() | st.uuids().map(str),
        picks=st.none(),
    ),
)
st.register_type_strategy(
    Matter,
    st.builds(
        Matter,
        text=text,
        picked=st.none() | st.from_type(Option),
        after=text,
        follows=articles,
        shown=articles,
        offered=articles,
        refusals=st.integers(0, 2),
        refused_in_all=st.integers(0, 3),
        corrects=st.booleans(),
        notify=st.just("") | words,
        wants_notice=st.none() | st.booleans(),
        notify_answered=articles,
    ),
)
st.register_type_strategy(
    Context,
    st.builds(
        Context,
        question=text,
        earlier=st.lists(st.from_type(Message), max_size=4).map(tuple),
        last_decision=st.none() | decisions.filter(lambda decision: decision != "greet"),
        product=st.sampled_from(["", "one", "club"]),
        plan=st.sampled_from(["", "free", "team", "enterprise"]),
        locale=st.sampled_from(["", "en", "de"]),
        country=st.sampled_from(["", "GB", "DE", "ZZ"]),
        matter=st.from_type(Matter),
        introduced=st.booleans(),
        aside=st.lists(st.builds(Part, text=text), max_size=2).map(tuple),
        attributes=st.lists(st.tuples(text, text), max_size=2).map(tuple),
        tickets=st.lists(text, max_size=2).map(tuple),
        now=moments,
    ),
)
st.register_type_strategy(
    Screen,
    dangers.flatmap(
        lambda danger: st.builds(
            Screen,
            person=heard,
            safety=st.just(danger[0]),
            urgent=st.just(danger[1]),
            distress=heard,
            frustrated=heard,
            cancel=heard,
            exception=heard,
            complex=heard,
            courtesy=heard,
            own_record=heard,
            no_person=heard,
            agrees=heard,
            refuses=heard,
            thanks=heard,
            language=st.sampled_from(["en", "de", "und"]),
        )
    ),
)
st.register_type_strategy(
    Vote,
    st.builds(
        Vote,
        head=st.sampled_from(["human_request", "frustration", "cancel", "exception"]),
        probability=share,
        threshold=share,
        leans_from=share,
        words=words,
        topic=st.just(False),
        urgent=st.just(False),
    )
    | st.builds(
        Vote,
        head=st.sampled_from(["gas", "self-harm", "legal"]),
        probability=share,
        threshold=share,
        leans_from=share,
        words=words,
        topic=st.just(True),
        urgent=st.booleans(),
    ),
)
st.register_type_strategy(
    Hit,
    st.builds(
        Hit,
        passage_id=st.integers(1, 2**62),
        document=words,
        version=st.integers(0, 9),
        title=text,
        url=text,
        heading_path=st.lists(words, max_size=2).map(tuple),
        text=words,
        product=st.sampled_from(["", "one", "club"]),
        cosine=st.none() | st.floats(-1, 1),
        bm25=st.floats(0, 2.2),
        score=st.floats(0, 2),
        rank_cosine=st.none() | st.integers(1, 99),
        rank_bm25=st.none() | st.integers(1, 99),
    ),
)
st.register_type_strategy(
    Citation,
    st.builds(
        Citation,
        number=st.just(1),
        passage_id=st.integers(1, 2**62),
        article_id=words,
        version=st.integers(1, 9),
        title=words,
        url=text,
        heading_path=st.lists(words, max_size=2).map(tuple),
        passage=words,
        score_bm25=st.floats(0, 2.2),
        score_dense=st.none() | st.floats(-1, 1),
    ),
)
st.register_type_strategy(
    Candidate,
    st.builds(
        Candidate,
        maker=st.just("extractive"),
        claims=st.lists(
            st.builds(Claim, text=words, citation=st.just(1)), min_size=1, max_size=2
        ).map(tuple),
        citations=st.tuples(st.from_type(Citation)),
    ),
)
st.register_type_strategy(
    Verification,
    st.builds(Verification, checks=st.lists(st.builds(Check), min_size=1, max_size=3).map(tuple)),
)
st.register_type_strategy(
    Ambiguity,
    st.builds(
        Ambiguity,
        about=st.sampled_from(["product", "article"]),
        options=st.lists(words, min_size=2, max_size=3, unique=True).map(tuple),
    ),
)
st.register_type_strategy(
    Confidence,
    st.builds(
        Confidence,
        value=share,
        features=st.lists(st.tuples(words, st.floats(-1e6, 1e6)), max_size=3).map(tuple),
    ),
)
st.register_type_strategy(
    Threshold,
    st.builds(
        Threshold,
        value=st.none() | share,
        target=st.floats(0.01, 0.49),
        judged=st.integers(0, 999),
        answered=st.integers(0, 999),
        wrong=st.integers(0, 99),
        bound=share,
        origin=st.sampled_from(["shipped", "judged"]),
    ),
)
st.register_type_strategy(
    Topic,
    st.builds(Topic, name=words, phrases=st.lists(words, min_size=1, max_size=2).map(tuple)),
)
st.register_type_strategy(
    PolicyTest,
    st.builds(
        PolicyTest,
        message=words,
        decision=st.just("") | decisions,
        earlier=st.lists(
            st.builds(
                Earlier,
                author=st.sampled_from([Author.CUSTOMER, Author.ASSISTANT, Author.AGENT]),
                text=words,
                minutes_before=st.none() | st.floats(0, 9e4),
            ),
            max_size=2,
        ).map(tuple),
        attributes=st.lists(st.tuples(words, words), max_size=1).map(tuple),
        internal=st.booleans(),
        time=st.just("") | moments.map(lambda at: at.isoformat()),
        mode=st.none() | st.sampled_from(Mode),
        place=st.floats(0, 99),
    ),
)
st.register_type_strategy(
    Policy,
    st.builds(
        Policy,
        company=text,
        target_error=st.floats(0.01, 0.49),
        languages=st.just(("en",)) | st.just(("en", "de")),
        link_hosts=st.lists(words, max_size=2).map(tuple),
        topics=st.lists(st.from_type(Topic), max_size=2).map(tuple),
        high_value=st.lists(
            st.sampled_from([Segment(plan="team"), Segment(attribute="seats", at_least=9.5)]),
            max_size=1,
        ).map(tuple),
        country=st.sampled_from(["", "GB"]),
        crisis_lines=st.lists(st.builds(CrisisLine), max_size=1).map(tuple),
        advice=st.lists(st.tuples(st.just("gas"), words), max_size=1).map(tuple),
        people_first_plans=st.lists(st.sampled_from(["team", "enterprise"]), max_size=2).map(tuple),
        suggest_from=st.none() | st.floats(0.3, 0.95),
        suggest_from_of=st.lists(st.tuples(words, st.floats(0.3, 0.95)), max_size=1).map(tuple),
        categories=st.lists(words, max_size=2).map(tuple),
        signals_min=st.integers(1, 2),
        turns_max=st.integers(1, 50),
        waiting_minutes=st.integers(1, 1440),
        time_limit_minutes=st.integers(1, 1440),
        tests=st.lists(st.from_type(PolicyTest), max_size=1).map(tuple),
    ),
)
# A candidate was also verified and measured; without a candidate there is nothing of that.
measured = st.tuples(st.from_type(Candidate), st.from_type(Verification), st.from_type(Confidence))
composed = st.just((None, None, None)) | measured
st.register_type_strategy(
    Finding,
    composed.flatmap(
        lambda made: st.builds(
            Finding,
            question=words,
            candidate=st.just(made[0]),
            verification=st.just(made[1]),
            confidence=st.just(made[2]),
            missing=st.lists(words, max_size=1).map(tuple),
        )
    ),
)
st.register_type_strategy(
    Meaning,
    st.builds(
        Meaning,
        article_id=words,
        title=words,
        product=st.sampled_from(["", "one", "club"]),
        confidence=st.from_type(Confidence),
    ),
)
# Only one of both: other meanings of one question, or the further parts of several.
alternatives = st.tuples(
    st.just(()),
    st.lists(st.from_type(Meaning), max_size=2, unique_by=lambda one: one.article_id).map(tuple),
) | st.tuples(st.lists(st.from_type(Finding), min_size=1, max_size=1).map(tuple), st.just(()))
st.register_type_strategy(
    Evidence,
    st.tuples(composed, alternatives).flatmap(
        lambda made: st.builds(
            Evidence,
            votes=st.lists(st.from_type(Vote), max_size=2).map(tuple),
            nearest=st.lists(st.from_type(Hit), max_size=2).map(tuple),
            precedents=st.lists(st.from_type(Hit), max_size=1).map(tuple),
            category=words,
            candidate=st.just(made[0][0]),
            verification=st.just(made[0][1]),
            confidence=st.just(made[0][2]),
            missing=st.lists(words, max_size=2).map(tuple),
            part=words if made[1][0] else st.just(""),
            further=st.just(made[1][0]),
            others=st.just(made[1][1] if made[0][0] else ()),
            ambiguity=st.none() | st.from_type(Ambiguity),
            signals=st.lists(st.builds(Signal), max_size=3).map(tuple),
            language=st.sampled_from(["en", "de", "fr"]),
            failure=st.none() | words,
            incident=st.none() | st.builds(Incident, title=words, text=words),
        )
    ),
)
