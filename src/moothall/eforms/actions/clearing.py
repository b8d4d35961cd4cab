"""Forgetting drafts that nobody came back to, and what those that were handed in held."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from moothall.documents.actions import delete_file
from moothall.eforms.actions.holding_times import let_go_of_times
from moothall.eforms.models import Draft, ReturnLink, Signing, Upload
from moothall.kernel.actors import system

#: What was handed in is in the submission; its draft keeps its answers so long.
KEPT_FOR = timedelta(days=7)


def delete_expired_drafts(*, now: datetime, limit: int = 500) -> int:
    """
    Delete drafts that were never handed in and are past their time, with their files.

    In the councils in force; returns how many. What was handed in, or waits for somebody else, is
    never touched.
    """
    expired = Draft.objects.filter(submitted_at=None, frozen_at=None, expires_at__lt=now)
    ids = list(expired.order_by("expires_at").values_list("pk", flat=True)[:limit])
    return sum(_delete(draft_id, now=now) for draft_id in ids)


def empty_submitted_drafts(*, now: datetime) -> int:
    """
    Forget the answers in drafts that were handed in a while ago, and return how many these were.

    The submission has what mattered; the draft stays, so that its address goes on showing the
    confirmation.
    """
    handed_in = Draft.objects.filter(submitted_at__lt=now - KEPT_FOR).exclude(answers={}, typed={})
    return handed_in.update(answers={}, typed={})


@transaction.atomic
def _delete(draft_id: UUID, *, now: datetime) -> bool:
    draft = Draft.objects.select_for_update().filter(pk=draft_id, expires_at__lt=now).first()
    if draft is None or draft.submitted_at is not None or draft.frozen_at is not None:
        return False
    for upload in Upload.objects.filter(draft_id=draft_id):
        upload.delete()
        delete_file(actor=system("eforms"), file_id=upload.file_id)
    let_go_of_times(draft_id, draft.answers, now=now)
    ReturnLink.objects.filter(draft_id=draft_id).delete()
    Signing.objects.filter(draft_id=draft_id).delete()
    draft.delete()
    return True
