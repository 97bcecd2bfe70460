"""Checks a candidate against what it cites, before anyone may see it."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from tandem.core.turn.candidate import Candidate, Check, Verification
from tandem.core.turn.known import Known, repeats
from tandem.core.turn.policy import Policy
from tandem.core.turn.promised import unlisted

# Up to the next blank, from every possible start: readers differ on where a link ends, and a second
# one may hide in the first. "Your data: …" and "metadata:" are prose: something must follow at
# once.
_LINK = re.compile(
    r"(?=((?:https?:|ftp:|javascript:|\bdata:|mailto:|www\.)[^\s<>\"]+))", re.IGNORECASE
)
_IN_BRACKETS = re.compile(
    r"[ ]?(?:\((?:https?://|www\.)[^\s()]{1,2000}\)|\[(?:https?://|www\.)[^\s\[\]]{1,2000}\])",
    re.IGNORECASE,
)
_AFTER = ".,;:!?'\")]}*_"  # the sentence's own marks, at the end of a link
_MAIL = re.compile(r"mailto:[\w.+-]+@([a-z\d.-]+)", re.IGNORECASE | re.ASCII)
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\w")


def verify(
    candidate: Candidate,
    named: Sequence[str],
    missing: Sequence[str],
    policy: Policy,
    known: Sequence[Known] = (),
) -> Verification:
    """Check that claims are quoted, promise and link what they may, and that the question is met.

    `named` are the telling words of the question, `missing` those that the article does not have
    (telling.py); `known` are the facts that no question may ask for.
    """
    return Verification(
        (
            _cited(candidate, policy),
            _links(candidate, policy),
            _promises(candidate, policy),
            _asks_nothing_known(candidate, known),
            _speaks_to(named, missing),
        )
    )


def allowed(link: str, policy: Policy) -> bool:
    """Whether a link leads to one of the firm's hosts, by web or by mail to one address.

    Links that URL parsers read differently are refused: names before the host, a backslash (a slash
    to browsers, a letter to others), and further recipients of a mail.
    """
    hosts = {host.lower() for host in policy.link_hosts}
    if link.lower().startswith("mailto:"):
        mail = _MAIL.fullmatch(link)
        return mail is not None and mail[1].lower() in hosts
    if "\\" in link:
        return False
    try:
        parts = urlsplit(link if "://" in link else f"https://{link}")
        host = (parts.hostname or "").lower()
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "@" not in parts.netloc and host in hosts


def links(text: str) -> tuple[str, ...]:
    """Everything in the text that a reader or a mail program would take for a link."""
    return tuple(match.rstrip(_AFTER) for match in _LINK.findall(text))


def is_ours(host: str, policy: Policy) -> bool:
    """Whether a host is one of the firm's, or above or below one: mail often is above.

    Where the policy names none, all may be written, though none is a link.
    """
    host = host.lower().rstrip(".").removeprefix("www.")
    return not policy.link_hosts or any(
        host == one or host.endswith(f".{one}") or (one.endswith(f".{host}") and "." in host)
        for one in map(str.lower, policy.link_hosts)
    )


def without_links(text: str, policy: Policy) -> str:
    """The text without the addresses in brackets that lead elsewhere: "see the guide (https://…)".

    The page's reader saw the words alone; they are quoted like that.
    """
    return _IN_BRACKETS.sub(
        lambda found: found[0] if all(allowed(one, policy) for one in links(found[0])) else "", text
    )


def _cited(candidate: Candidate, policy: Policy) -> Check:
    passages = {citation.number: _fold(citation.passage) for citation in candidate.citations}
    bare = {number: _fold(without_links(text, policy)) for number, text in passages.items()}
    for claim in candidate.claims:
        text = _fold(claim.text)
        in_either = (_quotes(one.get(claim.citation, ""), text) for one in (passages, bare))
        if not any(in_either):
            return Check("cited", False, f"Claim without a source: {claim.text[:80]!r}.")
    if not candidate.claims:
        return Check("cited", False, "There is no claim.")
    return Check(
        "cited", True, f"{len(candidate.claims)} of {len(candidate.claims)} claims quoted."
    )


def _quotes(passage: str, claim: str) -> bool:
    """Whether the passage contains the claim as whole words: "5 minutes" is not in "15 minutes"."""
    at = passage.find(claim) if claim else -1
    while at >= 0:
        end = at + len(claim)
        if not (_WORD.match(passage[at - 1 : at]) or _WORD.match(passage[end : end + 1])):
            return True
        at = passage.find(claim, at + 1)
    return False


def _links(candidate: Candidate, policy: Policy) -> Check:
    found = [link for claim in candidate.claims for link in links(claim.text)]
    for link in found:
        if not allowed(link, policy):
            return Check("links", False, f"A link leads elsewhere: {link[:80]!r}.")
    return Check("links", True, f"{len(found)} of {len(found)} links allowed.")


def _promises(candidate: Candidate, policy: Policy) -> Check:
    for claim in candidate.claims:
        if kind := unlisted(claim.text, policy.quoted_promises):
            says = f"It promises a {kind}, which the policy lets no quote promise."
            return Check("promise", False, says)
    return Check("promise", True, "It promises nothing that the policy doesn't list.")


def _asks_nothing_known(candidate: Candidate, known: Sequence[Known]) -> Check:
    for claim in candidate.claims:
        fact = repeats(claim.text, known, questions_alone=True)
        if fact is not None:
            return Check("known", False, f"It asks for what is known: {fact.name}.")
    return Check("known", True, "It asks for nothing that is known.")


def _speaks_to(named: Sequence[str], missing: Sequence[str]) -> Check:
    """Whether the article has what the question names: its neighbour answers something else."""
    if missing:
        return Check("telling", False, f"The article does not have {', '.join(missing)[:80]}.")
    if not named:
        return Check("telling", True, "There is no code, currency or name that it must have.")
    return Check("telling", True, f"The article has {', '.join(named)[:80]}.")


def _fold(text: str) -> str:
    return _SPACE.sub(" ", text).strip()
