"""What all asks about sessions share: one at a time for a vehicle, and each counted once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.payments.wallets import actions as wallets
from moothall.verticals.parking.errors import AskedOtherwise
from moothall.verticals.parking.in_books import book_collected
from moothall.verticals.parking.models import ParkingMovement, ParkingPlace, ParkingSession
from moothall.verticals.parking.models.session import MovementKind, SessionState

_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Who asks for a change, by what means, and under which key it counts once."""

    actor: Actor
    key: str
    channel: str
    language: str
    now: datetime


def one_at_a_time(council_id: int, place_id: UUID, vrm: str) -> None:
    """Wait until nobody else changes what a vehicle has at a place; until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME, [f"parking:{council_id}:{place_id}:{vrm}"])


def asked_before(
    council_id: int, key: str, kind: MovementKind, minutes: int | None = None
) -> ParkingMovement | None:
    """
    Return what was done under a key already, or nothing.

    :raises AskedOtherwise: if it was something else
    """
    found = (
        ParkingMovement.objects.select_related("session")
        .filter(council_id=council_id, request_key=key)
        .first()
    )
    if found is None:
        return None
    if found.kind != kind or (minutes is not None and found.minutes != minutes):
        raise AskedOtherwise("Something else was asked under this key.")
    return found


def locked_session(session_id: UUID) -> ParkingSession:
    """
    Return a session, locked, after whoever else deals with its vehicle at its place.

    :raises NotFound: if the councils in force have none of this id
    """
    known = ParkingSession.objects.filter(pk=session_id).values_list(
        "council_id", "place_id", "vrm"
    )
    row = known.first()
    if row is None:
        raise NotFound("There is no such session.")
    one_at_a_time(*row)
    return ParkingSession.objects.select_for_update().get(pk=session_id)


def move(
    session: ParkingSession,
    place: ParkingPlace,
    asked: Asked,
    *,
    kind: MovementKind,
    minutes: int,
    pence: int,
) -> ParkingMovement:
    """
    Write a movement of a session down and book it, by whoever pays; a card's is booked already.

    :raises NotEnoughMoney: if the wallet holds less
    :raises WalletBlocked: if nothing goes out of it
    """
    movement = ParkingMovement(
        council_id=session.council_id,
        session_id=session.pk,
        place_id=session.place_id,
        kind=kind,
        request_key=asked.key,
        minutes=minutes,
        ends_at=session.ends_at,
        pence=pence,
        moved_at=asked.now,
    )
    movement.save(force_insert=True)
    if session.client_id is not None:
        book_collected(movement, place, session.client, now=asked.now)
    elif session.wallet_id is not None and pence:
        book = wallets.pay_from_wallet if pence > 0 else wallets.give_back
        book(
            actor=asked.actor,
            wallet_id=session.wallet_id,
            fund=place.fund.key,
            pence=abs(pence),
            event_id=movement.pk,
            now=asked.now,
        )
    return movement


def is_paid(session: ParkingSession) -> bool:
    """Tell whether a session is paid for, whether it runs or is over."""
    return session.state == SessionState.PAID


def facts(session: ParkingSession, **more: Any) -> dict[str, Any]:
    """Return what the audit keeps of a change: identifiers and times, no vehicle."""
    return {"place": str(session.place_id), "ends_at": session.ends_at.isoformat(), **more}
