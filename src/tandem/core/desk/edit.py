"""How much of a draft an agent changed before sending it."""

from difflib import SequenceMatcher

WORDS_MAX = 400  # of each text that are compared: far more than any draft has, and quick


def share_changed(draft: str, sent: str) -> float:
    """The share of the words of both texts that are not in the other, in order; 0 to 1.

    0 is the same words, 1 has none in common. Twice the words in common by the words of both (the
    ratio of Ratcliff and Obershelp, 1988), subtracted from 1. Blanks don't count.
    """
    ours, theirs = draft.split()[:WORDS_MAX], sent.split()[:WORDS_MAX]
    if not ours and not theirs:
        return 0.0
    return 1.0 - SequenceMatcher(None, ours, theirs, autojunk=False).ratio()
