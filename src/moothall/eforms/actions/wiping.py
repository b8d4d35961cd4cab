"""Wiping sensitive answers on their own clock, from the submission and from its case."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from moothall.cases.actions import forget_details
from moothall.eforms.actions.receipts import forget_receipt
from moothall.eforms.becoming import SIGNATURE, sensitive_in, without
from moothall.eforms.models import Signing, Submission
from moothall.eforms.queries import definition_of
from moothall.kernel import audit
from moothall.kernel.actors import system


def wipe_sensitive_answers(*, now: datetime) -> int:
    """
    Wipe answers whose days after the end of their case are over; return of how many submissions.

    In the councils in force. An open case keeps them all: somebody may be working with them.
    """
    finished = Submission.objects.filter(
        is_to_be_wiped=True, case__closed_at__lt=now - timedelta(days=1)
    )
    ids = list(finished.order_by("accepted_at").values_list("pk", flat=True))
    return sum(_wipe(submission_id, now=now) for submission_id in ids)


@transaction.atomic
def _wipe(submission_id: UUID, *, now: datetime) -> bool:
    submission = (
        Submission.objects.select_for_update(of=("self",))
        .select_related("case")
        .get(pk=submission_id)
    )
    closed_at = submission.case.closed_at
    if closed_at is None:
        return False
    definition = definition_of(submission.version_id)
    kept = sensitive_in(definition, submission.answers)
    due = {place for place, days in kept.items() if closed_at + timedelta(days=days) <= now}
    if not due:
        return False
    submission.answers = without(submission.answers, due)
    submission.is_to_be_wiped = due != kept.keys()
    wanted = definition.needs.signature
    if wanted is not None and submission.signature and {(wanted.name,), (wanted.email,)} & due:
        submission.signature = {**submission.signature, "name": "", "email": ""}
        Signing.objects.filter(draft_id=submission.draft_id).delete()
        forget_details(
            actor=system("eforms"), case_id=submission.case_id, keys={SIGNATURE}, now=now
        )
    submission.save(update_fields=["answers", "is_to_be_wiped", "signature"])
    forget_receipt(submission)
    # The case shows several things in one detail, by the key of these.
    names = {definition.questions[place[0]].name or place[0] for place in due}
    forget_details(actor=system("eforms"), case_id=submission.case_id, keys=names, now=now)
    audit.record(
        actor=system("eforms"),
        verb="submission.wiped",
        subject=submission,
        now=now,
        detail={"questions": sorted("/".join(place) for place in due)},
    )
    return True
