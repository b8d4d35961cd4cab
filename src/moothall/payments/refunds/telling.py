"""What payers are told of their refunds: that it is agreed, and that it is done."""

from datetime import datetime

from django.utils import translation

from moothall.councils.queries import council_by_id
from moothall.kernel.actors import system
from moothall.kernel.money import pounds
from moothall.notifications.actions import send_message
from moothall.notifications.reaching import Way, way_to_reach
from moothall.payments.models import Payment
from moothall.payments.refunds.models import Refund, RefundLine
from moothall.payments.refunds.workflow import RefundReason
from moothall.payments.returning import return_address

AGREED = "payments.refund-agreed"
DONE = "payments.refund-done"


def tell_agreed(payment: Payment, refund: Refund, *, now: datetime) -> None:
    """Tell the payer that they are given money back, and that they need do nothing."""
    _tell(AGREED, payment, refund, now=now)


def tell_done(payment: Payment, refund: Refund, *, now: datetime) -> None:
    """Tell the payer that the money is on its way to their card."""
    _tell(DONE, payment, refund, now=now)


def _tell(template: str, payment: Payment, refund: Refund, *, now: datetime) -> None:
    way = _way(payment)
    if way is None:
        return
    council = council_by_id(payment.council_id)
    lines = RefundLine.objects.filter(refund_id=refund.pk).select_related("payment_line")
    with translation.override(payment.language):
        why = str(RefundReason(refund.reason).label)
    send_message(
        actor=system("payments.refunds"),
        council_id=payment.council_id,
        template=template,
        channel=way.channel,
        to=way.to,
        language=payment.language,
        context={
            "amount": pounds(refund.amount_pence),
            "why": why,
            "reference": payment.reference,
            "card": f"{payment.card_kind} …{payment.card_ending}" if payment.card_ending else "",
            "lines": "\n".join(
                f"{line.payment_line.description}: {pounds(line.amount_pence)}"
                for line in lines.order_by("payment_line__position")
            ),
            "link": return_address(council, payment.pk, payment.language),
        },
        dedupe_key=f"{template}:{refund.pk}",
        about_type=Refund._meta.label_lower,
        about_id=refund.pk,
        person_id=payment.person_id,
        now=now,
    )


def _way(payment: Payment) -> Way | None:
    """Return where the receipt went, or else how the payer is reached, if they are known at all."""
    if payment.email:
        return Way("email", payment.email)
    if payment.person_id is None:
        return None
    return way_to_reach(payment.council_id, payment.person_id)
