"""The formats of what a turn records or reads: evidence, policy, decision, and what was fitted.

Format 1 is what release 0.1.0 wrote, without a number. Whoever changes the shape of one of these
values adds an upcaster here; a test compares the shapes with those in tests/fixtures/formats.
"""

from tandem.core.desk.message import renamed
from tandem.core.formats import Format, Record
from tandem.core.turn.promise import KINDS

_WORDS = {
    "Answer": "answer",
    "Ask": "ask",
    "OfferHuman": "offer_human",
    "HandOff": "hand_off",
    "StaySilent": "stay_silent",
}


def _last_decision_is_kept(evidence: Record) -> Record:
    """`last_decision` was worked out from the messages; greetings hid what came before them."""
    context = evidence["context"]
    earlier = [
        {**message, "decision": renamed(message["decision"])} for message in context["earlier"]
    ]
    decided = [message["decision"] for message in earlier if message["decision"] is not None]
    last = decided[-1] if decided else None
    return {**evidence, "context": {**context, "earlier": earlier, "last_decision": last}}


def _more_is_heard(evidence: Record) -> Record:
    """What was not heard before is not found; the question was all that was searched for."""
    context, screen = evidence["context"], evidence["screen"]
    return {
        **evidence,
        "context": {
            **context,
            "matter": context["question"],
            "aside": [],
            "declined": False,
            "country": "",
        },
        "screen": {
            **screen,
            "own_record": None,
            "no_person": None,
            "agrees": None,
            "refuses": None,
            "thanks": None,
        },
        "votes": [
            {
                **vote,
                # 0.5 was written in the decision table; no other head offered a person.
                "leans_from": 0.5 if vote["head"] == "human_request" else 2.0,
                "words": "",
                "topic": False,
                "urgent": False,
            }
            for vote in evidence["votes"]
        ],
        "is_foreign": False,
    }


def _nothing_is_suggested(policy: Record) -> Record:
    return {**policy, "suggest_from": None}


def _nobody_is_of_high_value_by_rule(policy: Record) -> Record:
    return {
        **policy,
        "topics": [{**topic, "advice": ""} for topic in policy["topics"]],
        "high_value": [],
        "country": "",
        "crisis_lines": [],
        "advice": [],
    }


def _decisions_have_our_words(decision: Record) -> Record:
    """Renames the tags, once class names; a question about `courtesy` becomes `greet`."""
    if decision["decision"] == "Ask" and decision["about"] == "courtesy":
        return {"decision": "greet", "rule": decision["rule"]}
    return {**decision, "decision": _WORDS[decision["decision"]]}


def _nothing_was_suggested(evidence: Record) -> Record:
    """What was shown and refused was not worked out; the table had no rows for it."""
    context = evidence["context"]
    earlier = [
        {**message, "options": [], "articles": [], "turn_id": None, "picks": None}
        for message in context["earlier"]
    ]
    matter = {
        "text": context["matter"],
        "picked": None,
        "after": "",
        "follows": [],
        "shown": [],
        "offered": [],
        "refusals": 0,
        "refused_in_all": 0,
        "corrects": False,
    }
    return {
        **evidence,
        "context": {**context, "earlier": earlier, "matter": matter, "introduced": False},
        "missing": [],
        "part": "",
        "further": [],
        "others": [],
        "upset": False,
        "suggests": False,
    }


def _lines_had_no_shape(evidence: Record) -> Record:
    """What a line was in its article was guessed from its words; quotes ended with a passage."""

    def shaped(candidate: Record | None) -> Record | None:
        if candidate is None:
            return None
        claims = [{**claim, "shape": ""} for claim in candidate["claims"]]
        citations = [{**citation, "further": []} for citation in candidate["citations"]]
        return {**candidate, "claims": claims, "citations": citations, "is_cut": False}

    def placed(hits: list[Record]) -> list[Record]:
        return [{**hit, "ordinal": 0, "shape": "", "is_stale": False} for hit in hits]

    return {
        **evidence,
        "nearest": placed(evidence["nearest"]),
        "precedents": placed(evidence["precedents"]),
        "candidate": shaped(evidence["candidate"]),
        "further": [
            {**finding, "candidate": shaped(finding["candidate"])}
            for finding in evidence["further"]
        ],
    }


