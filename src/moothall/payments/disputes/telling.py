"""Telling finance of a dispute, at the address that the council has named for its books."""

from datetime import datetime

from django.urls import reverse
from django.utils import formats, timezone, translation

from moothall.councils.queries import council_by_id
from moothall.kernel.actors import system
from moothall.kernel.money import pounds
from moothall.payments.disputes.models import Dispute, DisputeState
from moothall.payments.telling_finance import tell_finance

TEMPLATE = "payments.dispute"


def tell_of_dispute(dispute: Dispute, *, now: datetime) -> None:
    """Tell once of each step of a dispute, and by when evidence is needed."""
    council = council_by_id(dispute.council_id)
    with translation.override("en"):
        by = "no day is given"
        if dispute.respond_by is not None and dispute.state == DisputeState.NEEDS_RESPONSE:
            by = formats.date_format(timezone.localtime(dispute.respond_by), "j F Y")
        context = {
            "amount": pounds(dispute.amount_pence),
            "reference": dispute.payment.reference if dispute.payment else "a payment unknown here",
            "why": dispute.reason_words,
            "state": str(DisputeState(dispute.state).label),
            "by": by,
            "link": council.url + reverse("workspace:disputes", args=[council.slug]),
        }
    tell_finance(
        actor=system("payments.disputes"), council_id=dispute.council_id, template=TEMPLATE,
        context=context, dedupe_key=f"{TEMPLATE}:{dispute.pk}:{dispute.state}",
        about=(Dispute._meta.label_lower, dispute.pk), now=now,
    )  # fmt: skip
