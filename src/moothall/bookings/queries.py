"""
Reads of the diary: frozen rows for pages, messages and programs.

None looks at who asks: views require a policy first (`policies`), and each query sees the councils
in force alone. Times are moments (UTC); rows also say what the local clock shows.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from moothall.bookings import slots
from moothall.bookings.models import Activity, Booking, BusyTime, Claim, Closure, Resource, Site
from moothall.bookings.reference import ReferenceNotValid, parse_reference
from moothall.bookings.rows import (
    ActivityRow,
    BookingRow,
    DiaryEntry,
    ResourceRow,
    SiteRow,
    Slot,
    TakenResource,
)
from moothall.bookings.rows_of_models import (
    activity_as_row,
    booking_as_row,
    claim_as_entry,
    site_as_row,
)
from moothall.bookings.secrets_of_bookings import digest_of, secret_of
from moothall.bookings.slots import Wish
from moothall.bookings.slots.local_time import day_begins
from moothall.bookings.workflow import Status
from moothall.councils.queries import council_by_id
from moothall.kernel.errors import NotFound
from moothall.kernel.scope import current_council_id

_SLOT_KEY = "%Y%m%dT%H%MZ"


def activities(*, audiences: Collection[str] = ("public",)) -> list[ActivityRow]:
    """Return what the council offers to some audiences, in its own order; one query."""
    rows = Activity.objects.filter(withdrawn_at=None, audience__in=audiences)
    return [activity_as_row(row) for row in rows.order_by("position", "key")]


def activity_by_key(key: str) -> ActivityRow:
    """
    Return an activity by its key; one query.

    :raises NotFound: if the council has none
    """
    row = Activity.objects.filter(key=key, withdrawn_at=None).first()
    if row is None:
        raise NotFound(f"This council has no activity {key!r}.")
    return activity_as_row(row)


def sites(*, near: slots.Point | None = None) -> list[SiteRow]:
    """Return the council's sites, the nearest to a point first, else in its own order."""
    rows = Site.objects.filter(withdrawn_at=None).order_by("position", "key")
    found = [site_as_row(row, near) for row in rows]
    if near is None:
        return found
    return sorted(found, key=lambda one: (one.distance is None, one.distance or 0.0))


def sites_of_activity(
    activity_id: UUID,
    *,
    now: datetime,
    near: slots.Point | None = None,
    features: frozenset[str] = frozenset(),
) -> list[SiteRow]:
    """Return the sites with these features at which it takes place, nearest first, if any."""
    activity, wish = _activity_row(activity_id), Wish(near=near, features=features)
    places = slots.search(activity, now.date(), now.date(), wish, now=now).places
    by_id = {one.id: one for one in sites(near=near)}
    return [by_id[place.id] for place in places if place.id is not None]


def free_slots(
    activity_id: UUID, day: date, wish: Wish, *, now: datetime, without: Collection[UUID] = ()
) -> list[Slot]:
    """
    Return the free slots of a day by the local clock, the earliest first and of those the nearest.

    What the bookings in `without` take is free, as they are to be moved. A constant number of
    queries, as all that look at slots.
    """
    return slots.free_slots(_activity_row(activity_id), day, wish, now=now, without=without)


def first_free_per_day(
    activity_id: UUID,
    first: date,
    last: date,
    wish: Wish,
    *,
    now: datetime,
    is_nearest_first: bool = False,
) -> dict[date, Slot | None]:
    """Return for each day, both ends included, its earliest or nearest free slot, or nothing."""
    return slots.first_free_per_day(
        _activity_row(activity_id), first, last, wish, now=now, is_nearest_first=is_nearest_first
    )


def next_best(
    activity_id: UUID, wanted: datetime, wish: Wish, *, now: datetime, most: int = 3
) -> list[Slot]:
    """Return the free slots nearest in time to a moment, the nearest first."""
    return slots.next_best(_activity_row(activity_id), wanted, wish, now=now, most=most)


def slot_from_key(key: str) -> tuple[datetime, UUID | None]:
    """
    Return the moment and the site that a slot's key names, as a form sent it back.

    :raises ValueError: if it is no such key
    """
    moment, _, site = key.partition(".")
    starts_at = datetime.strptime(moment, _SLOT_KEY).replace(tzinfo=UTC)
    return starts_at, UUID(site) if site else None


