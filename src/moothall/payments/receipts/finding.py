"""Finding receipts: of one payment, and all that a resident may have among their documents."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from moothall.documents.models import StoredFile
from moothall.documents.ports import OwnFile, Position
from moothall.payments.models import PaymentReceipt
from moothall.payments.returning import token_of


def receipt_file(payment_id: UUID, language: str, refunded_pence: int) -> StoredFile | None:
    """Return the PDF of a payment as it stands, or nothing if it is not written yet."""
    made = (
        PaymentReceipt.objects.select_related("file")
        .filter(payment_id=payment_id, language=language, refunded_pence=refunded_pence)
        .first()
    )
    return made.file if made is not None else None


class OwnReceipts:
    """The keeper of residents' receipts."""

    key: ClassVar[str] = "payments.receipts"

    def files_of(
        self,
        person_id: UUID,
        /,
        *,
        council_id: int,
        after: Position | None,
        limit: int,
        language: str,
    ) -> Sequence[OwnFile]:
        """Return so many of a person's receipts after a position, newest first; one query."""
        rows = _of(person_id, council_id).select_related("file", "payment")
        if after is not None:
            moment, file_id = after
            rows = rows.filter(Q(made_at__lt=moment) | Q(made_at=moment, file_id__lt=file_id))
        return [
            OwnFile(
                file_id=one.file_id,
                name=one.file.original_name,
                content_type=one.file.content_type,
                size=one.file.size,
                scan=one.file.scan,
                added_at=one.made_at,
                about=_("Payment %(reference)s") % {"reference": one.payment.reference},
                href=reverse("account:payment-outcome", args=[token_of(one.payment_id)]),
                is_from_council=True,
            )
            for one in rows.order_by("-made_at", "-file_id")[:limit]
        ]

    def has(self, person_id: UUID, /, *, council_id: int, file_id: UUID) -> bool:
        """Tell whether this receipt is this person's; one query."""
        return _of(person_id, council_id).filter(file_id=file_id).exists()


def _of(person_id: UUID, council_id: int) -> QuerySet[PaymentReceipt]:
    return PaymentReceipt.objects.filter(council_id=council_id, payment__person_id=person_id)
