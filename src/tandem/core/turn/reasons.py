"""Why a conversation went to people, in words: what the team reads instead of codes."""

from collections.abc import Mapping

from tandem.core.turn.signals import Reason

REASONS: Mapping[str, str] = {
    Reason.CUSTOMER_REQUEST: "The customer asked for a person.",
    Reason.POLICY_RESTRICTION: "Only people may answer this topic.",
    Reason.POLICY_EXCEPTION: "The customer asks for an exception to a rule.",
    Reason.FRUSTRATION: "The customer is upset.",
    Reason.LOOP: "The conversation was going in circles.",
    Reason.TIME: "It took too long.",
    Reason.TOOL_FAILURE: "The assistant could not work.",
    Reason.USAGE_LIMIT: "The assistant's budget is used up.",
    Reason.CANCEL: "The customer wants to cancel or leave.",
    Reason.HIGH_VALUE: "This customer is always answered by people.",
    Reason.LOW_CONFIDENCE: "The assistant was not sure of an answer.",
    Reason.COMPLEX: "There are several issues at once.",
    Reason.UNREADABLE: "There was no text to read.",
    Reason.MODE: "The assistant does not answer this by itself here.",
    Reason.STOPPED: "The assistant is stopped.",
    Reason.TAKEN_OVER: "You took it over from the assistant.",
}
"""Every reason as one sentence."""

RULES: Mapping[str, str] = {
    "safety": "The topic is about safety, or is one that your policy keeps for people.",
    "stuck": "Strong anger, the same question again, or the time limit brought it to you at once.",
    "unreadable": "It stayed so after the assistant had asked once.",
    "failed": "A step and its fallback failed, or there are no articles.",
    "signals": "There were as many signs of it as your policy asks for.",
    "language": "Nothing was found, and answers in this language were never measured.",
    "spent": "There was nothing that it could quote without its language model.",
    "unsure_again": "Nothing was left to show, or it was not sure twice in a row.",
}
"""What a rule adds to its reason; the other rules say the same as the reason."""


def in_words(reason: str, rule: str) -> str:
    """Reason and rule in words; a reason or rule of another release is passed over."""
    return " ".join(filter(None, (REASONS.get(reason), RULES.get(rule))))
