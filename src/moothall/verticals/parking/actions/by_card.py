"""
Sessions that a card pays for, with or without an account.

The line waits in a basket. The time begins when the payment is made, not when the price was shown:
whoever types their card for five minutes loses none of it. A price that was shown holds for some
minutes; after that nobody can begin to pay it.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.councils.queries import council_by_id
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.policies import require
from moothall.payments.actions import put_in_basket
from moothall.payments.items import Item
from moothall.verticals.parking.actions.asking import Asked, facts, locked_session, move
from moothall.verticals.parking.actions.parking import session_from
from moothall.verticals.parking.errors import NothingToPay
from moothall.verticals.parking.models import ParkingPlace, ParkingSession
from moothall.verticals.parking.models.session import MovementKind, SessionState
from moothall.verticals.parking.policies import can_park_for
from moothall.verticals.parking.rules_of_stay import Stay
from moothall.verticals.parking.tariff import MINUTE, whole_minute
from moothall.verticals.parking.vrm import spaced
from moothall.verticals.parking.wording import parked_words

#: How baskets call a session that waits to be paid for.
SESSION = ParkingSession._meta.label_lower


@transaction.atomic
def put_session_in_basket(
    *, actor: Actor, stay: Stay, basket_id: UUID, language: str, person_id: UUID | None = None,
    now: datetime,
) -> ParkingSession:  # fmt: skip
    """
    Put a stay into a basket, to begin once it is paid.

    :raises NothingToPay: if it costs nothing: then it is started without a basket
    """
    council_id = stay.place.council_id
    require(person_id is None or can_park_for(actor, person_id, council_id))
    if not stay.pence:
        raise NothingToPay("This costs nothing.")
    session = session_from(
        stay, state=SessionState.WAITING, channel="card", language=language,
        person_id=person_id, now=now,
    )  # fmt: skip
    session.save(force_insert=True)
    put_in_basket(
        actor=actor,
        basket_id=basket_id,
        item=Item(
            fund=stay.place.fund.key,
            description=_described(stay.place, stay.minutes),
            unit_pence=stay.pence,
            reference=spaced(stay.vrm),
            about_type=SESSION,
            about_id=session.pk,
        ),
        now=now,
    )
    return session


@transaction.atomic
def start_paid(*, actor: Actor, session_id: UUID, paid_at: datetime) -> None:
    """
    Start a session at the moment at which its card was charged; told again it goes on as it is.

    Where the vehicle has time here then, what was paid for is added after it: no minute is paid
    twice.
    """
    session = locked_session(session_id)
    if session.state == SessionState.PAID:
        return
    length = session.ends_at - session.started_at
    last = (
        ParkingSession.objects.filter(
            place_id=session.place_id, vrm=session.vrm, state=SessionState.PAID
        )
        .order_by("-ends_at")
        .values_list("ends_at", flat=True)
        .first()
    )
    begins = whole_minute(paid_at)
    session.started_at = begins if last is None else max(begins, last)
    session.ends_at = session.started_at + length
    session.state = SessionState.PAID
    session.save(update_fields=["started_at", "ends_at", "state"])
    asked = Asked(
        actor=actor, key=f"card:{session.pk}", channel="card", language=session.language,
        now=paid_at,
    )  # fmt: skip
    place = ParkingPlace.objects.get(pk=session.place_id)
    move(
        session, place, asked, kind=MovementKind.START, minutes=length // MINUTE,
        pence=session.pence,
    )  # fmt: skip
    audit.record(
        actor=actor, verb="parking.started", subject=session, now=paid_at,
        detail=facts(session, pence=session.pence),
    )  # fmt: skip


@transaction.atomic
def withdraw_session(*, actor: Actor, session_id: UUID, now: datetime) -> None:
    """Take back a session that left its basket unpaid."""
    session = locked_session(session_id)
    if session.state == SessionState.WAITING:
        session.state = SessionState.WITHDRAWN
        session.save(update_fields=["state"])
        audit.record(actor=actor, verb="parking.withdrawn", subject=session, now=now)


def _described(place: ParkingPlace, minutes: int) -> dict[str, str]:
    return {
        language: parked_words(place, minutes, language)
        for language in council_by_id(place.council_id).languages
    }
