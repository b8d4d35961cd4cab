"""What this app holds about people: forms they began and sent, with files, links and signatures."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from moothall.cases.keeping import cases_kept
from moothall.cases.personal_data import CASE
from moothall.cases.ports import Kept
from moothall.documents.personal_data import FILE
from moothall.eforms.actions.removing import erase_draft, erase_submission
from moothall.eforms.actions.returning import ABOUT_DRAFT
from moothall.eforms.actions.sign_messages import ABOUT_SIGNING
from moothall.eforms.held_tables import (
    DRAFTS,
    HELPED_DRAFTS,
    RETURN_LINKS,
    SIGNINGS,
    SUBMISSIONS,
    UPLOADS,
)
from moothall.eforms.keeping import Because
from moothall.eforms.kept import keepings_of
from moothall.eforms.models import Draft, HelpedDraft, ReturnLink, Signing, Submission, Upload
from moothall.kernel.actors import ActorKind
from moothall.people.keeping_reasons import ANSWERS, DELIVERY, NEEDED
from moothall.people.personal_data import Fate, Section, Whose

DRAFT = Draft._meta.label_lower
SUBMISSION = Submission._meta.label_lower

#: Why the promise of a form keeps a case; an open case keeps itself.
_REASONS = {
    Because.UNDELIVERED: DELIVERY.key,
    Because.HELD: NEEDED.key,
    Because.TIME: ANSWERS.key,
}


class Forms:
    """The holder of drafts and submissions."""

    key: ClassVar[str] = "eforms"

    def things(self, person_id: UUID, /) -> Mapping[str, Collection[UUID]]:
        """
        Return the forms that are about the person, or that they filled in for themselves.

        What they filled in for somebody else is that person's, though they were the actor.
        """
        of_person = (
            Q(subject_id=person_id)
            | Q(subject_id__isnull=True, person_id=person_id)
            | Q(subject_id__isnull=True, person_id__isnull=True, case__person_id=person_id)
        )
        submissions = list(Submission.objects.filter(of_person))
        begun = Q(subject_id=person_id) | Q(
            subject_id__isnull=True,
            actor_kind=ActorKind.RESIDENT.value,
            actor_identifier=str(person_id),
        )
        drafts = {one.draft_id for one in submissions}
        drafts.update(Draft.objects.filter(begun).values_list("pk", flat=True))
        signings = list(Signing.objects.filter(draft_id__in=drafts).values_list("pk", flat=True))
        files = list(Upload.objects.filter(draft_id__in=drafts).values_list("file_id", flat=True))
        files += [one.receipt_id for one in submissions if one.receipt_id is not None]
        return {
            DRAFT: drafts,
            ABOUT_DRAFT: drafts,
            SUBMISSION: [one.pk for one in submissions],
            Signing._meta.label_lower: signings,
            ABOUT_SIGNING: signings,
            FILE: files,
        }

    def collect(self, whose: Whose, /) -> Sequence[Section]:
        """Return forms sent and begun, their files, and the ways back to them."""
        drafts = whose.ids(DRAFT)
        sent = Submission.objects.filter(pk__in=whose.ids(SUBMISSION))
        begun = Draft.objects.filter(pk__in=drafts)
        uploads = Upload.objects.filter(draft_id__in=drafts).select_related("draft", "file")
        links = ReturnLink.objects.filter(draft_id__in=drafts).select_related("draft")
        signings = Signing.objects.filter(draft_id__in=drafts).select_related("draft")
        helped = HelpedDraft.objects.filter(person_id=whose.person_id).select_related("draft")
        return [
            SUBMISSIONS.section(whose, sent.order_by("accepted_at", "pk")),
            DRAFTS.section(whose, begun.order_by("started_at", "pk")),
            UPLOADS.section(whose, uploads.order_by("added_at", "pk")),
            RETURN_LINKS.section(whose, links.order_by("sent_at", "pk")),
            SIGNINGS.section(whose, signings.order_by("asked_at", "pk")),
            HELPED_DRAFTS.section(whose, helped.order_by("taken_up_at", "pk")),
        ]

    def foresee(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Return how many forms go; those that stay are told of with their requests."""
        return [
            Fate(what=_("Forms you began and did not send"), count=len(_unsent(whose))),
            Fate(what=_("Forms you sent"), count=len(_going(whose, now))),
        ]

    def erase(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Delete what was not sent, and empty what was sent and is not needed any more."""
        fates = self.foresee(whose, now)
        HelpedDraft.objects.filter(person_id=whose.person_id).delete()
        for draft_id in _unsent(whose):
            erase_draft(draft_id=draft_id)
        for submission_id in _going(whose, now, lock=True):
            erase_submission(submission_id=submission_id, now=now)
        return fates


class FormsKept:
    """Keeps cases as long as their forms promised, and while somebody waits for what was sent."""

    key: ClassVar[str] = "eforms"

    def kept(self, case_ids: Collection[UUID], now: datetime, /) -> Mapping[UUID, Kept]:
        """Return the cases whose form says so."""
        rows = list(Submission.objects.filter(case_id__in=case_ids, removed_at=None))
        judged = keepings_of(rows, now=now) if rows else {}
        return {
            one.case_id: Kept(reason=_REASONS[found.because], until=found.until)
            for one in rows
            if (found := judged[one.pk]).because in _REASONS and not found.is_over(now)
        }


def _unsent(whose: Whose) -> list[UUID]:
    rows = Draft.objects.filter(pk__in=whose.ids(DRAFT), submitted_at=None)
    return list(rows.values_list("pk", flat=True))


def _going(whose: Whose, now: datetime, *, lock: bool = False) -> list[UUID]:
    """Return the submissions whose case goes."""
    rows = dict(
        Submission.objects.filter(pk__in=whose.ids(SUBMISSION)).values_list("pk", "case_id")
    )
    cases = {*rows.values(), *whose.ids(CASE)}
    kept = cases_kept(cases, now=now, lock=lock)
    return [pk for pk, case_id in rows.items() if case_id not in kept]
