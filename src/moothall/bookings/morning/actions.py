"""Making, asking for and forgetting the lists of a day, and choosing to be told of them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import formats, translation

from moothall.bookings import policies, queries
from moothall.bookings.models import DayPrint, DayPrintReader, Site
from moothall.bookings.morning.queries import six_on
from moothall.bookings.morning.sheets import day_list, day_list_name
from moothall.bookings.rows import BookingRow, Words
from moothall.councils.queries import council_by_id
from moothall.councils.rows import CouncilRow
from moothall.documents.actions import forget_files, forget_written, keep_files, store_written
from moothall.documents.models import StoredFile
from moothall.kernel import audit
from moothall.kernel.actors import Actor, system
from moothall.kernel.errors import NotFound
from moothall.kernel.insert_once import insert_once
from moothall.kernel.policies import require
from moothall.notifications.actions import send_message
from moothall.notifications.channels import Channel
from moothall.people.models import StaffUser
from moothall.people.needs import NO_NEEDS
from moothall.people.queries import actor_for

READY = "bookings.day-lists"
#: The day itself and two after it, for whoever writes up what was noted on paper.
DAYS_KEPT = 3
_PDF = "application/pdf"
_UNIQUE = ("council", "on", "site")


def make_lists(*, council_id: int, on: date, now: datetime) -> int:
    """
    Make the lists of a day that are not made yet, or were asked for again; return how many.

    Each place has one, and what takes place at none if anything does. From six on, one made before
    that is made again. No transaction is open while they are set. Told again, it makes nothing.
    """
    six = six_on(council_id, on)
    since = six if now >= six else None
    by_site: defaultdict[UUID | None, list[BookingRow]] = defaultdict(list)
    for row in queries.bookings_on(on):
        by_site[row.site_id].append(row)
    places: list[tuple[UUID | None, Words]] = [
        (site.pk, site.name)
        for site in Site.objects.filter(withdrawn_at=None).order_by("position", "key")
    ]
    if by_site[None]:
        places.append((None, {}))
    done = {one.site_id for one in DayPrint.objects.filter(on=on) if not _is_wanted(one, since)}
    wanted = [place for place in places if place[0] not in done]
    council = council_by_id(council_id)
    for site_id, name in wanted:
        _make(_Place(council, site_id, name, on, since), by_site[site_id], now=now)
    return len(wanted)


@transaction.atomic
def ask_for_list(
    *, actor: Actor, council_id: int, site_id: UUID | None, on: date, now: datetime
) -> None:
    """
    Have a place's list of a day made, again if it was; a worker makes it.

    :raises NotFound: if there is no such place
    """
    from moothall.bookings.morning.tasks import make  # noqa: PLC0415 - it calls this in turn

    require(policies.can_check_in(actor, council_id))
    if site_id is not None and not Site.objects.filter(pk=site_id).exists():
        raise NotFound("There is no such place.")
    insert_once(DayPrint(council_id=council_id, site_id=site_id, on=on), unique=_UNIQUE)
    row = DayPrint.objects.select_for_update().get(**_of(site_id), on=on)
    row.asked_at = now
    row.save(update_fields=["asked_at"])
    audit.record(actor=actor, verb="day-list.asked-for", subject=row, now=now)
    make.defer(council_id=council_id, on=on.isoformat())


@transaction.atomic
def choose_lists(*, actor: Actor, council_id: int, is_wanted: bool, now: datetime) -> None:
    """Let an employee be sent the way to the lists each morning, or no more."""
    require(policies.can_view_diary(actor, council_id))
    mine = DayPrintReader.objects.filter(staff_identifier=actor.identifier)
    if not is_wanted:
        mine.delete()
    elif not mine.exists():
        DayPrintReader.objects.create(
            council_id=council_id, staff_identifier=actor.identifier, chosen_at=now
        )


@transaction.atomic
def tell_readers(*, council_id: int, on: date, now: datetime) -> int:
    """
    Send whoever chose it the way to a day's lists, once; return how many those are.

    Whoever has left, or may not see the diary any more, is not told.
    """
    council = council_by_id(council_id)
    readers = DayPrintReader.objects.values_list("staff_identifier", flat=True)
    ids = [int(one) for one in readers if one.isdecimal()]
    told = 0
    for user in StaffUser.objects.filter(pk__in=ids, is_active=True).order_by("pk"):
        if not policies.can_view_diary(actor_for(user), council_id):
            continue
        language = user.language if user.language in council.languages else council.languages[0]
        with translation.override(language):
            day = formats.date_format(on, "l j F Y")
        send_message(
            actor=system("bookings"),
            council_id=council_id,
            template=READY,
            channel=Channel.EMAIL.value,
            to=user.email,
            language=language,
            context={
                "day": day,
                "link": council.url + reverse("workspace:diary-prints", args=[council.slug]),
            },
            dedupe_key=f"{READY}:{user.pk}:{on.isoformat()}",
            about_type=DayPrint._meta.label_lower,
            about_id=DayPrint.objects.filter(on=on).order_by("pk").values_list("pk", flat=True)[0],
            needs=NO_NEEDS,
            now=now,
        )
        told += 1
    return told


@transaction.atomic
def forget_lists(*, today: date) -> int:
    """Forget lists of days long over, with their files; return how many those were."""
    old = list(DayPrint.objects.filter(on__lte=today - timedelta(days=DAYS_KEPT)))
    files = [one for row in old for one in (row.file_id, row.file_without_contacts_id) if one]
    DayPrint.objects.filter(pk__in=[row.pk for row in old]).delete()
    forget_files(file_ids=files)
    return len(old)


@dataclass(frozen=True)
class _Place:
    """A place's day: of which site, if of any, and since when a list of it counts."""

    council: CouncilRow
    site_id: UUID | None
    name: Words
    on: date
    since: datetime | None


def _make(place: _Place, rows: list[BookingRow], *, now: datetime) -> None:
    council = place.council
    files = [
        store_written(
            council_id=council.id,
            content=day_list(
                place.name, place.on, rows, council, with_contacts=with_contacts, now=now
            ),
            name=day_list_name(place.name, place.on, council),
            content_type=_PDF,
            now=now,
        )
        for with_contacts in (True, False)
    ]
    _keep(place, files, len(rows), now=now)


@transaction.atomic
def _keep(place: _Place, files: list[StoredFile], count: int, *, now: datetime) -> None:
    """Keep a list in place of the one before; if another worker was faster, theirs."""
    insert_once(
        DayPrint(council_id=place.council.id, site_id=place.site_id, on=place.on), unique=_UNIQUE
    )
    row = DayPrint.objects.select_for_update().get(**_of(place.site_id), on=place.on)
    if not _is_wanted(row, place.since):
        for one in files:
            forget_written(file_id=one.pk)
        return
    before = [one for one in (row.file_id, row.file_without_contacts_id) if one is not None]
    row.file, row.file_without_contacts = files
    row.made_at, row.bookings = now, count
    row.save()
    keep_files(file_ids=[one.pk for one in files], now=now)
    for file_id in before:
        forget_written(file_id=file_id)
    audit.record(actor=system("bookings"), verb="day-list.made", subject=row, now=now)


def _is_wanted(row: DayPrint, since: datetime | None) -> bool:
    """Tell whether a list is to be made: it never was, is too old, or was asked for since."""
    if row.made_at is None or (since is not None and row.made_at < since):
        return True
    return row.asked_at is not None and row.asked_at > row.made_at


def _of(site_id: UUID | None) -> dict[str, object]:
    return {"site__isnull": True} if site_id is None else {"site_id": site_id}
