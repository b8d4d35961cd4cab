"""The forms that somebody has begun and not handed in, as their account lists them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.crypto import salted_hmac

from moothall.eforms.models import Draft
from moothall.eforms.queries import definitions_by_id
from moothall.eforms.wording import Wording
from moothall.kernel.actors import ActorKind
from moothall.people import protection

#: When a draft is about to be forgotten, and is so among what needs somebody.
SOON = timedelta(days=7)


@dataclass(frozen=True)
class DraftRow:
    """A form that somebody has begun, with the secret of its address in their account."""

    id: UUID
    form: str
    title: Wording
    secret: str
    started_at: datetime
    saved_at: datetime
    expires_at: datetime
    #: "signature", "payment" or nothing.
    waits_for: str
    ends_soon: bool


def account_secret(draft_id: UUID) -> str:
    """
    Return the secret in the address of a draft that is in an account.

    It follows from the draft and our key, so that lists can name it; alone it opens nothing.
    """
    return salted_hmac(
        "moothall.eforms.account-draft", str(draft_id), algorithm="sha256"
    ).hexdigest()


def drafts_of_person(council_id: int, person_id: UUID, *, now: datetime) -> list[DraftRow]:
    """
    Return what a person has begun in their account and not handed in, the latest first.

    One query, and another for versions of forms that this process has not read yet. Who acts for a
    protected person finds none: what was typed may say where they live.
    """
    if protection.withheld_among([person_id]):
        return []
    drafts = list(
        Draft.objects.filter(
            council_id=council_id,
            subject_id=person_id,
            actor_kind=ActorKind.RESIDENT.value,
            submitted_at=None,
            expires_at__gt=now,
        ).order_by("-saved_at", "-pk")
    )
    definitions = definitions_by_id({draft.version_id for draft in drafts})
    return [
        DraftRow(
            id=draft.pk,
            form=definitions[draft.version_id].slug,
            title=definitions[draft.version_id].title,
            secret=account_secret(draft.pk),
            started_at=draft.started_at,
            saved_at=draft.saved_at,
            expires_at=draft.expires_at,
            waits_for=draft.frozen_for or ("signature" if draft.frozen_at else ""),
            ends_soon=draft.expires_at <= now + SOON,
        )
        for draft in drafts
    ]
