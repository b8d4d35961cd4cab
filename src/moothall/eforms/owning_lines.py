"""What this app tells `payments`, below it, of forms whose fee is in a basket."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from moothall.eforms.account_drafts import account_secret
from moothall.eforms.actions.freezing import thaw
from moothall.eforms.fees import ABOUT, basket_secret
from moothall.eforms.models import Draft, Form, Waiting
from moothall.eforms.queries import definitions_by_id, handed_in_count, waiting_count
from moothall.kernel.actors import Actor


class DraftsInBaskets:
    """The owner of forms' fees."""

    key: ClassVar[str] = ABOUT

    def refusals(
        self, about_ids: Collection[UUID], /, *, language: str, now: datetime
    ) -> Mapping[UUID, str]:
        """Refuse forms that were taken out meanwhile, or that have no place left for them."""
        waiting = set(
            Draft.objects.filter(
                pk__in=about_ids, frozen_for=Waiting.PAYMENT, submitted_at=None
            ).values_list("pk", flat=True)
        )
        full = _without_place(waiting)
        with translation.override(language):
            gone = _("This form does not wait for a payment any more. Take it out.")
            taken = _("All places are taken, or others are just paying for the last. Take it out.")
        return {
            one: taken if one in full else gone
            for one in about_ids
            if one in full or one not in waiting
        }

    def left_basket(self, about_id: UUID, /, *, actor: Actor, now: datetime) -> None:
        """Let the form be changed again."""
        draft = Draft.objects.select_for_update().filter(pk=about_id, submitted_at=None).first()
        if draft is not None and draft.frozen_for == Waiting.PAYMENT:
            thaw(draft, now=now)

    def addresses(self, about_ids: Collection[UUID], /, *, language: str) -> Mapping[UUID, str]:
        """Return where each form is filled in: in the account, or by its own address."""
        drafts = Draft.objects.filter(pk__in=about_ids, channel="web")
        rows = list(drafts.only("pk", "version_id", "actor_kind", "subject_id"))
        definitions = definitions_by_id({draft.version_id for draft in rows})
        with translation.override(language):
            return {
                draft.pk: reverse(
                    "account:form-resume" if draft.is_in_account else "public:form-resume",
                    kwargs={
                        "form": definitions[draft.version_id].slug,
                        "secret": (
                            account_secret(draft.pk)
                            if draft.is_in_account
                            else basket_secret(draft.pk)
                        ),
                    },
                )
                for draft in rows
            }


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
        left = (form.most_submissions or 0) - taken - waiting_count(form.council_id, form.slug)
        full.update(wanted[form.pk][max(left, 0) :])
    return full
