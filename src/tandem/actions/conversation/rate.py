"""A customer rates a resolved conversation, once; a comment may follow within an hour."""

from dataclasses import dataclass
from uuid import UUID

from tandem.actions.ports import Desk
from tandem.adapters import survey_tokens
from tandem.core.desk import rating as rules
from tandem.core.desk import survey
from tandem.core.desk.conversation import Conversation
from tandem.core.desk.event import EventType
from tandem.core.desk.rating import Rated, Rating, Via
from tandem.core.errors import ConflictError, NotFoundError
from tandem.store import conversations, events, installation, ratings


async def rate(desk: Desk, id: UUID, stars: int, comment: str, via: Via) -> Rating:
    """Stores the rating with its event, or adds the comment; returns what is stored then.

    The same again changes nothing. The caller has checked that the conversation is this customer's.
    Raises InvalidError for other stars or a comment too long, ConflictError before it was resolved
    the first time, if nobody answered, and where another rating is kept already.
    """
    text = rules.checked(stars, comment)
    now = desk.clock()
    async with desk.database.transaction() as tx:
        conversation = await conversations.lock(tx, id)
        rated = await ratings.rated(tx, id)
        if rated is None:
            why = "is still open" if conversation.resolved_at is None else "had no answer"
            raise ConflictError(
                f"This conversation {why}, so there is nothing to rate.",
                hint="It can be rated once somebody answered and it was resolved.",
            )
        given = Rating(stars, text, rated.rates, via, now)
        kept = await ratings.read(tx, id)
        if kept is not None:
            commented = kept.commented(given, now)
            if commented is None:
                return kept
            given = commented
        await ratings.keep(tx, id, given)
        told = {"stars": given.stars, "comment": given.comment}
        await events.append(
            tx,
            id,
            EventType.RATED,
            {**told, "rates": given.rates.value, "via": given.via.value},
            public=told,
            now=now,
        )
        return given


@dataclass(frozen=True, slots=True)
class ByMail:
    """The conversation that a mailed link is for, and what was given, if anything."""

    conversation: Conversation
    rated: Rated
    given: Rating | None


async def asked_by_mail(desk: Desk, token: str) -> ByMail:
    """What a mailed link asks about; reading it changes nothing, however often it is opened.

    Raises ForbiddenError for a link that is forged, old, or for a conversation that was erased.
    """
    async with desk.database.connection() as connection:
        secret = (await installation.read(connection)).secret
        id = survey_tokens.check(secret, token, now=desk.clock())
        try:
            conversation = await conversations.read(connection, id)
        except NotFoundError as error:
            raise survey.no_longer_valid() from error
        rated = await ratings.rated(connection, id)
        if rated is None:
            raise survey.no_longer_valid()
        return ByMail(conversation, rated, await ratings.read(connection, id))


async def rate_by_mail(desk: Desk, token: str, stars: int, comment: str) -> Rating:
    """Stores the rating that was given on the page of a mailed link; raises as both do."""
    asked = await asked_by_mail(desk, token)
    return await rate(desk, asked.conversation.id, stars, comment, Via.MAIL)
