"""What pages ask about schools; answers are frozen rows."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, Sum

from moothall.councils.queries import council_by_id
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.payments.models import Stock
from moothall.payments.wallets.queries import wallets_held_by
from moothall.payments.wording import words_in
from moothall.people.models import Account, StaffUser
from moothall.people.queries import actor_for, persons_by_id
from moothall.verticals.schools.actions.activities import LIVING
from moothall.verticals.schools.holding_wallets import PUPIL
from moothall.verticals.schools.models import (
    Activity,
    ActivityPlace,
    Guardian,
    Instalment,
    Pupil,
    School,
    SchoolWorker,
)
from moothall.verticals.schools.models.activity import PlaceState
from moothall.verticals.schools.models.pupil import GuardianState
from moothall.verticals.schools.policies import WORK, can_manage_schools
from moothall.verticals.schools.rows import (
    ActivityRow,
    ChildRow,
    ClaimRow,
    PartRow,
    PupilRow,
    TripRow,
)


def children_of(person_id: UUID, language: str) -> list[ChildRow]:
    """Return the children whom a person looks after; five queries however many."""
    guardians = Guardian.objects.filter(
        person_id=person_id, state=GuardianState.APPROVED
    ).select_related("pupil__school")
    pupils = [guardian.pupil for guardian in guardians.order_by("pupil__name", "pupil_id")]
    wallets = {
        wallet.holder_id: wallet
        for wallet in wallets_held_by(PUPIL, [pupil.pk for pupil in pupils], language)
    }
    rows = []
    for pupil in pupils:
        wallet = wallets.get(pupil.pk)
        rows.append(
            ChildRow(
                id=pupil.pk,
                name=pupil.name,
                school=pupil.school.name,
                wallet_id=wallet.id if wallet else None,
                pence=wallet.pence if wallet else 0,
                is_low=wallet.is_low if wallet else False,
                has_free_meals=pupil.has_free_meals,
            )
        )
    return rows


def waiting_claims_of(person_id: UUID) -> int:
    """Return how many children a person has asked for and the school has not decided about."""
    return Guardian.objects.filter(person_id=person_id, state=GuardianState.ASKED).count()


def schools_of(council_id: int) -> list[School]:
    """Return a council's schools by name; one query."""
    return list(School.objects.filter(council_id=council_id).order_by("name", "pk"))


def schools_where(actor: Actor, council_id: int) -> list[School]:
    """Return the schools at which an employee works; one query."""
    rows = School.objects.filter(council_id=council_id).order_by("name", "pk")
    if not can_manage_schools(actor, council_id):
        works = SchoolWorker.objects.filter(staff_identifier=actor.identifier)
        rows = rows.filter(pk__in=works.values("school_id"))
    return list(rows)


def workers_at(school_id: UUID) -> list[SchoolWorker]:
    """Return who works in a school's office; one query."""
    return list(SchoolWorker.objects.filter(school_id=school_id).order_by("name", "pk"))


def employee_for_school(email: str, council_id: int) -> Account | None:
    """Return the employee of this address, if their role lets them work in schools here."""
    found = StaffUser.objects.filter(email__iexact=email, is_active=True).first()
    return found if found is not None and actor_for(found).may(WORK, council_id) else None


def school_by_id(school_id: UUID) -> School:
    """
    Return a school.

    :raises NotFound: if the councils in force have none of this id
    """
    found = School.objects.filter(pk=school_id).first()
    if found is None:
        raise NotFound("There is no such school.")
    return found


def pupil_by_id(pupil_id: UUID) -> Pupil:
    """
    Return a pupil with the school.

    :raises NotFound: if the councils in force have none of this id
    """
    found = Pupil.objects.select_related("school").filter(pk=pupil_id).first()
    if found is None:
        raise NotFound("There is no such pupil.")
    return found


def pupils_at(school_id: UUID, *, text: str, limit: int) -> list[PupilRow]:
    """Return pupils of a school by class and name, or those found by name or number; one query."""
    rows = Pupil.objects.filter(school_id=school_id, emptied_at=None)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(number=text))
    return [
        PupilRow(
            id=pupil.pk,
            number=pupil.number,
            name=pupil.name,
            class_name=pupil.class_name,
            has_free_meals=pupil.has_free_meals,
            is_protected=pupil.is_protected,
            has_left=pupil.left_on is not None,
        )
        for pupil in rows.order_by("class_name", "name", "pk")[:limit]
    ]


