"""What this app holds about people: their cases, with all that happened, and every touch."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from moothall.cases.actions.erasing import erase_cases, erase_interactions
from moothall.cases.held_tables import (
    ATTACHMENTS,
    CALLS,
    CASES,
    COMPLAINT_STEPS,
    INTERACTIONS,
    INVITATIONS,
    QUESTIONS,
    RATINGS,
    TIMELINE,
)
from moothall.cases.keeping import cases_kept
from moothall.cases.models import (
    AccountInvitation,
    Attachment,
    Call,
    Case,
    CaseQuestion,
    CaseRating,
    ComplaintStep,
    Interaction,
    SubCase,
    TimelineEntry,
)
from moothall.cases.reception.held_tables import sections_of_visits
from moothall.cases.work.held_tables import sections_of_work
from moothall.documents.personal_data import FILE
from moothall.people.keeping_reasons import CONTACT, lengths
from moothall.people.personal_data import Fate, Section, Whose

CASE = Case._meta.label_lower
INTERACTION = Interaction._meta.label_lower


class Cases:
    """The holder of cases and interactions."""

    key: ClassVar[str] = "cases"

    def things(self, person_id: UUID, /) -> Mapping[str, Collection[UUID]]:
        """Return the person's cases and touches, and the files of the cases."""
        cases = _ids(Case.objects.filter(person_id=person_id))
        # What was opened from their cases for other teams is about them too.
        parts = SubCase.objects.filter(parent_id__in=cases)
        cases += [one for one in parts.values_list("child_id", flat=True) if one not in cases]
        # Somebody else's word about the case of this person stays somebody else's.
        about = Q(person_id=person_id) | Q(person_id__isnull=True, case_id__in=cases)
        files = Attachment.objects.filter(case_id__in=cases).values_list("file_id", flat=True)
        return {
            CASE: cases,
            INTERACTION: _ids(Interaction.objects.filter(about)),
            FILE: list(files),
        }

    def collect(self, whose: Whose, /) -> Sequence[Section]:
        """Return cases, their timelines, questions, ratings and files, and every touch."""
        cases = whose.ids(CASE)
        rows = Case.objects.filter(pk__in=cases).select_related(
            "service_type", "team", "about_case"
        )
        touches = Interaction.objects.filter(pk__in=whose.ids(INTERACTION)).select_related(
            "case", "service_type"
        )
        calls = Call.objects.filter(interaction_id__in=whose.ids(INTERACTION))
        invited = AccountInvitation.objects.filter(interaction_id__in=whose.ids(INTERACTION))
        steps = TimelineEntry.objects.filter(case_id__in=cases).select_related("case")
        files = Attachment.objects.filter(case_id__in=cases).select_related("case", "file")
        asked = CaseQuestion.objects.filter(case_id__in=cases).select_related("case")
        rated = CaseRating.objects.filter(case_id__in=cases).select_related("case")
        stages = ComplaintStep.objects.filter(case_id__in=cases).select_related("case")
        return [
            CASES.section(whose, rows.order_by("created_at", "pk")),
            TIMELINE.section(whose, steps.order_by("case_id", "happened_at", "pk")),
            QUESTIONS.section(whose, asked.order_by("asked_at", "pk")),
            RATINGS.section(whose, rated.order_by("rated_at", "pk")),
            COMPLAINT_STEPS.section(whose, stages.order_by("began_at", "pk")),
            ATTACHMENTS.section(whose, files.order_by("added_at", "pk")),
            INTERACTIONS.section(whose, touches.order_by("happened_at", "pk")),
            CALLS.section(whose, calls.order_by("first_told_at", "pk")),
            INVITATIONS.section(whose, invited.order_by("sent_at", "pk")),
            *sections_of_visits(whose, whose.ids(INTERACTION)),
            *sections_of_work(whose, cases),
        ]

    def foresee(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Return how many cases and touches go, and which stay, why and until when."""
        cases = whose.ids(CASE)
        kept = cases_kept(cases, now=now)
        reasons = Counter(one.reason for one in kept.values())
        going, staying = _touches(whose, kept, now)
        last = staying.order_by("-happened_at").values_list("happened_at", flat=True).first()
        return [
            Fate(what=_("Requests"), count=len(set(cases) - kept.keys())),
            *(
                Fate(
                    what=_("Requests"),
                    count=count,
                    reason=reason,
                    until=_latest(one.until for one in kept.values() if one.reason == reason),
                )
                for reason, count in sorted(reasons.items())
            ),
            Fate(what=_("Times you were in touch"), count=going.count()),
            *(
                [
                    Fate(
                        what=_("Times you were in touch"),
                        count=staying.count(),
                        reason=CONTACT.key,
                        until=last + lengths()(CONTACT),
                    )
                ]
                if last is not None
                else []
            ),
        ]

    def erase(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Empty the cases and touches that nobody needs any more."""
        fates = self.foresee(whose, now)
        cases = whose.ids(CASE)
        kept = cases_kept(cases, now=now, lock=True)
        going, _staying = _touches(whose, kept, now)
        erase_interactions(interaction_ids=_ids(going))
        erase_cases(case_ids=sorted(set(cases) - kept.keys()), now=now)
        return fates


def _touches(
    whose: Whose, kept: Collection[UUID], now: datetime
) -> tuple[QuerySet[Interaction], QuerySet[Interaction]]:
    """Return the touches that go and those that stay: with a case that stays, or too young."""
    rows = Interaction.objects.filter(pk__in=whose.ids(INTERACTION))
    own = rows.filter(case_id__isnull=True) | rows.filter(~Q(case_id__in=whose.ids(CASE)))
    going = rows.filter(case_id__in=set(whose.ids(CASE)) - set(kept)) | own.filter(
        happened_at__lte=now - lengths()(CONTACT)
    )
    return going, own.filter(happened_at__gt=now - lengths()(CONTACT))


def _latest(moments: Iterable[datetime | None]) -> datetime | None:
    """Return the last of some moments; nothing if one of them is not known."""
    found = list(moments)
    known = [one for one in found if one is not None]
    return max(known) if known and len(known) == len(found) else None


def _ids(rows: QuerySet[Case] | QuerySet[Interaction]) -> list[UUID]:
    return list(rows.values_list("pk", flat=True))
