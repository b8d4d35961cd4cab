"""What this app tells `payments`, below it, of forms whose fee is in a basket."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from moothall.bookings import actions as diary_actions
from moothall.eforms.account_drafts import account_secret
from moothall.eforms.actions.freezing import freeze, thaw
from moothall.eforms.actions.paying import take_out_of_basket
from moothall.eforms.fees import ABOUT, basket_secret
from moothall.eforms.models import Draft, Form, Submission, Waiting
from moothall.eforms.queries import (
    definitions_by_id,
    handed_in_count,
    is_signed,
    waiting_count,
)
from moothall.kernel.actors import Actor
from moothall.payments.owners import StaffPage


class DraftsInBaskets:
    """The owner of forms' fees."""

    key: ClassVar[str] = ABOUT

    def refusals(
        self, about_ids: Collection[UUID], /, *, language: str, now: datetime
    ) -> Mapping[UUID, str]:
        """Refuse forms that were taken out meanwhile, or that have no place left for them."""
        waiting = _waiting(about_ids)
        full = _without_place(waiting)
        timeless = _without_time(waiting, now=now)
        with translation.override(language):
            gone = _("This form does not wait for a payment any more. Take it out.")
            taken = _("All places are taken, or others are just paying for the last. Take it out.")
            lost = _(
                "We could not keep the time that you chose in this form, and somebody else has "
                "booked it. Take it out, and choose another time in the form."
            )
        said = dict.fromkeys((one for one in about_ids if one not in waiting), gone)
        return {**said, **dict.fromkeys(timeless, lost), **dict.fromkeys(full, taken)}

    def too_late(self, about_ids: Collection[UUID], /, *, now: datetime) -> Collection[UUID]:
        """Return forms that were taken back meanwhile, and those whose last place has gone."""
        waiting = _waiting(about_ids)
        late = _without_place(waiting) | _without_time(waiting, now=now)
        return (set(about_ids) - waiting) | late

    def left_basket(self, about_id: UUID, /, *, actor: Actor, now: datetime) -> None:
        """Let the form be changed again; one that somebody signed goes on waiting for its fee."""
        draft = Draft.objects.select_for_update().filter(pk=about_id, submitted_at=None).first()
        if draft is None or draft.frozen_for != Waiting.PAYMENT:
            return
        if is_signed(draft):
            freeze(draft, Waiting.PAYMENT, now=now)
        else:
            thaw(draft, now=now)
            take_out_of_basket(draft, actor=actor, now=now)

    def addresses(self, about_ids: Collection[UUID], /, *, language: str) -> Mapping[UUID, str]:
        """Return where each form is filled in: in the account, or by its own address."""
        return addresses_of_drafts(about_ids, language=language)

    def for_staff(
        self, about_ids: Collection[UUID], /, *, council: str
    ) -> Mapping[UUID, StaffPage]:
        """Lead to the case that each form became."""
        rows = Submission.objects.filter(draft_id__in=about_ids).select_related("case")
        return {
            row.draft_id: StaffPage(
                _("Case %(reference)s") % {"reference": row.case.reference},
                reverse("workspace:case", args=[row.case.reference]),
            )
            for row in rows
        }


def addresses_of_drafts(draft_ids: Collection[UUID], *, language: str) -> dict[UUID, str]:
    """Return where each form is filled in: in the account, or by the address that baskets know."""
    drafts = Draft.objects.filter(pk__in=draft_ids, channel="web")
    rows = list(drafts.only("pk", "version_id", "actor_kind", "subject_id"))
    definitions = definitions_by_id({draft.version_id for draft in rows})
    with translation.override(language):
        return {
            draft.pk: reverse(
                "account:form-resume" if draft.is_in_account else "public:form-resume",
                kwargs={
                    "form": definitions[draft.version_id].slug,
                    "secret": (
                        account_secret(draft.pk) if draft.is_in_account else basket_secret(draft.pk)
                    ),
                },
            )
            for draft in rows
        }


def _waiting(draft_ids: Collection[UUID]) -> set[UUID]:
    waiting = Draft.objects.filter(pk__in=draft_ids, frozen_for=Waiting.PAYMENT, submitted_at=None)
    return set(waiting.values_list("pk", flat=True))


def _without_time(draft_ids: Collection[UUID], *, now: datetime) -> set[UUID]:
    """
    Keep the times of forms while they are paid for; return those whose time somebody else has.

    Times that cost something are lines of their own, which the diary keeps.
    """
    free = {
        UUID(answer["booking"]): draft.pk
        for draft in Draft.objects.filter(pk__in=draft_ids).only("pk", "answers")
        for answer in draft.answers.values()
        if isinstance(answer, dict) and answer.get("booking") and not answer.get("fee")
    }
    refused = diary_actions.keep_while_paying(booking_ids=list(free), now=now) if free else []
    return {free[booking_id] for booking_id in refused}


def _without_place(draft_ids: Collection[UUID]) -> set[UUID]:
    """
    Return those for whose form, which takes only so many, there is no place left.

    Forms are locked in the order of their ids: of two who pay for the last place at the same time
    the second sees that the first is paying.
    """
    wanted: dict[UUID, list[UUID]] = {}
    limited = Draft.objects.filter(
        pk__in=draft_ids, version__form__most_submissions__isnull=False
    ).order_by("frozen_at", "pk")
    for draft_id, form_id in limited.values_list("pk", "version__form_id"):
        wanted.setdefault(form_id, []).append(draft_id)
    full: set[UUID] = set()
    for form in Form.objects.select_for_update().filter(pk__in=wanted).order_by("pk"):
        taken = handed_in_count(form.council_id, form.slug)
        left = (
            (form.most_submissions or 0)
            - taken
            - waiting_count(form.council_id, form.slug, but=draft_ids)
        )
        full.update(wanted[form.pk][max(left, 0) :])
    return full
