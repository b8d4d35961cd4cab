"""Erasing cases and touches at the wish of the person whom they are about (UK GDPR art 17)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from moothall.cases.actions.accounting import locked_case
from moothall.cases.actions.forgetting import forget_report
from moothall.cases.contact.actions.forgetting import forget_numbers
from moothall.cases.models import (
    Attachment,
    Case,
    CaseDraft,
    CaseQuestion,
    CaseRating,
    CaseTask,
    ComplaintStep,
    Interaction,
    TimelineEntry,
)
from moothall.cases.queries.detail import ABOUT_CASE
from moothall.cases.reception.actions import forget_visits
from moothall.documents.actions import forget_files
from moothall.kernel.actors import system
from moothall.notifications.actions import forget_words

_ACTOR = system("cases.erase")
_TOUCH_EMPTIED: dict[str, Any] = {
    "summary": "", "person_id": None, "logged_by_name": "", "logged_by_identifier": "", "done": [],
}  # fmt: skip
_EMPTIED = {"actor_identifier": "", "actor_name": "", "text": "", "texts": None}
_UNMADE = {"made_by_identifier": "", "made_by_name": "", "done_by_name": ""}
_UNASKED = {"text": "", "answer": "", "asked_by_identifier": "", "asked_by_name": ""}


@transaction.atomic(savepoint=False)
def erase_cases(*, case_ids: Sequence[UUID], now: datetime) -> int:
    """
    Empty closed cases of all that tells whom they were about; return how many it were.

    The reference, the service, the dates and the status stay for the council's figures, without a
    person. What staff wrote goes too: it is about the person. Running it again changes nothing.
    """
    erased = 0
    for case_id in case_ids:
        case = locked_case(case_id)
        files = list(Attachment.objects.filter(case_id=case_id).values_list("file_id", flat=True))
        service = case.service_type.name
        free = forget_report(
            actor=_ACTOR, case_id=case_id, summary=service, file_ids=files, now=now
        )
        forget_files(file_ids=free)
        own = Q(person_id__isnull=True) | Q(person_id__in=filter(None, [case.person_id]))
        touches = Interaction.objects.filter(own, case_id=case_id)
        touched = list(touches.values_list("pk", flat=True))
        forget_numbers(interaction_ids=touched)
        forget_visits(interaction_ids=touched)
        touches.update(**_TOUCH_EMPTIED)
        TimelineEntry.objects.filter(case_id=case_id).update(**_EMPTIED)
        CaseQuestion.objects.filter(case_id=case_id).update(**_UNASKED)
        CaseRating.objects.filter(case_id=case_id).update(words="")
        CaseTask.objects.filter(case_id=case_id).update(title="", **_UNMADE)
        CaseDraft.objects.filter(case_id=case_id).delete()
        ComplaintStep.objects.filter(case_id=case_id).update(
            extension_reason="", answered_by_name="", answered_by_identifier=""
        )
        forget_words(actor=_ACTOR, about_type=ABOUT_CASE, about_ids=[case_id])
        Case.objects.filter(pk=case_id).update(
            person_id=None,
            outcome="",
            opened_by_identifier="",
            opened_by_name="",
            resident_acted_at=None,
            resident_seen_at=None,
        )
        erased += 1
    return erased


@transaction.atomic(savepoint=False)
def erase_interactions(*, interaction_ids: Sequence[UUID]) -> int:
    """Empty touches of what was said and by whom; that there were some stays for the figures."""
    forget_numbers(interaction_ids=interaction_ids)
    forget_visits(interaction_ids=interaction_ids)
    return Interaction.objects.filter(pk__in=interaction_ids).update(**_TOUCH_EMPTIED)
