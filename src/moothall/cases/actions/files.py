"""The files of a case."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.cases import policies
from moothall.cases.actions.accounting import entry, locked_case
from moothall.cases.models import Attachment, Case, EntryKind, TimelineEntry
from moothall.documents.actions import keep_files
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.inserting import insert
from moothall.kernel.policies import require


@transaction.atomic(savepoint=False)
def attach_files(
    *, actor: Actor, case_id: UUID, file_ids: Sequence[UUID], now: datetime
) -> list[Attachment]:
    """
    Add stored files to a case, for staff alone; one that it already has is not added again.

    :raises NotFound: if the councils in force have no such case
    """
    case = locked_case(case_id)
    require(policies.can_edit_case(actor, case.council_id))
    known = set(Attachment.objects.filter(case_id=case.pk).values_list("file_id", flat=True))
    new = [one for one in file_ids if one not in known]
    added = link_files(case, actor, new, now, is_public=False)
    if added:
        TimelineEntry.objects.bulk_create(
            [entry(case, actor, EntryKind.ATTACHMENT, now, is_public=False)]
        )
        audit.record(
            actor=actor,
            verb="case.files-attached",
            subject=case,
            now=now,
            detail={"files": [str(one.file_id) for one in added]},
        )
    return added


def link_files(
    case: Case, actor: Actor, file_ids: Sequence[UUID], now: datetime, *, is_public: bool
) -> list[Attachment]:
    """
    Write the links from a case to files it does not have yet, which are then kept for good.

    Public are those that its resident may have too.
    """
    keep_files(file_ids=file_ids, now=now)
    return insert(
        [
            Attachment(
                council_id=case.council_id,
                case_id=case.pk,
                file_id=file_id,
                is_public=is_public,
                added_at=now,
                added_by_kind=actor.kind.value,
                added_by_name=actor.name,
            )
            for file_id in file_ids
        ]
    )
