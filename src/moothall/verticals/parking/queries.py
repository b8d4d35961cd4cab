"""What pages, texts and programs ask about parking; answers are frozen rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum

from moothall.kernel.errors import NotFound
from moothall.payments.coding import vat_within, versions_on
from moothall.payments.wallets.holders import PERSON
from moothall.payments.wallets.models import Wallet
from moothall.verticals.parking.actions.clients import digest_of_key
from moothall.verticals.parking.errors import ClientRefused
from moothall.verticals.parking.models import (
    ParkingClient,
    ParkingMovement,
    ParkingPlace,
    ParkingRules,
    ParkingSession,
    ParkingVehicle,
    TariffVersion,
)
from moothall.verticals.parking.models.session import SessionState
from moothall.verticals.parking.rows import (
    ClientRow,
    PlaceRow,
    SeenSessionRow,
    SessionRow,
    TakingsRow,
)
from moothall.verticals.parking.rules_of_stay import calendar_of
from moothall.verticals.parking.tariff import is_charging
from moothall.verticals.parking.tariff_rules import read_tariff
from moothall.verticals.parking.vrm import masked, spaced
from moothall.verticals.parking.wording import end_words, name_in, rules_lines, tariff_lines

_WEEK, _MONTH = timedelta(days=7), timedelta(days=30)


def rules_of(council_id: int) -> ParkingRules | None:
    """Return how a council runs parking, or nothing if it does not here."""
    return ParkingRules.objects.filter(council_id=council_id).first()


def quote_lives() -> timedelta:
    """Return for how long a price that was shown holds at the council in force."""
    minutes = ParkingRules.objects.values_list("quote_minutes", flat=True).first()
    return timedelta(minutes=minutes or 0)


def place_rows(council_id: int, language: str, *, now: datetime, code: str = "") -> list[PlaceRow]:
    """Return a council's open places by code, or the one of a code; four queries."""
    places = ParkingPlace.objects.filter(council_id=council_id, is_closed=False).order_by("code")
    if code:
        places = places.filter(code=code.strip().upper())
    calendar = calendar_of(council_id)
    versions = {
        version.place_id: version
        for version in TariffVersion.objects.filter(
            place__in=places, valid_from__lte=now.astimezone(calendar.zone).date()
        )
        .order_by("place_id", "-valid_from")
        .distinct("place_id")
    }
    rows = []
    for place in places:
        if place.pk in versions:
            tariff = read_tariff(versions[place.pk].rules)
            rows.append(
                PlaceRow(
                    code=place.code,
                    name=name_in(place.name, language),
                    where=name_in(place.where, language),
                    kind=place.kind,
                    capacity=place.capacity,
                    latitude=place.latitude,
                    longitude=place.longitude,
                    tariff=tariff_lines(tariff),
                    rules=rules_lines(tariff),
                    is_charging=is_charging(tariff, now, calendar=calendar),
                )
            )
    return rows


def vehicles_of(person_id: UUID) -> list[tuple[UUID, str, str]]:
    """Return the vehicles of an account: id, number as on the plate, what it is called."""
    rows = ParkingVehicle.objects.filter(person_id=person_id).order_by("added_at", "pk")
    return [(row.pk, spaced(row.vrm), row.name) for row in rows]


def parking_wallet_of(council_id: int, person_id: UUID) -> Wallet | None:
    """Return the wallet from which somebody pays for parking; two queries."""
    rules = rules_of(council_id)
    if rules is None:
        return None
    return (
        Wallet.objects.select_related("scheme")
        .filter(scheme__key=rules.scheme, holder_type=PERSON, holder_id=person_id)
        .first()
    )


def session_by_id(session_id: UUID) -> ParkingSession:
    """
    Return a session with its place and tariff.

    :raises NotFound: if the councils in force have none of this id
    """
    found = (
        ParkingSession.objects.select_related("place__fund", "tariff").filter(pk=session_id).first()
    )
    if found is None:
        raise NotFound("There is no such session.")
    return found


def running_of(person_id: UUID, *, now: datetime) -> list[ParkingSession]:
    """Return the sessions of an account that run, the first to end first; one query."""
    rows = ParkingSession.objects.select_related("place").filter(
        person_id=person_id, state=SessionState.PAID, ends_at__gt=now
    )
    return list(rows.order_by("ends_at"))