def _articles_alone_answered(evidence: Record) -> Record:
    """Known facts were not worked out; no system was asked, and no model composed anything.

    No incident was known.
    """
    matter = {**evidence["context"]["matter"], **_NO_NOTICE}
    context = {
        **evidence["context"],
        "matter": matter,
        "name": "",
        "id": "",
        "known": [],
        "asked_at": None,
    }

    def of_one(candidate: Record | None) -> Record | None:
        if candidate is None:
            return None
        claims = [{**claim, "further": []} for claim in candidate["claims"]]
        return {**candidate, "claims": claims}

    further = [
        {**finding, "candidate": of_one(finding["candidate"])} for finding in evidence["further"]
    ]
    return {
        **evidence,
        "context": context,
        "candidate": of_one(evidence["candidate"]),
        "further": further,
        "lookup": None,
        "written": None,
        "incident": None,
    }


_NO_NOTICE = {"notify": "", "wants_notice": None, "notify_answered": []}


def _no_tool_no_model_and_tests_of_words_alone(policy: Record) -> Record:
    llm = {
        "modes": [],
        "categories": [],
        "seconds": 12.0,
        "samples": 1,
        "tokens_per_conversation": 60_000,
        "tokens_per_day": 2_000_000,
        "dollars_per_day": None,
        "local_only": False,
    }
    context = {
        **dict.fromkeys(("reason", "priority", "effect", "mode_is"), ""),
        **dict.fromkeys(("plan", "product", "category", "locale", "time"), ""),
        "earlier": [],
        "attributes": [],
        "internal": False,
        "verified": False,
        "mode": None,
    }
    tests = [{**context, **test} for test in policy["tests"]]
    return {
        **policy,
        "tools": [],
        "promises": [],
        "llm": llm,
        "hours": [],
        "clocks": [],
        "warn_share": 0.75,
        "lead_minutes": 10,
        "common_categories": [],
        "tests": tests,
    }


def _nobody_was_asked_by_mail(policy: Record) -> Record:
    return {**policy, "survey_mail_hours": 0}


def _everybody_of_the_audience_was_let_in(policy: Record) -> Record:
    new: Record = {"percent": 100.0, "segments": [], "rest": "shadow"}
    return {
        **policy,
        "rollout": [{**rule, **new} for rule in policy["rollout"]],
        "weekly_mail": False,
        "tests": [{**test, "place": 0.0} for test in policy["tests"]],
    }


def _every_promise_was_quoted(policy: Record) -> Record:
    return {**policy, "quoted_promises": list(KINDS)}


def _nobody_had_a_place(evidence: Record) -> Record:
    """Of the contact, the rollout asked only whether they are internal, which was not kept."""
    return {**evidence, "context": {**evidence["context"], "who": None}}


def _all_was_quoted(decision: Record) -> Record:
    """The articles alone answered."""
    quotes = decision["decision"] in ("answer", "suggest")
    return {**decision, "maker": "extractive"} if quotes else decision


def _no_category_has_its_own(policy: Record) -> Record:
    return {**policy, "suggest_from_of": []}


def _no_further_article_is_measured(calibration: Record) -> Record:
    return {**calibration, "meaning": None}


def _answers_have_one_wording(decision: Record) -> Record:
    """`certainty` chose between two wordings of an answer."""
    return {name: value for name, value in decision.items() if name != "certainty"}


EVIDENCE = Format(
    "evidence",
    (
        _last_decision_is_kept,
        _more_is_heard,
        _nothing_was_suggested,
        _lines_had_no_shape,
        _articles_alone_answered,
        _nobody_had_a_place,
    ),
)
POLICY = Format(
    "policy",
    (
        _nothing_is_suggested,
        _nobody_is_of_high_value_by_rule,
        _no_category_has_its_own,
        _no_tool_no_model_and_tests_of_words_alone,
        _nobody_was_asked_by_mail,
        _everybody_of_the_audience_was_let_in,
        _every_promise_was_quoted,
    ),
)
CALIBRATION = Format("calibration", (_no_further_article_is_measured,))
CATEGORY_HEAD = Format("category_head", ())
DECISION = Format(
    "decision", (_decisions_have_our_words, _answers_have_one_wording, _all_was_quoted)
)
