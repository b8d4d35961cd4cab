"""Drawing contacts by lot, saying what was good and what not, and setting what an hour costs."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from moothall.cases.models.interaction import Interaction
from moothall.cases.supervising import policies
from moothall.cases.supervising.figures import Span
from moothall.cases.supervising.models import LONGEST_COMMENT, DeskCost, QualityReview
from moothall.cases.supervising.quality import QUESTIONS, Said
from moothall.councils.models import Council
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.card_numbers import without_card_numbers
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require

#: No more are drawn of anybody at once.
MOST_EACH = 5

_DRAWN = """
    SELECT id FROM (
        SELECT i.id, row_number() OVER (PARTITION BY i.logged_by_identifier ORDER BY random()) AS n
        FROM cases_interaction i
        WHERE i.council_id = %(council)s AND i.logged_by_kind = 'staff'
          AND i.logged_by_identifier <> %(own)s AND i.finished_at IS NOT NULL
          AND i.happened_at >= %(start)s AND i.happened_at < %(end)s
          AND NOT EXISTS (
              SELECT 1 FROM cases_qualityreview q
              WHERE q.council_id = i.council_id AND q.interaction_id = i.id
          )
    ) drawn
    WHERE n <= %(each)s
"""


@transaction.atomic
def draw_contacts(*, actor: Actor, span: Span, each: int, now: datetime) -> int:
    """
    Draw some contacts of each employee by lot, and return how many; never the supervisor's own.

    One that was drawn before is not drawn again.
    """
    require(policies.can_supervise(actor, span.council_id))
    values: dict[str, Any] = {
        "council": span.council_id,
        "own": actor.identifier,
        "start": span.start,
        "end": span.end,
        "each": min(each, MOST_EACH),
    }
    with connection.cursor() as cursor:
        cursor.execute(_DRAWN, values)
        ids = [interaction_id for (interaction_id,) in cursor.fetchall()]
    drawn = [
        QualityReview(
            council_id=span.council_id,
            interaction_id=one.pk,
            agent_identifier=one.logged_by_identifier,
            agent_name=one.logged_by_name,
            drawn_at=now,
            drawn_by_name=actor.name,
        )
        for one in Interaction.objects.filter(council_id=span.council_id, pk__in=ids)
    ]
    QualityReview.objects.bulk_create(drawn, ignore_conflicts=True)
    audit.record(
        actor=actor,
        verb="quality.drawn",
        subject=Council(pk=span.council_id),
        council_id=span.council_id,
        now=now,
        detail={"contacts": len(drawn)},
    )
    return len(drawn)


@transaction.atomic
def review_contact(
    *,
    actor: Actor,
    council_id: int,
    review_id: UUID,
    answers: Mapping[str, str],
    comment: str,
    now: datetime,
) -> QualityReview:
    """
    Say of a contact what was good and what not; its employee reads it.

    :raises NotFound: if the council has no such review
    :raises Conflict: if somebody said it already
    :raises ValueError: if an answer is none of ours, or a question was left out
    """
    review = (
        QualityReview.objects.select_for_update().filter(pk=review_id, council_id=council_id)
    ).first()
    if review is None:
        raise NotFound("There is no such review.")
    require(policies.can_review(actor, council_id, review.agent_identifier))
    if review.reviewed_at is not None:
        raise Conflict("Somebody reviewed this contact already.")
    review.answers = {key: Said(answers.get(key, "")).value for key in QUESTIONS}
    review.comment = without_card_numbers(comment.strip())[:LONGEST_COMMENT]
    review.reviewed_at = now
    review.reviewed_by_identifier, review.reviewed_by_name = actor.identifier, actor.name
    review.save()
    audit.record(actor=actor, verb="quality.reviewed", subject=review, now=now)
    return review


@transaction.atomic
def set_cost(
    *, actor: Actor, council_id: int, from_on: date, pence_per_hour: int, now: datetime
) -> DeskCost:
    """Set what an hour costs a council from a day on; the same day again replaces it."""
    require(policies.can_supervise(actor, council_id))
    price, _ = DeskCost.objects.update_or_create(
        council_id=council_id,
        from_on=from_on,
        defaults={"pence_per_hour": pence_per_hour, "set_by_name": actor.name, "set_at": now},
    )
    audit.record(
        actor=actor,
        verb="desk-cost.set",
        subject=price,
        now=now,
        detail={"from": from_on.isoformat(), "pence_per_hour": pence_per_hour},
    )
    return price


@transaction.atomic
def note_names_seen(*, actor: Actor, council_id: int, span: Span, now: datetime) -> None:
    """Write down that somebody looked at figures beside employees' names."""
    require(policies.can_supervise(actor, council_id))
    audit.record(
        actor=actor,
        verb="figures.names-seen",
        subject=Council(pk=council_id),
        council_id=council_id,
        now=now,
        detail={"from": span.start.isoformat(), "until": span.end.isoformat()},
    )
