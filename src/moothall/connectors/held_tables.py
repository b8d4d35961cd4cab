"""The tables of deliveries, in words for those whose requests were handed over."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.connectors.models import (
    Delivery,
    DeliveryAttempt,
    ExternalReference,
    ReceivedUpdate,
)
from moothall.people.held_tables import MACHINERY, SHOWN_ELSEWHERE, HeldTable
from moothall.people.personal_data import Whose


def _system(row: Any, whose: Whose) -> str:
    return row.system.name if row.system_id else _("An office of the council")


def _reference(row: Any, whose: Whose) -> str:
    return str(row.case.reference)


DELIVERIES = HeldTable(
    key="connectors.deliveries",
    model=Delivery,
    title=gettext_lazy("Where your requests were handed to"),
    explanation=gettext_lazy("The systems and offices that do what you asked for."),
    columns={
        "case_id": gettext_lazy("Request"),
        "system_id": gettext_lazy("Handed to"),
        "label": gettext_lazy("Office"),
        "destination": gettext_lazy("Named in the form as"),
        "state": gettext_lazy("What became of it"),
        "problem": gettext_lazy("What went wrong"),
        "token": gettext_lazy("Their receipt"),
        "attempts": gettext_lazy("Times tried"),
        "created_at": gettext_lazy("Began"),
        "delivered_at": gettext_lazy("Arrived"),
    },
    left_out={
        "route_id": MACHINERY,
        "submission_id": SHOWN_ELSEWHERE,
        "attempts_before_replay": MACHINERY,
        "next_try_at": MACHINERY,
        "lease_until": MACHINERY,
    },
    shown={"case_id": _reference, "system_id": _system},
)
ATTEMPTS = HeldTable(
    key="connectors.attempts",
    model=DeliveryAttempt,
    title=gettext_lazy("What was sent to them, word for word"),
    explanation=gettext_lazy("Kept so that a failed hand-over can be repeated."),
    columns={
        "delivery_id": gettext_lazy("Request"),
        "number": gettext_lazy("Try"),
        "started_at": gettext_lazy("Began"),
        "ended_at": gettext_lazy("Ended"),
        "succeeded": gettext_lazy("Succeeded"),
        "request": gettext_lazy("What we sent"),
        "answer": gettext_lazy("What they answered"),
        "problem": gettext_lazy("What went wrong"),
    },
    shown={"delivery_id": lambda row, whose: str(row.delivery.case.reference)},
)
REFERENCES = HeldTable(
    key="connectors.references",
    model=ExternalReference,
    title=gettext_lazy("What other systems call your requests"),
    explanation=gettext_lazy("So that we can find them there."),
    columns={
        "case_id": gettext_lazy("Request"),
        "system_id": gettext_lazy("System"),
        "reference": gettext_lazy("Its number there"),
        "created_at": gettext_lazy("Since"),
    },
    shown={"case_id": _reference, "system_id": _system},
)
UPDATES = HeldTable(
    key="connectors.updates",
    model=ReceivedUpdate,
    title=gettext_lazy("What other systems told us about your requests"),
    explanation=gettext_lazy("Word for word as it came, before it was shown with your request."),
    columns={
        "system_id": gettext_lazy("System"),
        "reference": gettext_lazy("Its number there"),
        "update_key": gettext_lazy("Number of the news"),
        "status": gettext_lazy("Status"),
        "description": gettext_lazy("Words"),
        "raw": gettext_lazy("As it came"),
        "happened_at": gettext_lazy("Happened"),
        "received_at": gettext_lazy("Came"),
        "outcome": gettext_lazy("What we did with it"),
        "reason": gettext_lazy("Why"),
    },
    shown={"system_id": _system},
)
