"""Forgetting what a case was told: some particulars of it, or all that it was opened with."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.cases.actions.accounting import locked_case
from moothall.cases.models import Attachment, Interaction
from moothall.cases.models.case import LONGEST_SUMMARY
from moothall.cases.particulars import CaseLocation
from moothall.kernel import audit
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.policies import require

_TOLD = (
    "summary", "details", "category", "place", "easting", "northing", "latitude", "longitude",
    "uprn", "usrn", "postcode", "comparable_place", "ward",
)  # fmt: skip


@transaction.atomic(savepoint=False)
def forget_details(*, actor: Actor, case_id: UUID, keys: Collection[str], now: datetime) -> int:
    """
    Take particulars out of a case for good, such as bank details, and return how many there were.

    :raises NotFound: if the councils in force have no such case
    """
    case = locked_case(case_id)
    require(actor.kind is ActorKind.SYSTEM)
    kept = [detail for detail in case.details if detail["key"] not in keys]
    forgotten = len(case.details) - len(kept)
    if forgotten:
        case.details = kept
        case.save(update_fields=["details"])
        detail = {"keys": sorted(keys)}
        audit.record(
            actor=actor, verb="case.details-forgotten", subject=case, now=now, detail=detail
        )
    return forgotten


@transaction.atomic(savepoint=False)
def forget_report(
    *, actor: Actor, case_id: UUID, summary: str, file_ids: Sequence[UUID], now: datetime
) -> list[UUID]:
    """
    Take out of a case for good what it was opened with, and return the files nobody needs now.

    The particulars, the place, the category and the files named go; `summary` stands where the
    answers stood, also in the interaction by which the case came. What staff and the council's
    systems wrote since stays, and so do its reference, service, dates, status and outcome. It is
    nothing that happens to the case: its time of change stays too.

    :raises NotFound: if the councils in force have no such case
    """
    case = locked_case(case_id)
    require(actor.kind is ActorKind.SYSTEM)
    Interaction.objects.filter(case_id=case.pk, summary=case.summary).update(summary=summary)
    case.summary, case.details, case.category = summary[:LONGEST_SUMMARY], [], ""
    case.ward = ""
    case.set_location(CaseLocation())
    case.save(update_fields=_TOLD)
    Attachment.objects.filter(case_id=case.pk, file_id__in=file_ids).delete()
    elsewhere = Attachment.objects.filter(file_id__in=file_ids)
    needed = set(elsewhere.values_list("file_id", flat=True)) if file_ids else set()
    audit.record(actor=actor, verb="case.report-forgotten", subject=case, now=now)
    return [file_id for file_id in file_ids if file_id not in needed]
