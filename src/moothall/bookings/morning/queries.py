"""Reads of the morning's lists."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from moothall.bookings.models import DayPrint, DayPrintReader, Site
from moothall.bookings.rows import Words
from moothall.bookings.slots.local_time import local_of, opening
from moothall.councils.queries import council_by_id
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound

#: From six in the morning on by the council's clock, and not in the afternoon any more.
FIRST_HOUR, LAST_HOUR = 6, 12


@dataclass(frozen=True, kw_only=True)
class PrintRow:
    """A place's list of a day, made or not yet."""

    id: UUID | None
    site_id: UUID | None
    site_name: Words
    made_at: datetime | None
    is_being_made: bool
    bookings: int


def day_prints(on: date) -> list[PrintRow]:
    """Return the lists of a day by place, those not made yet too; two queries."""
    made = {one.site_id: one for one in DayPrint.objects.filter(on=on).select_related("site")}
    sites = list(Site.objects.filter(withdrawn_at=None).order_by("position", "key"))
    names: dict[UUID | None, Words] = {site.pk: site.name for site in sites}
    names |= {one.site_id: one.site.name if one.site else {} for one in made.values()}
    return [_row(site_id, name, made.get(site_id)) for site_id, name in names.items()]


def print_named(print_id: UUID) -> DayPrint:
    """
    Return a list that was made; one query.

    :raises NotFound: if there is none, or it is not made yet
    """
    rows = DayPrint.objects.select_related("file", "file_without_contacts", "site")
    row = rows.filter(pk=print_id, made_at__isnull=False).first()
    if row is None:
        raise NotFound("There is no such list.")
    return row


def is_sent_lists(actor: Actor) -> bool:
    """Tell whether somebody chose to be sent the way to the lists; one query."""
    return DayPrintReader.objects.filter(staff_identifier=actor.identifier).exists()


def is_due(council_id: int, *, now: datetime) -> date | None:
    """Return the day whose lists are to be made now and are not yet, if there is one."""
    day, at = local_of(now, ZoneInfo(council_by_id(council_id).time_zone))
    if not FIRST_HOUR <= at.hour < LAST_HOUR:
        return None
    made = DayPrint.objects.filter(on=day, made_at__gte=six_on(council_id, day), site__isnull=False)
    missing = Site.objects.filter(withdrawn_at=None).exclude(pk__in=made.values("site_id"))
    return day if missing.exists() else None


def six_on(council_id: int, day: date) -> datetime:
    """Return the moment at which it is six in the morning at a council."""
    return opening(day, time(FIRST_HOUR), ZoneInfo(council_by_id(council_id).time_zone))


class Lists:
    """The fence around lists: they are given out by the diary alone, to those who may see it."""

    key: ClassVar[str] = "bookings.lists"

    def withholds(self, file_id: UUID, /) -> bool:
        """Tell whether a file is a list."""
        mine = Q(file_id=file_id) | Q(file_without_contacts_id=file_id)
        return DayPrint.objects.filter(mine).exists()


class ListFiles:
    """The holder of the files of lists, which are not abandoned while they are kept."""

    key: ClassVar[str] = "bookings.lists"

    def held(self, file_ids: Collection[UUID], /) -> Collection[UUID]:
        """Return those of these files that are lists."""
        rows = DayPrint.objects.filter(
            Q(file_id__in=file_ids) | Q(file_without_contacts_id__in=file_ids)
        ).values_list("file_id", "file_without_contacts_id")
        return {one for pair in rows for one in pair if one is not None} & set(file_ids)


def _row(site_id: UUID | None, name: Words, row: DayPrint | None) -> PrintRow:
    if row is None:
        return PrintRow(
            id=None, site_id=site_id, site_name=name, made_at=None, is_being_made=False, bookings=0
        )
    asked = row.asked_at is not None and (row.made_at is None or row.asked_at > row.made_at)
    return PrintRow(
        id=row.pk,
        site_id=site_id,
        site_name=name,
        made_at=row.made_at,
        is_being_made=asked,
        bookings=row.bookings,
    )
