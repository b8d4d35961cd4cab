"""What a stay would cost at a place, and whether it may be: read from rows, decided here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from moothall.councils.queries import bank_holidays, council_by_id
from moothall.verticals.parking.errors import (
    HasTime,
    NoSuchPlace,
    NothingToPay,
    ReturnedTooSoon,
    StayTooLong,
)
from moothall.verticals.parking.models import ParkingPlace, ParkingSession, TariffVersion
from moothall.verticals.parking.models.session import SessionState
from moothall.verticals.parking.tariff import (
    MINUTE,
    MOST_MINUTES,
    Calendar,
    Priced,
    Tariff,
    price,
    whole_minute,
)
from moothall.verticals.parking.tariff_rules import read_tariff

#: Stays before are looked at so far back; no rule of return reaches further.
_LOOKED_BACK = timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class Stay:
    """A stay that may be sold: from when until when, for what, and by which tariff."""

    place: ParkingPlace
    version: TariffVersion
    vrm: str
    begins: datetime
    ends: datetime
    pence: int
    charged_minutes: int
    free_minutes: int

    @property
    def minutes(self) -> int:
        """Return how long it is."""
        return (self.ends - self.begins) // MINUTE


def open_place(council_id: int, code: str) -> ParkingPlace:
    """
    Return the place of a code, as people type it.

    :raises NoSuchPlace: if the council has none, or sells nothing there
    """
    found = (
        ParkingPlace.objects.select_related("fund")
        .filter(council_id=council_id, code=code.strip().upper(), is_closed=False)
        .first()
    )
    if found is None:
        raise NoSuchPlace("There is no such place.")
    return found


def calendar_of(council_id: int) -> Calendar:
    """Return the council's clock and bank holidays."""
    council = council_by_id(council_id)
    return Calendar(ZoneInfo(council.time_zone), bank_holidays(council.nation))


def version_at(place: ParkingPlace, at: datetime, calendar: Calendar) -> TariffVersion:
    """
    Return the tariff of the local day of a moment.

    :raises NoSuchPlace: if the place has none yet
    """
    day = at.astimezone(calendar.zone).date()
    found = (
        TariffVersion.objects.filter(place_id=place.pk, valid_from__lte=day)
        .order_by("-valid_from")
        .first()
    )
    if found is None:
        raise NoSuchPlace("Nothing is charged here yet.")
    return found


def stay_from_now(
    place: ParkingPlace, vrm: str, minutes: int, *, now: datetime, looks_back: bool = True
) -> Stay:
    """
    Return what a new stay of a vehicle costs, if it may begin now.

    Where anybody may ask about any vehicle, what it did before is not looked at: a price must not
    tell a stranger where somebody's car is.

    :raises StayTooLong: if nobody may stay so long
    :raises HasTime: if the vehicle has time here already
    :raises ReturnedTooSoon: if it was here too short a while ago
    :raises NothingToPay: if nothing is charged in that time
    """
    calendar, begins = calendar_of(place.council_id), whole_minute(now)
    version = version_at(place, begins, calendar)
    tariff = read_tariff(version.rules)
    before = _stays_before(place, vrm, begins) if looks_back else []
    _may_begin(before, tariff, begins)
    today = begins.astimezone(calendar.zone).date()
    had_free = any(one.started_at.astimezone(calendar.zone).date() == today for one in before)
    free = 0 if had_free else tariff.free_minutes
    ends = begins + _length(minutes, tariff)
    priced = price(tariff, begins, ends, calendar=calendar, free_minutes=free)
    if not priced.charged_minutes:
        raise NothingToPay("Nothing is charged then.")
    return Stay(
        place=place,
        version=version,
        vrm=vrm,
        begins=begins,
        ends=ends,
        pence=priced.pence,
        charged_minutes=priced.charged_minutes,
        free_minutes=free,
    )


def price_until(session: ParkingSession, version: TariffVersion, ends: datetime) -> Priced:
    """
    Return what a session costs in all if it ends at a moment, by the tariff that it began with.

    :raises StayTooLong: if nobody may stay so long
    """
    tariff = read_tariff(version.rules)
    if ends - session.started_at > MOST_MINUTES * MINUTE:
        raise StayTooLong(MOST_MINUTES)
    return price(
        tariff,
        session.started_at,
        ends,
        calendar=calendar_of(session.council_id),
        free_minutes=session.free_minutes,
    )


def _length(minutes: int, tariff: Tariff) -> timedelta:
    if minutes > MOST_MINUTES:
        raise StayTooLong(tariff.max_stay_minutes or MOST_MINUTES)
    return minutes * MINUTE


def _stays_before(place: ParkingPlace, vrm: str, now: datetime) -> Sequence[ParkingSession]:
    return list(
        ParkingSession.objects.filter(
            place_id=place.pk, vrm=vrm, state=SessionState.PAID, ends_at__gt=now - _LOOKED_BACK
        ).order_by("-ends_at")
    )


def _may_begin(before: Sequence[ParkingSession], tariff: Tariff, now: datetime) -> None:
    if not before:
        return
    last = before[0].ends_at
    if last > now:
        raise HasTime(last)
    free_again = last + tariff.no_return_minutes * MINUTE
    if tariff.no_return_minutes and free_again > now:
        raise ReturnedTooSoon(free_again)
