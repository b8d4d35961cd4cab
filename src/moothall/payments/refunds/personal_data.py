"""What refunds hold about people: why they were given money back. Kept as long as the payment."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.kernel.money import pounds
from moothall.payments.models import Payment, Refund, RefundLine
from moothall.people.held_tables import MACHINERY, SHOWN_ELSEWHERE, HeldTable, who
from moothall.people.keeping_reasons import PAYMENT, lengths
from moothall.people.personal_data import Fate, Section, Whose

_NAME_SAYS_WHO = "the name says who"
_BOOKS = "how the council's books are kept; says nothing about anybody"


def _pounds(row: Any, _whose: Whose) -> str:
    return pounds(row.amount_pence)


REFUNDS = HeldTable(
    key="payments.refunds",
    model=Refund,
    title=gettext_lazy("Refunds"),
    explanation=gettext_lazy("Each time money was to be given back to you, and why."),
    columns={
        "amount_pence": gettext_lazy("Amount"),
        "state": gettext_lazy("What became of it"),
        "reason": gettext_lazy("Why"),
        "note": gettext_lazy("What the team noted"),
        "requested_by_name": gettext_lazy("Asked for by"),
        "requested_at": gettext_lazy("Asked for"),
        "decided_by_name": gettext_lazy("Decided by"),
        "decided_at": gettext_lazy("Decided"),
        "decision_note": gettext_lazy("Why it was decided so"),
        "gateway_reference": gettext_lazy("Reference of the company that took the card"),
        "problem": gettext_lazy("What went wrong"),
        "finished_at": gettext_lazy("Ended"),
    },
    left_out={
        "payment_id": SHOWN_ELSEWHERE,
        "number": MACHINERY,
        "by_hand": MACHINERY,
        "needs_approval": MACHINERY,
        "dedupe_key": MACHINERY,
        "requested_by_kind": _NAME_SAYS_WHO,
        "requested_by_identifier": _NAME_SAYS_WHO,
        "decided_by_kind": _NAME_SAYS_WHO,
        "decided_by_identifier": _NAME_SAYS_WHO,
        "available_pence": _BOOKS,
        "gateway_left_pence": _BOOKS,
        "lease_until": MACHINERY,
        "tries": MACHINERY,
        "ask_at": MACHINERY,
        "asked_at": MACHINERY,
        "settled_on": _BOOKS,
    },
    shown={
        "amount_pence": _pounds,
        "requested_by_name": who("requested_by"),
        "decided_by_name": who("decided_by"),
    },
)
REFUNDED_LINES = HeldTable(
    key="payments.refund-lines",
    model=RefundLine,
    title=gettext_lazy("What you were given back"),
    explanation=gettext_lazy("How much of each thing that you had paid for."),
    columns={"amount_pence": gettext_lazy("Amount")},
    left_out={
        "refund_id": SHOWN_ELSEWHERE,
        "payment_line_id": SHOWN_ELSEWHERE,
        "vat_pence": _BOOKS,
    },
    shown={"amount_pence": _pounds},
)
PAID = Payment._meta.label_lower


class HeldRefunds:
    """The holder of refunds; they are the person's whose payment they are of."""

    key: ClassVar[str] = "payments.refunds"

    def things(self, person_id: UUID, /) -> Mapping[str, Collection[UUID]]:
        """Return nothing of its own: payments say whose they are."""
        return {}

    def collect(self, whose: Whose, /) -> Sequence[Section]:
        """Return every refund with what it was of."""
        refunds = _refunds(whose).order_by("requested_at", "pk")
        lines = RefundLine.objects.filter(refund__payment_id__in=whose.ids(PAID))
        return [
            REFUNDS.section(whose, refunds),
            REFUNDED_LINES.section(whose, lines.order_by("refund_id", "pk")),
        ]

    def foresee(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Return how many refunds stay, until when, and how many lose their words."""
        kept = _kept(whose, now)
        last = kept.order_by("-payment__created_at").first()
        going = Fate(what=_("Refunds"), count=_refunds(whose).count() - kept.count())
        if last is None:
            return [going]
        until = last.payment.created_at + lengths()(PAYMENT)
        stays = Fate(what=_("Refunds"), count=kept.count(), reason=PAYMENT.key, until=until)
        return [stays, going]

    def erase(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Take words and names off refunds of payments that are kept no longer."""
        fates = self.foresee(whose, now)
        going = _refunds(whose).exclude(pk__in=_kept(whose, now).values("pk"))
        ids = list(going.values_list("pk", flat=True))
        Refund.objects.filter(pk__in=ids).update(note="", decision_note="", problem="")
        Refund.objects.filter(pk__in=ids, requested_by_kind="resident").update(
            requested_by_name="", requested_by_identifier=""
        )
        return fates


def _kept(whose: Whose, now: datetime) -> QuerySet[Refund]:
    kept = _refunds(whose).filter(payment__created_at__gt=now - lengths()(PAYMENT))
    return kept.select_related("payment")


def _refunds(whose: Whose) -> QuerySet[Refund]:
    return Refund.objects.filter(payment_id__in=whose.ids(PAID))
