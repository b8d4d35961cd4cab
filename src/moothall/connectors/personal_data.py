"""What this app holds about people: that their requests were handed over, to whom, with what."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from moothall.cases.keeping import cases_kept
from moothall.cases.models import Case
from moothall.cases.personal_data import CASE
from moothall.cases.ports import Kept
from moothall.connectors.actions.forgetting import erase_deliveries
from moothall.connectors.couriers import ARRIVED
from moothall.connectors.held_tables import ATTEMPTS, DELIVERIES, REFERENCES, UPDATES
from moothall.connectors.models import (
    Delivery,
    DeliveryAttempt,
    ExternalReference,
    ReceivedUpdate,
)
from moothall.people.keeping_reasons import DELIVERY
from moothall.people.personal_data import Fate, Section, Whose


class DeliveriesHeld:
    """The holder of deliveries, of what went with them and of what came back."""

    key: ClassVar[str] = "connectors"

    def things(self, person_id: UUID, /) -> Mapping[str, Collection[UUID]]:
        """Return the deliveries of the person's cases, with every attempt."""
        cases = Case.objects.filter(person_id=person_id).values("pk")
        deliveries = list(Delivery.objects.filter(case_id__in=cases).values_list("pk", flat=True))
        attempts = DeliveryAttempt.objects.filter(delivery_id__in=deliveries)
        return {
            Delivery._meta.label_lower: deliveries,
            DeliveryAttempt._meta.label_lower: list(attempts.values_list("pk", flat=True)),
        }

    def collect(self, whose: Whose, /) -> Sequence[Section]:
        """Return deliveries, attempts, references and news."""
        cases = whose.ids(CASE)
        deliveries = Delivery.objects.filter(case_id__in=cases).select_related("case", "system")
        attempts = DeliveryAttempt.objects.filter(delivery__case_id__in=cases)
        references = ExternalReference.objects.filter(case_id__in=cases)
        return [
            DELIVERIES.section(whose, deliveries.order_by("created_at", "pk")),
            ATTEMPTS.section(
                whose,
                attempts.select_related("delivery__case").order_by("delivery_id", "number"),
            ),
            REFERENCES.section(
                whose, references.select_related("case", "system").order_by("created_at", "pk")
            ),
            UPDATES.section(
                whose, updates_of(cases).select_related("system").order_by("received_at", "pk")
            ),
        ]

    def foresee(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Return how many hand-overs are emptied; those of cases that stay, stay with them."""
        going = _going(whose, now)
        count = DeliveryAttempt.objects.filter(delivery__case_id__in=going).count()
        return [Fate(what=_("Copies of what was handed to other systems"), count=count)]

    def erase(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Empty what was handed over and what was told of it; that it was stays."""
        fates = self.foresee(whose, now)
        for case_id in _going(whose, now):
            erase_deliveries(case_id=case_id)
        return fates


class UnfinishedDeliveries:
    """Keeps cases that have not arrived where they have to go."""

    key: ClassVar[str] = "connectors"

    def kept(self, case_ids: Collection[UUID], now: datetime, /) -> Mapping[UUID, Kept]:
        """Return the cases with a delivery under way, or one that waits for a person."""
        rows = Delivery.objects.filter(case_id__in=case_ids).exclude(state__in=ARRIVED)
        waiting = rows.values_list("case_id", flat=True).distinct()
        return {case_id: Kept(reason=DELIVERY.key) for case_id in waiting}


def updates_of(case_ids: Collection[UUID]) -> QuerySet[ReceivedUpdate]:
    """Return what systems told of cases, found by what they call them."""
    named = ExternalReference.objects.filter(
        council_id=OuterRef("council_id"),
        system_id=OuterRef("system_id"),
        reference=OuterRef("reference"),
        case_id__in=case_ids,
    )
    return ReceivedUpdate.objects.filter(Exists(named))


def _going(whose: Whose, now: datetime) -> list[UUID]:
    cases = set(whose.ids(CASE))
    return sorted(cases - cases_kept(cases, now=now).keys())
