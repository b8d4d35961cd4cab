"""What waits for a resident among the forms that they have begun."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from moothall.eforms.account_drafts import drafts_of_person
from moothall.people import scopes
from moothall.people.needs_you import NeedsYou, Pressing


class DraftsAboutToEnd:
    """Tells of drafts that are soon forgotten, but for those that wait for a signer."""

    key: ClassVar[str] = "eforms.drafts"
    scope: ClassVar[str] = scopes.DRAFTS

    def waiting(
        self, person_id: UUID, /, *, council_id: int, language: str, now: datetime
    ) -> Sequence[NeedsYou]:
        """Return each draft that ends soon."""
        return [
            NeedsYou(
                key=f"eforms.draft:{draft.id}",
                pressing=Pressing.ENDS,
                tag=_("Finish your form"),
                title=draft.title.within(language),
                href=reverse("account:form-resume", args=[draft.form, draft.secret]),
                since=draft.saved_at,
                by=localtime(draft.expires_at).date(),
            )
            for draft in drafts_of_person(council_id, person_id, now=now)
            if draft.ends_soon and not draft.waits_for
        ]
