"""What a customer is told whose team is not there: when it is back, and how they are reached."""

from datetime import datetime, timedelta

from tandem.core.desk import hours
from tandem.core.turn.texts import Texts

NEAR = timedelta(days=6)  # within these, a weekday alone names the day


def back(at: datetime, now: datetime, *, texts: Texts, theirs: str, ours: str) -> str:
    """When the team is back, in words: in the customer's time zone, or in ours, which is named."""
    is_theirs = bool(theirs) and hours.is_zone(theirs)
    zone = hours.zone(theirs if is_theirs else ours)
    then, today = at.astimezone(zone), now.astimezone(zone).date()
    named = texts.your_time if is_theirs else ours.replace("_", " ")
    day = texts.weekdays[then.weekday()]
    if then.date() == today:
        form = texts.today
    elif then.date() == today + timedelta(days=1):
        form = texts.tomorrow
    else:
        form = texts.on if at - now < NEAR else texts.on_date
    return f"{form.format(day=day, date=f'{then:%Y-%m-%d}', time=f'{then:%H:%M}')} ({named})"


def sentences(when: str, *, texts: Texts, can_mail: bool, has_address: bool, is_chat: bool) -> str:
    """That the team is away, when it is back, and only what the desk can keep."""
    said = [texts.away.format(when=when), texts.kept]
    if can_mail and has_address:
        said.append(texts.by_mail)
    elif can_mail and is_chat:
        said.append(texts.leave_email)
    return " ".join(said)
