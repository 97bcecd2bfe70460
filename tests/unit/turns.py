"""A turn's values for unit tests: neutral ones, and small builders for what a test is about."""

from datetime import UTC, datetime

from tandem.core.desk.message import Author, Message
from tandem.core.desk.option import Option
from tandem.core.knowledge.rank import Hit
from tandem.core.turn.calibration import Calibration
from tandem.core.turn.candidate import (
    Candidate,
    Check,
    Citation,
    Claim,
    Finding,
    Meaning,
    Verification,
)
from tandem.core.turn.confidence import Confidence, Model
from tandem.core.turn.evidence import Context, Evidence, Versions
from tandem.core.turn.matter import Matter
from tandem.core.turn.screen import screen
from tandem.core.turn.threshold import Threshold

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
QUESTION = "How do I pause?"
PASSED = Verification((Check("cited", True, "all"),))
FAILED = Verification((*PASSED.checks, Check("links", False, "a link leads elsewhere")))
CONTEXT = Context(
    question=QUESTION,
    matter=Matter(QUESTION),
    aside=(),
    earlier=(),
    last_decision=None,
    declined=False,
    introduced=False,
    automatic=False,
    product="",
    plan="free",
    locale="en",
    country="",
    high_value=False,
    people_first=False,
    verified=False,
    attributes=(),
    tickets=(),
    now=NOW,
)
NOTHING_FOUND = Evidence(
    context=CONTEXT,
    screen=screen(QUESTION),
    votes=(),
    nearest=(),
    precedents=(),
    category="delivery",
    candidate=None,
    verification=None,
    missing=(),
    part="",
    further=(),
    others=(),
    ambiguity=None,
    confidence=None,
    threshold=Threshold(0.8, 0.05, 200, 100, 1, 0.047, "judged"),
    signals=(),
    language="en",
    circling=False,
    out_of_time=False,
    failure=None,
    upset=False,
    suggests=True,
    is_foreign=False,
    versions=Versions("", "", "", "", 0),
)


def says(text: str, *, picks: str | None = None) -> Message:
    """A customer's message; `picks` is the id of the option that they pressed."""
    return Message(Author.CUSTOMER, text, picks=picks)


def replies(decision: str, *articles: str, options: tuple[Option, ...] = ()) -> Message:
    """The assistant's message; `articles` are those it quotes."""
    return Message(Author.ASSISTANT, "…", decision=decision, options=options, articles=articles)


def hit(
    article: str,
    score: float = 0.8,
    text: str = "Pause it in the app.",
    *,
    title: str | None = None,
    product: str = "",
    cosine: float | None = None,
    bm25: float = 0.5,
    passage: int | None = None,
    headings: tuple[str, ...] = (),
    shape: str = "",
    is_stale: bool = False,
    ordinal: int = 0,
) -> Hit:
    """A passage that was found; its title is the article's id in capitals."""
    return Hit(
        passage_id=sum(map(ord, article)) if passage is None else passage,
        document=article,
        version=1,
        title=article.upper() if title is None else title,
        url="",
        heading_path=headings,
        ordinal=ordinal,
        text=text,
        shape=shape,
        is_stale=is_stale,
        product=product,
        cosine=cosine,
        bm25=bm25,
        score=score,
        rank_cosine=None,
        rank_bm25=None,
    )


def citing(*articles: str, text: str = "Pause it in the app.") -> Candidate:
    """A candidate with one claim for each article."""
    return Candidate(
        "extractive",
        tuple(Claim(text, number) for number in range(1, len(articles) + 1)),
        tuple(
            Citation(number, number, article, 1, article.upper(), "", (), text, 0.5, 0.5)
            for number, article in enumerate(articles, 1)
        ),
    )


def finding(
    article: str,
    probability: float,
    *,
    question: str = QUESTION,
    text: str = "Pause it in the app.",
    checks: Verification = PASSED,
) -> Finding:
    """What was found for one question: this article, with this P(right)."""
    return Finding(question, citing(article, text=text), checks, Confidence(probability, ()))


def meaning(article: str, probability: float, *, title: str = "", product: str = "") -> Meaning:
    """Another article that may be meant."""
    return Meaning(article, title or article.upper(), product, Confidence(probability, ()))


def by_keywords(*, meaning: Model | None = None) -> Calibration:
    """A calibration whose P(right) is a half at a keyword score of 0.5, and rises with it."""
    cut = Threshold(0.9, 0.05, judged=200, answered=100, wrong=0, bound=0.03, origin="judged")
    return Calibration(
        embedder="keywords",
        shared=Model(("bm25",), (0.5,), (0.1,), (1.0,), 0.0),
        own=None,
        judged=None,
        slope=1.0,
        offset=0.0,
        thresholds=(("", cut),),
        version="test",
        meaning=meaning,
    )


OF_MEANING = Model(("bm25",), (0.5,), (0.1,), (1.0,), 0.0)
