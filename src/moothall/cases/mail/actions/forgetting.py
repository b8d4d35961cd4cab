"""What goes by itself, and what goes with a person."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from moothall.cases.keeping import cases_kept
from moothall.cases.mail.models import (
    DoubtfulAddress,
    Fate,
    KeptMail,
    Mail,
    MailDraft,
    OutgoingMail,
)
from moothall.cases.models import Attachment
from moothall.documents.actions import forget_files
from moothall.people.keeping_reasons import CONTACT, lengths

DRAFTS_KEPT_FOR = timedelta(days=60)
SPAM_KEPT_FOR = timedelta(days=30)
DOUBT_KEPT_FOR = timedelta(days=365)
_AT_ONCE = 500


def forget_old(*, now: datetime) -> int:
    """
    Delete, in the councils in force, old drafts, spam, and letters that nobody need keep.

    A letter on a case is kept for as long as the case is.
    """
    MailDraft.objects.filter(saved_at__lt=now - DRAFTS_KEPT_FOR).delete()
    DoubtfulAddress.objects.filter(since__lt=now - DOUBT_KEPT_FOR).delete()
    spam = Mail.objects.filter(fate=Fate.SPAM, settled_at__lt=now - SPAM_KEPT_FOR)
    alone = Mail.objects.filter(case__isnull=True, came_at__lt=now - lengths()(CONTACT)).exclude(
        fate=Fate.WAITING
    )
    going = [
        one
        for rows in (spam, alone)
        for one in rows.order_by("came_at").values_list("pk", flat=True)[:_AT_ONCE]
    ]
    came, sent = _of_cases_kept_no_longer(now)
    OutgoingMail.objects.filter(pk__in=sent).delete()
    return erase_mail(mail_ids=[*going, *came])


def _of_cases_kept_no_longer(now: datetime) -> tuple[list[UUID], list[UUID]]:
    """Return letters, in and out, of cases that are closed and kept for no reason any more."""
    long_ago = now - lengths()(CONTACT)
    came = Mail.objects.filter(case__closed_at__lt=long_ago).order_by("case__closed_at")
    sent = OutgoingMail.objects.filter(case__closed_at__lt=long_ago).order_by("case__closed_at")
    found = [list(rows.values_list("pk", "case_id")[:_AT_ONCE]) for rows in (came, sent)]
    cases = {case_id for rows in found for _, case_id in rows if case_id is not None}
    kept = cases_kept(cases, now=now)
    first, second = ([pk for pk, case_id in rows if case_id not in kept] for rows in found)
    return first, second


@transaction.atomic
def erase_mail(*, mail_ids: Collection[UUID]) -> int:
    """Empty letters that came in, with what was kept of them and the answers that quote them."""
    if not mail_ids:
        return 0
    ids = list(mail_ids)
    kept = KeptMail.objects.filter(mail_id__in=ids)
    raw = [one for one in kept.values_list("file_id", flat=True) if one is not None]
    files = [
        UUID(one["file_id"])
        for files in Mail.objects.filter(pk__in=ids).values_list("files", flat=True)
        for one in files
        if one["file_id"]
    ]
    OutgoingMail.objects.filter(mail_id__in=ids, case__isnull=True).delete()
    OutgoingMail.objects.filter(mail_id__in=ids).update(mail=None)
    kept.delete()
    MailDraft.objects.filter(subject_id__in=ids).delete()
    erased, _ = Mail.objects.filter(pk__in=ids).delete()
    on_cases = set(Attachment.objects.filter(file_id__in=files).values_list("file_id", flat=True))
    forget_files(file_ids=[*raw, *(one for one in files if one not in on_cases)])
    return erased
