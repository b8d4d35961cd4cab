"""The answers that residents sent, as a PDF each, as their account shows them."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from moothall.documents.ports import OwnFile, Position
from moothall.eforms.models import Submission
from moothall.eforms.queries import definitions_by_id


class AnswersSent:
    """Knows the PDFs of the answers that are about a resident, and became a request of theirs."""

    key: ClassVar[str] = "eforms"

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
        """Return so many of them after a position, newest first."""
        sent = _sent(person_id, council_id)
        if after is not None:
            at, last_id = after
            sent = sent.filter(Q(accepted_at__lt=at) | Q(accepted_at=at, receipt_id__lt=last_id))
        newest = sent.select_related("receipt").order_by("-accepted_at", "-receipt_id")
        found = list(newest[:limit])
        definitions = definitions_by_id({one.version_id for one in found})
        return [
            OwnFile(
                file_id=one.receipt.pk,
                name=one.receipt.original_name,
                content_type=one.receipt.content_type,
                size=one.receipt.size,
                scan=one.receipt.scan,
                added_at=one.accepted_at,
                about=_("%(form)s, %(reference)s")
                % {
                    "form": definitions[one.version_id].title.within(language),
                    "reference": one.reference,
                },
                href=reverse("account:request", args=[one.reference]),
                is_from_council=True,
            )
            for one in found
        ]

    def has(self, person_id: UUID, /, *, council_id: int, file_id: UUID) -> bool:
        """Tell whether one of them is this person's."""
        return _sent(person_id, council_id).filter(receipt_id=file_id).exists()


def _sent(person_id: UUID, council_id: int) -> QuerySet[Submission]:
    """
    Return what is about the person and is their request, too.

    Staff may give a case to another person, whose the answers are not.
    """
    is_about_them = Q(subject_id=person_id) | Q(subject_id__isnull=True, person_id=person_id)
    return Submission.objects.filter(
        is_about_them,
        council_id=council_id,
        case__council_id=council_id,
        case__person_id=person_id,
        receipt__isnull=False,
    )
