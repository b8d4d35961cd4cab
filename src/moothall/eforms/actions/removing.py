"""Removing what was handed in once its time is over, from everywhere that it was copied to."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.cases.actions import forget_report
from moothall.documents.actions import forget_files
from moothall.eforms.actions.holding_times import let_go_of_times
from moothall.eforms.actions.receipts import forget_receipt
from moothall.eforms.actions.returning import ABOUT_DRAFT
from moothall.eforms.actions.sign_messages import ABOUT_SIGNING
from moothall.eforms.becoming import OFFICE_LANGUAGE, file_ids
from moothall.eforms.kept import handed_in, keepings_of
from moothall.eforms.models import Draft, ReturnLink, Signing, Submission, Upload
from moothall.eforms.ports import couriers
from moothall.eforms.queries import definition_of
from moothall.kernel import audit, clock
from moothall.kernel.actors import system
from moothall.kernel.tasks import task
from moothall.notifications.actions import forget_words

#: So many are looked at in one transaction.
BATCH = 100

_ACTOR = system("eforms.remove")
_OF_NOBODY = {"subject_id": None, "actor_identifier": "", "actor_name": ""}
_EMPTIED = ("answers", "confirmed", "signature", "is_to_be_wiped", "review_at", "removed_at")


@task(name="eforms.remove_submission")
def remove(*, council_id: int, submission_id: UUID) -> None:
    """Remove one submission, if its time is still over when its turn comes."""
    remove_submission(submission_id=UUID(str(submission_id)), now=clock.now())


@transaction.atomic(savepoint=False)
def review_submissions(*, now: datetime, limit: int = BATCH) -> int:
    """
    Look at some submissions whose time may be over, and leave those where it is to the workers.

    In the councils in force; returns how many it looked at, each of which is looked at again no
    sooner than the next night. A removal whose job gets lost is thus found again.
    """
    waiting = Submission.objects.select_for_update(skip_locked=True).filter(review_at__lte=now)
    found = list(waiting.order_by("review_at", "pk")[:limit])
    kept = keepings_of(found, now=now) if found else {}
    for one in found:
        days = definition_of(one.version_id).keeping_days or 0
        one.review_at = kept[one.pk].review_at(days, now)
    Submission.objects.bulk_update(found, ["review_at"])
    remove.defer_many(
        {"council_id": one.council_id, "submission_id": one.pk}
        for one in found
        if kept[one.pk].is_over(now)
    )
    return len(found)


@transaction.atomic(savepoint=False)
def remove_submission(*, submission_id: UUID, now: datetime) -> bool:
    """
    Remove the answers of a submission with every copy of them; tell whether it was its time.

    All in one transaction, with its case locked, and judged anew: what somebody did since counts.
    The row stays, with its reference and its dates, so that nothing is taken for lost.
    """
    submission = Submission.objects.select_for_update().filter(pk=submission_id).first()
    if submission is None or submission.removed_at is not None:
        return False
    kept = keepings_of([submission], now=now, lock=True)[submission_id]
    if not kept.is_over(now):
        return False
    files = _empty(submission, now)
    definition = definition_of(submission.version_id)
    audit.record(
        actor=_ACTOR,
        verb="submission.removed",
        subject=submission,
        now=now,
        detail={
            "form": definition.slug,
            "reference": submission.reference,
            "days": definition.keeping_days,
            "last_at": kept.last_at.isoformat(),
            "files": files,
        },
    )
    return True


@transaction.atomic(savepoint=False)
def erase_submission(*, submission_id: UUID, now: datetime) -> bool:
    """
    Remove a submission at the wish of the person it is about, with whom it was from and for.

    Whether it may go was judged by whoever asks. Tells whether there were answers left to remove.
    """
    submission = Submission.objects.select_for_update().filter(pk=submission_id).first()
    if submission is None:
        return False
    has_answers = submission.removed_at is None
    if has_answers:
        files = _empty(submission, now)
        detail = {"reference": submission.reference, "files": files}
        audit.record(
            actor=_ACTOR, verb="submission.erased", subject=submission, now=now, detail=detail
        )
    Submission.objects.filter(pk=submission_id).update(person_id=None, **_OF_NOBODY)
    Draft.objects.filter(pk=submission.draft_id).update(**_OF_NOBODY)
    Signing.objects.filter(draft_id=submission.draft_id).update(actor_identifier="", actor_name="")
    return has_answers


@transaction.atomic(savepoint=False)
def erase_draft(*, draft_id: UUID) -> bool:
    """Delete a draft that was not sent, whatever it waits for, at the wish of whoever it is of."""
    draft = Draft.objects.select_for_update().filter(pk=draft_id, submitted_at=None).first()
    if draft is None:
        return False
    files = list(Upload.objects.filter(draft_id=draft_id).values_list("file_id", flat=True))
    let_go_of_times(draft_id, draft.answers, now=clock.now())
    _empty_draft(draft_id)
    _empty_signatures(draft_id)
    Signing.objects.filter(draft_id=draft_id).delete()
    draft.delete()
    forget_files(file_ids=files)
    return True


def _empty(submission: Submission, now: datetime) -> int:
    """Empty a submission with every copy of its answers, and return how many files went."""
    definition, known = definition_of(submission.version_id), handed_in(submission)
    files = list(
        Upload.objects.filter(draft_id=submission.draft_id).values_list("file_id", flat=True)
    )
    files += [one for one in file_ids(definition, submission.answers) if one not in files]
    free = forget_report(
        actor=_ACTOR,
        case_id=submission.case_id,
        summary=definition.title.within(OFFICE_LANGUAGE),
        file_ids=files,
        now=now,
    )
    _empty_draft(submission.draft_id)
    _empty_signatures(submission.draft_id)
    forget_receipt(submission)
    forget_files(file_ids=free)
    for courier in couriers:
        courier.forget(known)
    submission.answers, submission.confirmed, submission.signature = {}, {}, None
    submission.is_to_be_wiped = False
    submission.review_at, submission.removed_at = None, now
    submission.save(update_fields=_EMPTIED)
    return len(free)


def _empty_draft(draft_id: UUID) -> None:
    """Empty a draft and forget the ways back to it; its own address goes on saying that it came."""
    Upload.objects.filter(draft_id=draft_id).delete()
    ReturnLink.objects.filter(draft_id=draft_id).delete()
    Draft.objects.filter(pk=draft_id).update(answers={}, typed={}, confirmed={}, dropped=[])
    forget_words(actor=_ACTOR, about_type=ABOUT_DRAFT, about_ids=[draft_id])


def _empty_signatures(draft_id: UUID) -> None:
    """Forget who else was asked to sign it, and what they were told and said."""
    asked = Signing.objects.filter(draft_id=draft_id)
    ids = list(asked.values_list("pk", flat=True))
    asked.update(name="", email="", signed_as="", reason="")
    forget_words(actor=_ACTOR, about_type=ABOUT_SIGNING, about_ids=ids)
