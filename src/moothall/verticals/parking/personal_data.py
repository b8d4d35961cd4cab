"""What parking holds about people: their vehicles, their sessions, and that they sent a text."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.kernel.money import pounds
from moothall.people.held_tables import DERIVED, MACHINERY, SHOWN_ELSEWHERE, HeldTable
from moothall.people.keeping_reasons import lengths
from moothall.people.personal_data import Fate, Section, Whose
from moothall.verticals.parking.keeping import PARKING
from moothall.verticals.parking.models import (
    ParkingMovement,
    ParkingSession,
    ParkingText,
    ParkingVehicle,
)
from moothall.verticals.parking.models.session import SessionState

SESSION = ParkingSession._meta.label_lower
VEHICLE = ParkingVehicle._meta.label_lower
TEXT = ParkingText._meta.label_lower

_THEMSELVES = "it is the person themselves"
_SIGN = "where it is and what it costs stands on its sign for everybody"


def _pounds(row: Any, whose: Whose) -> str:
    return pounds(row.pence)


VEHICLES = HeldTable(
    key="parking.vehicles",
    model=ParkingVehicle,
    title=gettext_lazy("Vehicles you park"),
    explanation=gettext_lazy("The vehicles that you keep in your account."),
    columns={
        "vrm": gettext_lazy("Registration number"),
        "name": gettext_lazy("What you call it"),
        "added_at": gettext_lazy("Added"),
    },
    left_out={"person_id": _THEMSELVES},
)
SESSIONS = HeldTable(
    key="parking.sessions",
    model=ParkingSession,
    title=gettext_lazy("Where you parked"),
    explanation=gettext_lazy("Each time that you paid for parking from your account."),
    columns={
        "vrm": gettext_lazy("Registration number"),
        "channel": gettext_lazy("How you asked"),
        "language": gettext_lazy("Language"),
        "state": gettext_lazy("What became of it"),
        "asked_at": gettext_lazy("Asked"),
        "started_at": gettext_lazy("From"),
        "ends_at": gettext_lazy("Until"),
        "stopped_at": gettext_lazy("Stopped"),
        "pence": gettext_lazy("Paid"),
        "free_minutes": gettext_lazy("Minutes without paying"),
        "reminded_of": gettext_lazy("The end we reminded you of"),
    },
    left_out={
        "place_id": _SIGN,
        "tariff_id": _SIGN,
        "vrm_search": DERIVED,
        "person_id": _THEMSELVES,
        "wallet_id": SHOWN_ELSEWHERE,
        "client_id": MACHINERY,
    },
    shown={"pence": _pounds},
)
MOVEMENTS = HeldTable(
    key="parking.movements",
    model=ParkingMovement,
    title=gettext_lazy("What you paid for parking"),
    explanation=gettext_lazy("Each time that you began, got more time, or stopped."),
    columns={
        "kind": gettext_lazy("What happened"),
        "request_key": gettext_lazy("By which request"),
        "minutes": gettext_lazy("Minutes"),
        "ends_at": gettext_lazy("Until"),
        "pence": gettext_lazy("Amount"),
        "moved_at": gettext_lazy("When"),
    },
    left_out={"session_id": SHOWN_ELSEWHERE, "place_id": _SIGN},
    shown={"pence": _pounds},
)
TEXTS = HeldTable(
    key="parking.texts",
    model=ParkingText,
    title=gettext_lazy("Texts you sent to park"),
    explanation=gettext_lazy("That you sent a text, and what for. Its words are not kept."),
    columns={
        "carrier_id": gettext_lazy("Number of the text"),
        "wish": gettext_lazy("What you wanted"),
        "received_at": gettext_lazy("Received"),
    },
    left_out={"person_id": _THEMSELVES},
)


class Parking:
    """
    The holder of vehicles and of sessions that accounts paid for.

    A check by an officer, and a session that a card paid without an account, know a vehicle and
    nobody: whose it is we do not know, so whoever names it is not told where it was.
    """

    key: ClassVar[str] = "parking"

    def things(self, person_id: UUID, /) -> Mapping[str, Collection[UUID]]:
        """Return their vehicles, sessions and texts."""
        return {
            label: list(model.objects.filter(person_id=person_id).values_list("pk", flat=True))
            for label, model in (
                (VEHICLE, ParkingVehicle),
                (SESSION, ParkingSession),
                (TEXT, ParkingText),
            )
        }

    def collect(self, whose: Whose, /) -> Sequence[Section]:
        """Return them, with what was paid."""
        sessions = whose.ids(SESSION)
        return [
            VEHICLES.section(
                whose, ParkingVehicle.objects.filter(pk__in=whose.ids(VEHICLE)).order_by("pk")
            ),
            SESSIONS.section(whose, _sessions(whose).order_by("started_at", "pk")),
            MOVEMENTS.section(
                whose,
                ParkingMovement.objects.filter(session_id__in=sessions).order_by("moved_at", "pk"),
            ),
            TEXTS.section(
                whose, ParkingText.objects.filter(pk__in=whose.ids(TEXT)).order_by("received_at")
            ),
        ]

    def foresee(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Return how many sessions stay, until when, and what goes."""
        kept = _kept(whose, now)
        count = kept.count()
        last = kept.order_by("-ends_at").values_list("ends_at", flat=True).first()
        what = _("Where you parked")
        stay = (
            [Fate(what=what, count=count, reason=PARKING.key, until=last + lengths()(PARKING))]
            if last is not None
            else []
        )
        return [
            *stay,
            Fate(what=what, count=_sessions(whose).count() - count),
            Fate(what=_("Vehicles you park"), count=len(whose.ids(VEHICLE))),
        ]

    def erase(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Take away vehicles and texts, and forget each session that need not be kept."""
        fates = self.foresee(whose, now)
        ParkingVehicle.objects.filter(pk__in=whose.ids(VEHICLE)).delete()
        ParkingText.objects.filter(pk__in=whose.ids(TEXT)).delete()
        kept = list(_kept(whose, now).values_list("pk", flat=True))
        _sessions(whose).exclude(pk__in=kept).update(
            vrm="", person=None, state=SessionState.FORGOTTEN
        )
        return fates


def _sessions(whose: Whose) -> QuerySet[ParkingSession]:
    return ParkingSession.objects.filter(pk__in=whose.ids(SESSION))


def _kept(whose: Whose, now: datetime) -> QuerySet[ParkingSession]:
    """Return the paid ones that ended within the council's days, or have not ended."""
    since = now - lengths()(PARKING)
    return _sessions(whose).filter(Q(ends_at__gt=since), state=SessionState.PAID)
