"""A note that another program posts on a request it opened."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import QueryDict

from moothall.cases.actions import add_note
from moothall.cases.models import Case, TimelineEntry
from moothall.connectors.open311.errors import BadRequest, Unknown
from moothall.connectors.open311.receiving import key_of
from moothall.kernel.actors import Actor, ActorKind

LONGEST_NOTE = 4000


@transaction.atomic
def note_from(actor: Actor, form: QueryDict, *, now: datetime) -> UUID:
    """
    Add the note to the case and return its entry; the same `update_id` twice is one note.

    What a resident adds elsewhere is for staff to read first, so the note is not public; whether
    the case is closed or reopened is decided here, not there.

    :raises Unknown: if the program opened no request of this id
    :raises BadRequest: if there is nothing to note
    """
    reference = form.get("service_request_id", "").strip().upper()
    case = Case.objects.filter(
        reference=reference,
        opened_by_kind=ActorKind.PARTNER,
        opened_by_identifier=actor.identifier,
    ).first()
    if case is None:
        raise Unknown("The service_request_id was not found.")
    text = form.get("description", "").strip()
    if not text:
        raise BadRequest("description is missing.")
    if len(text) > LONGEST_NOTE:
        raise BadRequest(f"description is longer than {LONGEST_NOTE} characters.")
    key = form.get("update_id", "").strip()
    source_key = key_of(actor, key) if key else ""
    if key:
        earlier = TimelineEntry.objects.filter(case=case, source_key=source_key).first()
        if earlier is not None:
            return earlier.pk
    entry = add_note(
        actor=actor,
        case_id=case.pk,
        text=text,
        is_public=False,
        source="partner",
        source_key=source_key,
        now=now,
    )
    return entry.pk
