"""The forms that somebody has begun and not handed in, for whoever helps them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from moothall.eforms.models import Draft, ReturnLink
from moothall.eforms.queries import definitions_by_id
from moothall.eforms.wording import Wording
from moothall.kernel.actors import ActorKind
from moothall.people.models import ContactKind
from moothall.people.queries import contact_points_of

MOST = 50


@dataclass(frozen=True)
class DraftRow:
    """A form that somebody left half done."""

    id: UUID
    form: str
    title: Wording
    started_at: datetime
    saved_at: datetime
    expires_at: datetime


def drafts_of_person(person_id: UUID, *, now: datetime) -> list[DraftRow]:
    """
    Return the forms a person has begun: as themselves, or with a link sent to where they are.

    The newest first; what staff began is not among them. Three queries at most.
    """
    points = contact_points_of(person_id)
    reached = {
        kind: {text for one in points if one.kind == kind for text in (one.value, one.normalised)}
        for kind in (ContactKind.EMAIL, ContactKind.PHONE)
    }
    links = ReturnLink.objects.filter(
        Q(email__in=reached[ContactKind.EMAIL] - {""})
        | Q(phone__in=reached[ContactKind.PHONE] - {""})
    )
    drafts = Draft.objects.filter(
        Q(subject_id=person_id) | Q(pk__in=links.values("draft_id"), subject_id=None),
        submitted_at=None,
        expires_at__gt=now,
    ).exclude(actor_kind=ActorKind.STAFF)
    found = list(drafts.order_by("-saved_at", "id")[:MOST])
    definitions = definitions_by_id({one.version_id for one in found})
    return [
        DraftRow(
            id=one.pk,
            form=definitions[one.version_id].slug,
            title=definitions[one.version_id].title,
            started_at=one.started_at,
            saved_at=one.saved_at,
            expires_at=one.expires_at,
        )
        for one in found
    ]
