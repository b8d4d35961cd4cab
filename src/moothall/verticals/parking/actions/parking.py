"""Starting, lengthening and stopping sessions that an account or a partner's program pays for."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.kernel import audit
from moothall.kernel.policies import require
from moothall.payments.wallets.models import Wallet
from moothall.payments.wallets.policies import can_use_wallet
from moothall.verticals.parking import policies
from moothall.verticals.parking.actions.asking import (
    Asked,
    asked_before,
    facts,
    is_paid,
    locked_session,
    move,
    one_at_a_time,
)
from moothall.verticals.parking.errors import (
    AskedOtherwise,
    HasTime,
    PaidByCard,
    PriceChanged,
    SessionOver,
)
from moothall.verticals.parking.models import (
    ParkingClient,
    ParkingPlace,
    ParkingSession,
    TariffVersion,
)
from moothall.verticals.parking.models.session import MovementKind, SessionState
from moothall.verticals.parking.rules_of_stay import Stay, open_place, price_until, stay_from_now
from moothall.verticals.parking.tariff import MINUTE, whole_minute
from moothall.verticals.parking.tariff_rules import read_tariff


@transaction.atomic
def start_from_wallet(
    *, asked: Asked, council_id: int, place: str, vrm: str, minutes: int, wallet_id: UUID,
    shown_pence: int | None = None,
) -> ParkingSession:  # fmt: skip
    """
    Start a session that a wallet pays for; under the same key again it is the same one.

    :raises ParkingRefused: if it may not begin, each by its own error
    :raises NotEnoughMoney: if the wallet holds less
    :raises WalletBlocked: if nothing goes out of it
    :raises PriceChanged: if it costs something else than was shown
    :raises AskedOtherwise: if something else was asked under the key
    """
    wallet = Wallet.objects.get(pk=wallet_id)
    require(can_use_wallet(asked.actor, wallet))
    return _start(
        asked, council_id, place, vrm, minutes,
        shown_pence=shown_pence, wallet_id=wallet.pk, person_id=wallet.person_id,
    )  # fmt: skip


@transaction.atomic
def start_for_client(
    *, asked: Asked, council_id: int, place: str, vrm: str, minutes: int, client_id: UUID,
    shown_pence: int | None = None,
) -> ParkingSession:  # fmt: skip
    """Start a session whose money a partner's program takes; raises as above."""
    require(asked.actor.may(policies.SELL, council_id) and asked.actor.subject == str(client_id))
    return _start(
        asked, council_id, place, vrm, minutes, shown_pence=shown_pence, client_id=client_id
    )


@transaction.atomic
def start_without_paying(
    *, asked: Asked, council_id: int, place: str, vrm: str, minutes: int,
    person_id: UUID | None = None,
) -> ParkingSession:  # fmt: skip
    """
    Start a session that free minutes pay for wholly, for anybody; raises as above.

    :raises PriceChanged: if it costs something
    """
    return _start(asked, council_id, place, vrm, minutes, shown_pence=0, person_id=person_id)


@transaction.atomic
def extend_session(
    *, asked: Asked, session_id: UUID, minutes: int, shown_pence: int | None = None
) -> ParkingSession:
    """
    Lengthen a running session, which then costs what all of it would have cost at once.

    :raises SessionOver: if it has ended
    :raises PaidByCard: if no account pays for it
    :raises HasTime: if the vehicle has more time after it, bought by card
    :raises StayTooLong: if nobody may stay so long
    :raises NotEnoughMoney: if the wallet holds less
    :raises PriceChanged: if it costs something else than was shown
    """
    session = locked_session(session_id)
    require(policies.can_change_session(asked.actor, session))
    if before := asked_before(session.council_id, asked.key, MovementKind.EXTEND, minutes):
        return _same(before.session, session)
    _must_run(session, asked.now)
    ends = session.ends_at + minutes * MINUTE
    _must_be_free(session, ends)
    version, place = _of(session)
    more = price_until(session, version, ends).pence - session.pence
    _as_shown(more, shown_pence)
    if more and not _has_payer(session):
        raise PaidByCard("More time is bought by card.")
    session.ends_at, session.pence = ends, session.pence + more
    session.save(update_fields=["ends_at", "pence"])
    move(session, place, asked, kind=MovementKind.EXTEND, minutes=minutes, pence=more)
    audit.record(
        actor=asked.actor, verb="parking.extended", subject=session, now=asked.now,
        detail=facts(session, pence=more),
    )  # fmt: skip
    return session


