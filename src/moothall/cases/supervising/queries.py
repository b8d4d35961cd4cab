"""What was drawn and said of contacts."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from moothall.cases.supervising.models import QualityReview
from moothall.cases.supervising.rows import ReviewRow
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound

MOST_LISTED = 100


def reviews_waiting(council_id: int) -> list[ReviewRow]:
    """Return the contacts that were drawn and not looked at yet, oldest first; one query."""
    rows = _reviews(council_id).filter(reviewed_at__isnull=True).order_by("drawn_at", "id")
    return [_row(one) for one in rows[:MOST_LISTED]]


def reviews_done(council_id: int, *, since: datetime) -> list[ReviewRow]:
    """Return what was said of contacts, newest first; one query."""
    rows = _reviews(council_id).filter(reviewed_at__gte=since).order_by("-reviewed_at", "id")
    return [_row(one) for one in rows[:MOST_LISTED]]


def review_row(council_id: int, review_id: UUID) -> ReviewRow:
    """
    Return one.

    :raises NotFound: if the council has none of this id
    """
    found = _reviews(council_id).filter(pk=review_id).first()
    if found is None:
        raise NotFound("There is no such review.")
    return _row(found)


def reviews_of(actor: Actor) -> list[ReviewRow]:
    """Return what was said of an employee's own contacts, newest first; one query."""
    rows = QualityReview.objects.filter(
        agent_identifier=actor.identifier, reviewed_at__isnull=False
    ).order_by("-reviewed_at", "id")
    return [_row(one) for one in rows[:MOST_LISTED]]


def _reviews(council_id: int) -> QuerySet[QualityReview]:
    return QualityReview.objects.filter(council_id=council_id)


def _row(one: QualityReview) -> ReviewRow:
    return ReviewRow(
        id=one.pk,
        council_id=one.council_id,
        interaction_id=one.interaction_id,
        agent_identifier=one.agent_identifier,
        agent_name=one.agent_name,
        drawn_at=one.drawn_at,
        answers=one.answers,
        comment=one.comment,
        reviewed_at=one.reviewed_at,
        reviewed_by_name=one.reviewed_by_name,
    )