def booking(booking_id: UUID) -> BookingRow:
    """
    Return a booking with who and what serves it; two queries.

    :raises NotFound: if there is none
    """
    return _one(Booking.objects.filter(pk=booking_id))


def bookings_by_id(booking_ids: Collection[UUID]) -> dict[UUID, BookingRow]:
    """Return bookings with who and what serves each, whatever became of them; two queries."""
    return {row.id: row for row in rows_of(Booking.objects.filter(pk__in=booking_ids))}


def joined_to(booking_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return by what bookings are joined to questions asked above, where they are; one query."""
    rows = Booking.objects.filter(pk__in=booking_ids).exclude(submission_key="")
    return dict(rows.values_list("pk", "submission_key"))


def secret_for_holder(booking_id: UUID) -> str:
    """
    Return the secret by which whoever made a booking changes it, to lead them there; one query.

    Only for pages that they alone can open.
    """
    digest = Booking.objects.values_list("secret_digest", flat=True).get(pk=booking_id)
    return secret_of(booking_id, bytes(digest))


def booking_by_secret(secret: str) -> BookingRow:
    """
    Return the booking whose secret somebody has, from the link in their message; two queries.

    :raises NotFound: if there is none
    """
    return _one(Booking.objects.filter(secret_digest=digest_of(secret)))


def secrets_of(booking_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the secrets of bookings, for whoever may change them; one query."""
    rows = Booking.objects.filter(pk__in=booking_ids)
    return {
        pk: secret_of(pk, bytes(digest)) for pk, digest in rows.values_list("pk", "secret_digest")
    }


def bookings_of_program(name: str) -> QuerySet[Booking]:
    """Return the bookings that a program of this council made; `rows_of` makes rows of them."""
    return Booking.objects.filter(made_by_kind="partner", made_by_identifier=name)


def booking_of_program(booking_id: UUID, name: str) -> BookingRow:
    """
    Return a booking that a program made; two queries.

    :raises NotFound: whether there is none or somebody else made it
    """
    return _one(bookings_of_program(name).filter(pk=booking_id))


def booking_by_reference(text: str) -> BookingRow:
    """
    Return a booking by its reference as somebody says or types it; for staff alone.

    :raises NotFound: if there is none, or no reference reads like this
    """
    prefix = council_by_id(current_council_id()).reference_prefix
    try:
        reference = parse_reference(text, prefix=prefix)
    except ReferenceNotValid as error:
        raise NotFound("There is no such booking.") from error
    return _one(Booking.objects.filter(reference=reference))


def bookings_of_person(
    person_id: UUID, *, now: datetime, is_past: bool = False, limit: int = 100
) -> list[BookingRow]:
    """
    Return a person's bookings: those ahead, the next first, or those past and called off.

    Holds are left out. Two queries.
    """
    mine = Booking.objects.filter(person_id=person_id)
    if is_past:
        ended = mine.exclude(status__in=[Status.HELD, Status.RELEASED, Status.EXPIRED])
        gone = ended.filter(Q(ends_at__lte=now) | Q(status=Status.CANCELLED))
        return rows_of(gone.order_by("-starts_at", "pk")[:limit])
    ahead = mine.filter(status__in=[Status.CONFIRMED, Status.ATTENDED], ends_at__gt=now)
    return rows_of(ahead.order_by("starts_at", "pk")[:limit])


def bookings_of_group(group_id: UUID) -> list[BookingRow]:
    """Return what was booked at once, in order of time; two queries."""
    return rows_of(Booking.objects.filter(group_id=group_id).order_by("starts_at", "number"))


def bookings_of_series(series_id: UUID) -> list[BookingRow]:
    """Return the bookings of a series in order of time; two queries."""
    return rows_of(Booking.objects.filter(series_id=series_id).order_by("starts_at", "number"))


def bookings_of_session(session_id: UUID) -> list[BookingRow]:
    """Return who has a place in a session, in order of their coming to it; two queries."""
    living = [Status.HELD, Status.CONFIRMED, Status.ATTENDED, Status.MISSED]
    rows = Booking.objects.filter(session_id=session_id, status__in=living)
    return rows_of(rows.order_by("number"))


def bookings_shut_by(closure_id: UUID) -> list[BookingRow]:
    """Return the bookings whose person has not chosen another time yet; two queries."""
    rows = Booking.objects.filter(closure_id=closure_id, status=Status.CONFIRMED)
    return rows_of(rows.order_by("starts_at", "number"))


def bookings_on(day: date, *, site_id: UUID | None = None) -> list[BookingRow]:
    """Return who comes on a day by the local clock, at one site or anywhere; two queries."""
    living = [Status.CONFIRMED, Status.ATTENDED, Status.MISSED]
    begins, ends = _bounds(day, day)
    rows = Booking.objects.filter(starts_at__gte=begins, starts_at__lt=ends, status__in=living)
    if site_id is not None:
        rows = rows.filter(site_id=site_id)
    return rows_of(rows.order_by("starts_at", "number"))


def resources(*, site_id: UUID | None = None, kinds: Collection[str] = ()) -> list[ResourceRow]:
    """Return the council's resources in its own order, those of one site or kind; one query."""
    rows = Resource.objects.filter(withdrawn_at=None).select_related("site")
    if site_id is not None:
        rows = rows.filter(site_id=site_id)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    return [
        ResourceRow(
            id=row.pk,
            key=row.key,
            kind=row.kind,
            name=row.name,
            site_id=row.site_id,
            site_name=row.site.name if row.site else {},
            skills=tuple(row.skills),
            staff_identifier=row.staff_identifier,
        )
        for row in rows.order_by("position", "key")
    ]


def diary_between(
    first: date, last: date, resource_ids: Collection[UUID], *, now: datetime
) -> list[DiaryEntry]:
    """
    Return what resources have between two days, both included: bookings, sessions, busy times.

    In order of time; holds that have run out are left out. Two queries.
    """
    begins, ends = _bounds(first, last)
    claims = Claim.objects.filter(
        resource_id__in=resource_ids, is_active=True, ends_at__gt=begins, starts_at__lt=ends
    ).filter(Q(lapses_at=None) | Q(lapses_at__gt=now))
    entries = [
        claim_as_entry(claim)
        for claim in claims.select_related("booking__activity", "session__activity")
    ]
    busy = BusyTime.objects.filter(
        resource_id__in=resource_ids, ends_at__gt=begins, starts_at__lt=ends
    )
    entries += [
        DiaryEntry(
            resource_id=one.resource_id, kind="busy", starts_at=one.starts_at, ends_at=one.ends_at
        )
        for one in busy
    ]
    return sorted(entries, key=lambda one: (one.starts_at, str(one.resource_id)))


def closures_in_force(*, now: datetime) -> list[Closure]:
    """Return the closures that shut something now or later, the next first; one query."""
    rows = Closure.objects.filter(lifted_at=None, ends_at__gt=now)
    return list(rows.select_related("site", "resource", "activity").order_by("starts_at"))


def _activity_row(activity_id: UUID) -> Activity:
    row = Activity.objects.filter(pk=activity_id, withdrawn_at=None).first()
    if row is None:
        raise NotFound("There is nothing of this name to book.")
    return row


def _bounds(first: date, last: date) -> tuple[datetime, datetime]:
    zone = ZoneInfo(council_by_id(current_council_id()).time_zone)
    return day_begins(first, zone), day_begins(last + timedelta(days=1), zone)


def _one(rows: QuerySet[Booking]) -> BookingRow:
    found = rows_of(rows[:1])
    if not found:
        raise NotFound("There is no such booking.")
    return found[0]


def rows_of(rows: QuerySet[Booking]) -> list[BookingRow]:
    """Return bookings with who and what serves each; two queries."""
    found = list(rows.select_related("activity", "site"))
    serving = _serving(found)
    return [booking_as_row(row, serving[row.session_id or row.pk]) for row in found]


def _serving(bookings: Iterable[Booking]) -> defaultdict[UUID, list[TakenResource]]:
    """Return who and what serves, by booking or session."""
    single = [row.pk for row in bookings if row.session_id is None]
    shared = [row.session_id for row in bookings if row.session_id is not None]
    serving: defaultdict[UUID, list[TakenResource]] = defaultdict(list)
    if not single and not shared:
        return serving
    claims = Claim.objects.filter(
        Q(booking_id__in=single) | Q(session_id__in=shared), is_active=True
    )
    for claim in claims.select_related("resource").order_by("role", "pk"):
        one = claim.resource
        owner = claim.session_id or claim.booking_id
        if owner is not None:
            serving[owner].append(
                TakenResource(id=one.pk, key=one.key, kind=one.kind, name=one.name, role=claim.role)
            )
    return serving
