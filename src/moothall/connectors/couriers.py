"""How forms learn of the connectors, which stand above them."""

from collections.abc import Mapping, Sequence
from typing import ClassVar
from uuid import UUID

from moothall.connectors.models import Delivery, System
from moothall.connectors.workflow import DeliveryState
from moothall.eforms.ports import HandedIn

#: The suppliers whose systems take a submission as it is, rather than a case in their own words.
WHOLE_SUBMISSIONS = ("webhook",)

#: Nothing more is owed to whoever receives it.
ARRIVED = frozenset({DeliveryState.DELIVERED.value, DeliveryState.MAILED.value})


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