def sessions_of(person_id: UUID, language: str, *, now: datetime, limit: int) -> list[SessionRow]:
    """Return an account's sessions, the newest first; two queries."""
    rows = ParkingSession.objects.select_related("place__fund").filter(
        person_id=person_id, state=SessionState.PAID
    )
    return session_rows(list(rows.order_by("-ends_at")[:limit]), language, now=now)


def session_rows(
    sessions: Sequence[ParkingSession], language: str, *, now: datetime
) -> list[SessionRow]:
    """Return sessions as their own people see them; one query."""
    funds = {session.place.fund_id for session in sessions}
    rates = (
        {fund_id: one.vat_rate for fund_id, one in versions_on(funds, now.date()).items()}
        if funds
        else {}
    )
    return [
        SessionRow(
            id=session.pk,
            code=session.place.code,
            place=name_in(session.place.name, language),
            vrm=spaced(session.vrm),
            started_at=session.started_at,
            ends_at=session.ends_at,
            ends=end_words(session.ends_at, now=now),
            pence=session.pence,
            vat_pence=vat_within(session.pence, rates[session.place.fund_id]),
            is_running=session.state == SessionState.PAID and session.ends_at > now,
            is_by_card=session.wallet_id is None,
        )
        for session in sessions
    ]


def client_of_key(council_id: int, key: str, kind: str) -> ParkingClient:
    """
    Return the program whose key this is.

    :raises ClientRefused: if the council has none, ended it, or it is for something else
    """
    found = ParkingClient.objects.filter(
        council_id=council_id, key_digest=digest_of_key(key), ended_at=None, kind=kind
    ).first()
    if found is None:
        raise ClientRefused("This key opens nothing here.")
    return found


def client_rows(council_id: int) -> list[ClientRow]:
    """Return the programs of a council; one query."""
    return [
        ClientRow(
            id=row.pk,
            name=row.name,
            code=row.code,
            kind=row.kind,
            is_ended=row.ended_at is not None,
        )
        for row in ParkingClient.objects.filter(council_id=council_id).order_by("ended_at", "name")
    ]


def takings(council_id: int, language: str, *, now: datetime) -> list[TakingsRow]:
    """Return what each place took today and lately, and who stands there now; five queries."""
    zone = calendar_of(council_id).zone
    today = datetime.combine(now.astimezone(zone).date(), time(), tzinfo=zone)
    places = ParkingPlace.objects.filter(council_id=council_id).order_by("code")
    sums = {
        row["place_id"]: row
        for row in ParkingMovement.objects.filter(
            council_id=council_id, place__in=places, moved_at__gt=now - _MONTH
        )
        .values("place_id")
        .annotate(
            today=Sum("pence", filter=Q(moved_at__gte=today)),
            week=Sum("pence", filter=Q(moved_at__gt=now - _WEEK)),
            month=Sum("pence"),
        )
    }
    running = dict(
        ParkingSession.objects.filter(
            council_id=council_id, ends_at__gt=now, started_at__lte=now, state=SessionState.PAID
        )
        .values("place_id")
        .annotate(count=Count("pk"))
        .values_list("place_id", "count")
    )
    rows = []
    for place in places:
        found: Mapping[str, Any] = dict(sums.get(place.pk, {}))
        rows.append(
            TakingsRow(
                code=place.code,
                name=name_in(place.name, language),
                capacity=place.capacity,
                running=running.get(place.pk, 0),
                today_pence=found.get("today") or 0,
                week_pence=found.get("week") or 0,
                month_pence=found.get("month") or 0,
            )
        )
    return rows


def place_of_council(council_id: int, code: str) -> ParkingPlace:
    """
    Return a place, open or closed.

    :raises NotFound: if the council has none of this code
    """
    found = ParkingPlace.objects.filter(council_id=council_id, code=code).first()
    if found is None:
        raise NotFound("There is no such place.")
    return found


def seen_sessions(place: ParkingPlace, *, limit: int, vrm: str = "") -> list[SeenSessionRow]:
    """
    Return a place's newest sessions, vehicles mostly hidden, or all of one vehicle; one query.

    Whoever asks for one vehicle has typed its whole number: it is shown to nobody else.
    """
    rows = ParkingSession.objects.filter(place_id=place.pk, state=SessionState.PAID)
    if vrm:
        rows = rows.filter(vrm=vrm)
    return [
        SeenSessionRow(
            vehicle=spaced(row.vrm) if vrm else masked(row.vrm),
            started_at=row.started_at,
            ends_at=row.ends_at,
            channel=row.channel,
            pence=row.pence,
        )
        for row in rows.order_by("-started_at")[:limit]
    ]
