"""What payers are told: that they have paid, and by which link somebody else can."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import formats, timezone, translation

from moothall.councils.queries import council_by_id
from moothall.kernel.actors import Actor, system
from moothall.kernel.money import pounds
from moothall.notifications.actions import send_message
from moothall.payments.models import BasketLine, PayLink, Payment, PaymentLine
from moothall.payments.returning import receipt_address, return_address
from moothall.payments.wording import words_in

RECEIPT = "payments.receipt"
PAY_LINK = "payments.pay-link"


def send_receipt(payment: Payment, *, now: datetime) -> None:
    """Send the payer a receipt, if they said where to."""
    if not payment.email:
        return
    council = council_by_id(payment.council_id)
    lines = PaymentLine.objects.filter(payment_id=payment.pk).order_by("position")
    vat = sum(line.vat_pence for line in lines)
    send_message(
        actor=system("payments"),
        council_id=payment.council_id,
        template=RECEIPT,
        channel="email",
        to=payment.email,
        language=payment.language,
        context={
            "amount": pounds(payment.amount_pence),
            "vat": pounds(vat) if vat else "",
            "reference": payment.reference,
            "day": _day(now, payment.language),
            "card": f"{payment.card_kind} …{payment.card_ending}" if payment.card_ending else "",
            "lines": "\n".join(
                _line(line.description, line.reference, line.amount_pence) for line in lines
            ),
            "link": return_address(council, payment.pk, payment.language),
            "receipt": receipt_address(council, payment.pk, payment.language),
        },
        dedupe_key=f"{RECEIPT}:{payment.pk}",
        about_type=Payment._meta.label_lower,
        about_id=payment.pk,
        person_id=payment.person_id,
        now=now,
    )


def tell_of_link(
    link: PayLink,
    lines: Sequence[BasketLine],
    secret: str,
    *,
    actor: Actor,
    channel: str,
    language: str,
    now: datetime,
) -> None:
    """Send a link to pay to whom its payer, or an employee, names."""
    council = council_by_id(link.council_id)
    with translation.override(language):
        address = council.url + reverse("public:pay-for", kwargs={"secret": secret})
    send_message(
        actor=actor,
        council_id=link.council_id,
        template=PAY_LINK,
        channel=channel,
        to=link.sent_to,
        language=language,
        context={
            "amount": pounds(sum(line.amount_pence for line in lines)),
            "lines": "\n".join(
                _line(words_in(line.description, language), "", line.amount_pence) for line in lines
            ),
            "link": address,
            "until": _day(link.expires_at, language),
        },
        dedupe_key=f"{PAY_LINK}:{link.pk}",
        about_type=PayLink._meta.label_lower,
        about_id=link.pk,
        now=now,
    )


def _line(description: str, reference: str, pence: int) -> str:
    named = f"{description} ({reference})" if reference else description
    return f"{named}: {pounds(pence)}"


def _day(moment: datetime, language: str) -> str:
    with translation.override(language):
        return formats.date_format(timezone.localtime(moment), "j F Y")
