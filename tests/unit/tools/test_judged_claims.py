"""Hand-written claims of the demo's articles: how many the checks judge wrongly, at most."""

from tools.judged_claims import __main__ as judged


def test_the_checks_judge_most_claims_rightly() -> None:
    true, false = judged.measure()
    assert len(true) + len(false) > 120
    assert sum(one.is_wrong for one in true) <= 0.06 * len(true)
    assert sum(one.is_wrong for one in false) <= 0.2 * len(false)
