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
from moothall.eforms.models import Draft, Waiting
from moothall.eforms.queries import definitions_by_id
from moothall.kernel.actors import Actor


class DraftsInBaskets:
    """The owner of forms' fees."""

    key: ClassVar[str] = ABOUT

    def refusals(
        self, about_ids: Collection[UUID], /, *, language: str, now: datetime
    ) -> Mapping[UUID, str]:
        """Refuse forms that were taken out meanwhile, or handed in by other means."""
        waiting = set(
            Draft.objects.filter(
                pk__in=about_ids, frozen_for=Waiting.PAYMENT, submitted_at=None
            ).values_list("pk", flat=True)
        )
        with translation.override(language):
            reason = _("This form does not wait for a payment any more. Take it out.")
        return {one: reason for one in about_ids if one not in waiting}

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
