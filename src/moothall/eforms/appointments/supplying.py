"""What this app supplies to `bookings`, below it: forms that ask what an activity wants to know."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import ClassVar

from django.urls import reverse

from moothall.bookings.questions import Answered, BeginQuestions, Begun, QuestionsOf
from moothall.cases.policies import can_view_case
from moothall.councils.queries import council_by_id
from moothall.eforms.actions.freezing import thaw
from moothall.eforms.actions.paying import take_out_of_basket
from moothall.eforms.actions.taking_time import ask_about_booking
from moothall.eforms.appointments.chosen import BOOKING
from moothall.eforms.appointments.owning import draft_of_key
from moothall.eforms.becoming import OFFICE_LANGUAGE, words_of
from moothall.eforms.handing_over import to_hand_over, withheld_of
from moothall.eforms.models import Draft, Submission, Waiting
from moothall.eforms.owning_lines import addresses_of_drafts
from moothall.eforms.queries import definition_of, form_of
from moothall.kernel import clock
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound


class FormsAsk:
    """Forms as what asks about bookings."""

    key: ClassVar[str] = "eforms"

    def questions_of(
        self, form: str, activity_key: str, /, *, council_id: int
    ) -> QuestionsOf | None:
        """Return the form, if it is open and asks for a time of this activity."""
        try:
            row = form_of(council_id, form)
        except NotFound:
            return None
        definition = definition_of(row.version_id)
        asks = any(
            one.type == BOOKING and one.settings["activity"] == activity_key
            for one in definition.questions.values()
        )
        if not asks or not row.is_open(clock.now()):
            return None
        council = council_by_id(council_id).slug
        return QuestionsOf(
            has_fee=definition.needs.payment is not None,
            staff_href=reverse("workspace:form-start", kwargs={"council": council, "form": form}),
        )

    def begin(self, wanted: BeginQuestions, /, *, actor: Actor) -> Begun:
        """Begin the form with the time that is held."""
        draft, secret = ask_about_booking(
            actor=actor,
            council_id=wanted.council_id,
            form=wanted.form,
            activity_key=wanted.activity_key,
            booking_id=wanted.booking_id,
            language=wanted.language,
            person_id=wanted.person_id,
            now=wanted.now,
        )
        door = "account" if draft.is_in_account else "public"
        where = {"form": wanted.form, "secret": secret}
        return Begun(str(draft.pk), reverse(f"{door}:form-resume", kwargs=where))

    def addresses(self, joined: Collection[str], /, *, language: str) -> Mapping[str, str]:
        """Return where each form is gone on with, of those that have a way back."""
        ids = {draft_id for one in joined if (draft_id := draft_of_key(one)) is not None}
        return {str(pk): href for pk, href in addresses_of_drafts(ids, language=language).items()}

    def answered(self, joined_to: str, /, *, actor: Actor) -> Answered | None:
        """Return a form's answers, for those who may read its case; of a protected person none."""
        draft_id = draft_of_key(joined_to)
        draft = Draft.objects.filter(pk=draft_id).first() if draft_id is not None else None
        if draft is None:
            return None
        title = definition_of(draft.version_id).title.within(OFFICE_LANGUAGE)
        submission = Submission.objects.filter(draft_id=draft.pk).first()
        if submission is None:
            return Answered(title=title)
        if not can_view_case(actor, draft.council_id):
            return Answered(title=title, reference=submission.reference)
        return Answered(
            title=title,
            reference=submission.reference,
            href=reverse("workspace:case", args=[submission.reference]),
            lines=() if withheld_of([submission]) else _lines(submission),
        )

    def fee_left_basket(self, joined_to: str, /, *, actor: Actor, now: datetime) -> bool:
        """Let the form be changed again, with its time held on as long as the diary lets it."""
        draft_id = draft_of_key(joined_to)
        if draft_id is None:
            return False
        draft = Draft.objects.select_for_update().filter(pk=draft_id, submitted_at=None).first()
        if draft is None:
            return False
        if draft.frozen_for == Waiting.PAYMENT:
            thaw(draft, now=now)
            take_out_of_basket(draft, actor=actor, now=now)
        return True


def _lines(submission: Submission) -> list[tuple[str, tuple[str, ...]]]:
    definition = definition_of(submission.version_id)
    return [
        (question.called(OFFICE_LANGUAGE), words)
        for question, answer in to_hand_over(definition, submission.answers)
        if question.is_seen
        and question.type != BOOKING
        and (words := words_of(question, answer, OFFICE_LANGUAGE))
    ]