@transaction.atomic
def stop_session(*, asked: Asked, session_id: UUID) -> ParkingSession:
    """
    Stop a running session at the end of this minute, and give back what was not used by its tariff.

    :raises SessionOver: if it has ended already otherwise than by this ask
    """
    session = locked_session(session_id)
    require(policies.can_change_session(asked.actor, session))
    if before := asked_before(session.council_id, asked.key, MovementKind.GIVE_BACK):
        return _same(before.session, session)
    _must_run(session, asked.now)
    version, place = _of(session)
    ends, back = if_stopped(session, version, now=asked.now)
    unused = (session.ends_at - ends) // MINUTE
    session.ends_at, session.stopped_at = ends, asked.now
    session.pence -= back
    session.save(update_fields=["ends_at", "stopped_at", "pence"])
    move(session, place, asked, kind=MovementKind.GIVE_BACK, minutes=unused, pence=-back)
    audit.record(
        actor=asked.actor, verb="parking.stopped", subject=session, now=asked.now,
        detail=facts(session, pence=-back),
    )  # fmt: skip
    return session


def if_stopped(
    session: ParkingSession, version: TariffVersion, *, now: datetime
) -> tuple[datetime, int]:
    """
    Return when a session would end if it were stopped now, and what would be given back.

    What a card paid is not given back: it did not come from an account.
    """
    ends = min(session.ends_at, max(whole_minute(now), session.started_at) + MINUTE)
    gives_back = read_tariff(version.rules).gives_back_unused
    if not gives_back or not _has_payer(session):
        return ends, 0
    return ends, max(0, session.pence - price_until(session, version, ends).pence)


def session_from(
    stay: Stay, *, state: SessionState, channel: str, language: str, now: datetime,
    person_id: UUID | None = None, wallet_id: UUID | None = None, client_id: UUID | None = None,
) -> ParkingSession:  # fmt: skip
    """Return a session of a stay, not saved yet."""
    return ParkingSession(
        council_id=stay.place.council_id,
        place=stay.place,
        tariff=stay.version,
        vrm=stay.vrm,
        person_id=person_id,
        wallet_id=wallet_id,
        client=None if client_id is None else ParkingClient.objects.get(pk=client_id),
        channel=channel,
        language=language,
        state=state,
        asked_at=now,
        started_at=stay.begins,
        ends_at=stay.ends,
        pence=stay.pence,
        free_minutes=stay.free_minutes,
    )


def _start(
    asked: Asked, council_id: int, code: str, vrm: str, minutes: int, *,
    shown_pence: int | None, person_id: UUID | None = None, wallet_id: UUID | None = None,
    client_id: UUID | None = None,
) -> ParkingSession:  # fmt: skip
    place = open_place(council_id, code)
    one_at_a_time(council_id, place.pk, vrm)
    if before := asked_before(council_id, asked.key, MovementKind.START, minutes):
        session: ParkingSession = before.session
        if (session.place_id, session.vrm) != (place.pk, vrm):
            raise AskedOtherwise("Another vehicle or place was asked for under this key.")
        return session
    stay = stay_from_now(place, vrm, minutes, now=asked.now)
    _as_shown(stay.pence, shown_pence)
    session = session_from(
        stay, state=SessionState.PAID, channel=asked.channel, language=asked.language,
        now=asked.now, person_id=person_id, wallet_id=wallet_id, client_id=client_id,
    )  # fmt: skip
    session.save(force_insert=True)
    move(session, place, asked, kind=MovementKind.START, minutes=minutes, pence=stay.pence)
    audit.record(
        actor=asked.actor, verb="parking.started", subject=session, now=asked.now,
        detail=facts(session, pence=stay.pence),
    )  # fmt: skip
    return session


def _of(session: ParkingSession) -> tuple[TariffVersion, ParkingPlace]:
    version = TariffVersion.objects.select_related("place__fund").get(pk=session.tariff_id)
    return version, version.place


def _must_run(session: ParkingSession, now: datetime) -> None:
    if not is_paid(session) or session.ends_at <= now:
        raise SessionOver("This session has ended.")


def _must_be_free(session: ParkingSession, ends: datetime) -> None:
    later = ParkingSession.objects.filter(
        place_id=session.place_id, vrm=session.vrm, state=SessionState.PAID,
        started_at__lt=ends, ends_at__gt=session.ends_at,
    ).exclude(pk=session.pk)  # fmt: skip
    if found := later.order_by("-ends_at").first():
        raise HasTime(found.ends_at)


def _has_payer(session: ParkingSession) -> bool:
    return session.wallet_id is not None or session.client_id is not None


def _as_shown(pence: int, shown_pence: int | None) -> None:
    if shown_pence is not None and shown_pence != pence:
        raise PriceChanged(pence)


def _same(before: ParkingSession, session: ParkingSession) -> ParkingSession:
    if before.pk != session.pk:
        raise AskedOtherwise("Another session was asked for under this key.")
    return session
