"""What a private feed shows: one person's bookings, or one resource's time."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from moothall.bookings.calendar_files import Entry, feed_of
from moothall.bookings.models import Booking, Claim, PersonCalendar, Resource
from moothall.bookings.rows import in_language
from moothall.bookings.secrets_of_bookings import digest_of
from moothall.bookings.telling import entry_of, uid_of
from moothall.bookings.workflow import Status
from moothall.councils.rows import CouncilRow
from moothall.kernel.errors import NotFound

#: Feeds go so far back; programs take out what a feed shows no more.
BACK = timedelta(days=60)
MOST = 1000
_SHOWN = (Status.CONFIRMED, Status.ATTENDED, Status.MISSED)


def person_feed(council: CouncilRow, secret: str, language: str, *, now: datetime) -> bytes:
    """
    Return the calendar of the person who has this secret.

    :raises NotFound: if nobody has
    """
    row = PersonCalendar.objects.filter(secret_digest=digest_of(secret)).first()
    if row is None:
        raise NotFound("There is no such calendar.")
    bookings = (
        Booking.objects.filter(
            person_id=row.person_id, ends_at__gt=now - BACK, status__in=[*_SHOWN, Status.CANCELLED]
        )
        .select_related("activity", "site")
        .order_by("starts_at", "pk")[:MOST]
    )
    entries = [entry_of(one, council, language, own_link=False) for one in bookings]
    return feed_of(entries, council.name_in(language))


def resource_feed(council: CouncilRow, secret: str, language: str, *, now: datetime) -> bytes:
    """
    Return the calendar of the resource that has this secret: what takes its time, no names.

    :raises NotFound: if none has
    """
    resource = Resource.objects.filter(
        calendar_digest=digest_of(secret), withdrawn_at__isnull=True
    ).first()
    if resource is None:
        raise NotFound("There is no such calendar.")
    entries = entries_of_resource(resource.pk, language, since=now - BACK)
    return feed_of(entries, in_language(resource.name, language))


def entries_of_resource(resource_id: UUID, language: str, *, since: datetime) -> list[Entry]:
    """
    Return what takes a resource's time: the activity and the reference, never who comes.

    Staff look the rest up where they sign in; a calendar elsewhere is not ours to guard.
    """
    claims = (
        Claim.objects.filter(resource_id=resource_id, is_active=True, ends_at__gt=since)
        .filter(Q(booking__status__in=_SHOWN) | Q(session__isnull=False, lapses_at__isnull=True))
        .select_related("booking__activity", "booking__site", "session__activity", "session__site")
        .order_by("starts_at", "pk")[:MOST]
    )
    return [_entry(claim, language) for claim in claims]


def _entry(claim: Claim, language: str) -> Entry:
    booking, about = claim.booking, claim.booking or claim.session
    if about is None:
        raise RuntimeError("A claim is of a booking or of a session.")
    site = about.site
    return Entry(
        uid=uid_of(booking) if booking else f"{about.pk}@moothall",
        sequence=booking.version if booking else 0,
        changed_at=booking.moved_at or booking.made_at if booking else about.starts_at,
        starts_at=about.starts_at,
        ends_at=about.ends_at,
        title=in_language(about.activity.name, language),
        place=in_language(site.name, language) if site else "",
        text=booking.reference if booking else "",
    )