def claims_at(school_id: UUID) -> list[ClaimRow]:
    """Return who asks to look after pupils of a school; two queries."""
    return _guardians(Q(pupil__school_id=school_id, state=GuardianState.ASKED))


def guardians_of(pupil_id: UUID) -> list[ClaimRow]:
    """Return who looks after a pupil; two queries."""
    return _guardians(Q(pupil_id=pupil_id, state=GuardianState.APPROVED))


def trips_for(pupil: Pupil, language: str, *, now: datetime) -> list[TripRow]:
    """Return the trips and clubs a child can join or has joined; four queries."""
    zone = ZoneInfo(council_by_id(pupil.council_id).time_zone)
    places = {
        place.activity_id: place
        for place in ActivityPlace.objects.filter(pupil_id=pupil.pk).exclude(
            state=PlaceState.WITHDRAWN
        )
    }
    activities = list(
        Activity.objects.filter(school_id=pupil.school_id)
        .filter(
            Q(closes_on__gte=now.astimezone(zone).date(), cancelled_at=None)
            | Q(pk__in=places.keys())
        )
        .order_by("closes_on", "pk")
    )
    left = dict(
        Stock.objects.filter(key__in=[one.stock for one in activities]).values_list("key", "left")
    )
    parts: dict[UUID, list[Instalment]] = {}
    for part in Instalment.objects.filter(place__in=list(places.values())).order_by("number"):
        parts.setdefault(part.place_id, []).append(part)
    return [
        _trip(one, places.get(one.pk), parts, left=left.get(one.stock, 0), language=language)
        for one in activities
    ]


def councils_with_schools() -> list[int]:
    """Return the councils in force that have schools; one query."""
    return list(School.objects.values_list("council_id", flat=True).distinct())


def activity_row(activity_id: UUID, school_id: UUID, language: str) -> ActivityRow:
    """
    Return a trip or a club of a school; three queries.

    :raises NotFound: if the school offers none of this id
    """
    found = Activity.objects.filter(pk=activity_id, school_id=school_id).first()
    if found is None:
        raise NotFound("There is no such trip or club.")
    return _activity(found, 0, language)


def places_of(activity_id: UUID) -> tuple[int, int]:
    """Return how many children have a place or wait for one, and what was paid; two queries."""
    places = ActivityPlace.objects.filter(activity_id=activity_id, state__in=LIVING)
    paid = Instalment.objects.filter(place__in=places.values("pk"), paid_at__isnull=False)
    return places.count(), paid.aggregate(pence=Sum("pence"))["pence"] or 0


def activities_at(school_id: UUID, language: str, *, limit: int) -> list[ActivityRow]:
    """Return what a school offers, the newest first, each with the places left; two queries."""
    rows = list(Activity.objects.filter(school_id=school_id).order_by("-made_at")[:limit])
    left = dict(
        Stock.objects.filter(key__in=[one.stock for one in rows]).values_list("key", "left")
    )
    return [_activity(one, left.get(one.stock, 0), language) for one in rows]


def _activity(activity: Activity, left: int, language: str) -> ActivityRow:
    return ActivityRow(
        id=activity.pk,
        name=words_in(activity.name, language),
        left=left,
        is_cancelled=activity.cancelled_at is not None,
    )


def _trip(
    activity: Activity,
    place: ActivityPlace | None,
    parts: dict[UUID, list[Instalment]],
    *,
    left: int,
    language: str,
) -> TripRow:
    return TripRow(
        id=activity.pk,
        name=words_in(activity.name, language),
        closes_on=activity.closes_on,
        left=left,
        total_pence=sum(part["pence"] for part in activity.instalments),
        first_pence=activity.instalments[0]["pence"],
        state=place.state if place else "",
        parts=tuple(
            PartRow(
                id=part.pk,
                number=part.number,
                pence=part.pence,
                due_on=part.due_on,
                is_paid=part.paid_at is not None,
            )
            for part in (parts.get(place.pk, []) if place else [])
        ),
    )


def _guardians(which: Q) -> list[ClaimRow]:
    rows: Sequence[Guardian] = list(
        Guardian.objects.filter(which).select_related("pupil").order_by("asked_at", "pk")
    )
    people = persons_by_id({row.person_id for row in rows})
    return [
        ClaimRow(
            id=row.pk,
            person_name=people[row.person_id].name if row.person_id in people else "",
            pupil_name=row.pupil.name,
            pupil_id=row.pupil_id,
            class_name=row.pupil.class_name,
            asked_at=row.asked_at,
            is_protected=row.pupil.is_protected,
        )
        for row in rows
    ]
