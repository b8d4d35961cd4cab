"""How forms learn of the connectors, which stand above them."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Greatest

from moothall.connectors.actions import forget_attempts
from moothall.connectors.models import Delivery, DeliveryAttempt, System
from moothall.connectors.workflow import DeliveryState
from moothall.eforms.ports import Contact, HandedIn
from moothall.kernel.actors import system

#: The suppliers whose systems take a submission as it is, rather than a case in their own words.
WHOLE_SUBMISSIONS = ("webhook",)

#: Nothing more is owed to whoever receives it.
ARRIVED = frozenset({DeliveryState.DELIVERED.value, DeliveryState.MAILED.value})


#: A mail server tries for up to five days before it sends an e-mail back (RFC 5321, 4.5.4.1).
MAY_COME_BACK = timedelta(days=5)


class Deliveries:
    """The courier that this app is: its systems, and its deliveries."""

    key: ClassVar[str] = "connectors"

    def receivers(self, council_id: int, /) -> Mapping[str, str]:
        """Return the active webhooks of a council."""
        rows = System.objects.filter(
            council_id=council_id, supplier__in=WHOLE_SUBMISSIONS, is_active=True
        )
        return dict(rows.order_by("slug").values_list("slug", "name"))

    def undelivered(self, handed_in: Sequence[HandedIn], /) -> frozenset[UUID]:
        """Return the submissions whose case or destinations still wait for a delivery."""
        cases = [one.case_id for one in handed_in]
        rows = Delivery.objects.filter(case_id__in=cases)
        waiting: set[UUID] = set()
        arrived: dict[UUID, set[str]] = {}
        for case_id, destination, state in rows.values_list("case_id", "destination", "state"):
            if state not in ARRIVED:
                waiting.add(case_id)
            else:
                arrived.setdefault(case_id, set()).add(destination)
        return frozenset(
            one.submission_id
            for one in handed_in
            if one.case_id in waiting or one.destinations - arrived.get(one.case_id, set())
        )

    def contacts(self, handed_in: Sequence[HandedIn], /) -> Mapping[UUID, Contact]:
        """Return when deliveries of each submission and its case were last tried or taken."""
        cases = [one.case_id for one in handed_in]
        tried = DeliveryAttempt.objects.filter(
            council_id=OuterRef("council_id"), delivery_id=OuterRef("pk")
        ).order_by("-number")
        rows = Delivery.objects.filter(case_id__in=cases).annotate(
            last_at=Greatest(
                "created_at",
                "delivered_at",
                Subquery(tried.values("started_at")[:1]),
                Subquery(tried.values("ended_at")[:1]),
            )
        )
        found: dict[UUID, Contact] = {}
        for case_id, state, last_at in rows.values_list("case_id", "state", "last_at"):
            sure_at = last_at + MAY_COME_BACK if state == DeliveryState.MAILED else last_at
            before = found.get(case_id, Contact(last_at=last_at, sure_at=sure_at))
            found[case_id] = Contact(
                last_at=max(before.last_at, last_at),
                sure_at=max(before.sure_at or sure_at, sure_at),
            )
        return {one.submission_id: found[one.case_id] for one in handed_in if one.case_id in found}

    def forget(self, handed_in: HandedIn, /) -> None:
        """Empty what the attempts of all deliveries of the case sent and were answered."""
        forget_attempts(actor=system("connectors.forget"), case_id=handed_in.case_id)
