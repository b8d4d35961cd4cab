"""Enforcement's question whether a vehicle has time at a place, answered and written down."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require
from moothall.verticals.parking.models import (
    ParkingCheck,
    ParkingClient,
    ParkingPlace,
    ParkingSession,
    TariffVersion,
)
from moothall.verticals.parking.models.session import SessionState
from moothall.verticals.parking.policies import CHECK
from moothall.verticals.parking.rules_of_stay import calendar_of
from moothall.verticals.parking.tariff import is_charging
from moothall.verticals.parking.tariff_rules import read_tariff
from moothall.verticals.parking.vrm import folded

#: A penalty charge is disputed for weeks; further back nobody asks at the kerb.
LOOKS_BACK = timedelta(days=60)
_AT_MOST = 20


@dataclass(frozen=True)
class Near:
    """Another number that looks alike and has time there then: the officer looks at the plate."""

    vrm: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Whether a vehicle had time at a moment, until when, and whether it needed any."""

    is_valid: bool
    since: datetime | None
    until: datetime | None
    is_charging: bool
    near: tuple[Near, ...]


@transaction.atomic
def check_vehicle(
    *, actor: Actor, client: ParkingClient, place_code: str, vrm: str, of_moment: datetime,
    now: datetime,
) -> Answer:  # fmt: skip
    """
    Tell whether a vehicle has time at a place at a moment, and keep that it was asked.

    Four statements: the place, its tariff, the sessions that look alike, and the check itself.

    :raises NotFound: if the council has no such place
    """
    require(actor.may(CHECK, client.council_id))
    place = ParkingPlace.objects.filter(
        council_id=client.council_id, code=place_code.strip().upper()
    ).first()
    if place is None:
        raise NotFound("There is no such place.")
    found = _sessions(place, vrm, of_moment)
    exact = next((one for one in found if one.vrm == vrm), None)
    near = () if exact else tuple(Near(one.vrm, one.ends_at) for one in found)
    ParkingCheck(
        council_id=client.council_id,
        client_id=client.pk,
        place_id=place.pk,
        vrm=vrm,
        of_moment=of_moment,
        was_valid=exact is not None,
        near_matches=len(near),
        checked_at=now,
    ).save(force_insert=True)
    return Answer(
        is_valid=exact is not None,
        since=exact.started_at if exact else None,
        until=exact.ends_at if exact else None,
        is_charging=_charges(place, of_moment),
        near=near,
    )


def _sessions(place: ParkingPlace, vrm: str, at: datetime) -> list[ParkingSession]:
    return list(
        ParkingSession.objects.filter(
            place_id=place.pk,
            vrm_search=folded(vrm),
            ends_at__gt=at,
            started_at__lte=at,
            state=SessionState.PAID,
        ).order_by("ends_at")[:_AT_MOST]
    )


def _charges(place: ParkingPlace, at: datetime) -> bool:
    calendar = calendar_of(place.council_id)
    version = (
        TariffVersion.objects.filter(
            place_id=place.pk, valid_from__lte=at.astimezone(calendar.zone).date()
        )
        .order_by("-valid_from")
        .first()
    )
    return version is not None and is_charging(read_tariff(version.rules), at, calendar=calendar)
