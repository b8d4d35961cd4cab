"""What residents begin in their account: a complaint about a case, a question about anything."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from moothall.cases import policies
from moothall.cases.actions.opening import open_case
from moothall.cases.actions.own_acts import account_for, note_down, own_case, require_act
from moothall.cases.acts import Act
from moothall.cases.channels import Channel
from moothall.cases.models import Case, EntryKind
from moothall.cases.particulars import CaseDetail, CaseLocation
from moothall.councils.models import CaseKind
from moothall.councils.queries import service_type as service_type_of
from moothall.councils.queries import service_types
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require


@transaction.atomic(savepoint=False)
def complain(
    *,
    actor: Actor,
    case_id: UUID,
    text: str,
    file_ids: Sequence[UUID] = (),
    key: str,
    language: str,
    now: datetime,
) -> Case:
    """
    Open a complaint about one's case and return it; the same `key` again returns the first.

    It goes to the service of the council that takes complaints or, where it has none, to the one
    that it is about.

    :raises NotFound: if the councils in force have no such case
    :raises Conflict: if the council takes no complaint about it now
    """
    about = own_case(actor, case_id)
    submission_key = f"complaint:{about.pk}:{key}"
    known = Case.objects.filter(council_id=about.council_id, submission_key=submission_key).first()
    if known is not None:
        return known
    require_act(about, Act.COMPLAIN, now)
    complaint = open_case(
        actor=actor,
        council_id=about.council_id,
        service_type=service_for_complaints(about.council_id, about.service_type_id),
        kind=CaseKind.COMPLAINT.value,
        about_case_id=about.pk,
        person_id=about.person_id,
        channel=Channel.WEB.value,
        summary=text,
        details=[_typed("complaint.text", text)],
        submission_key=submission_key,
        attachment_ids=file_ids,
        language=language,
        now=now,
    )
    said = note_down(about, actor, EntryKind.COMPLAINT, str(complaint.reference), now, key=key)
    account_for(about, actor, Act.COMPLAIN, said, now)
    return complaint


@transaction.atomic(savepoint=False)
def tell_again(
    *,
    actor: Actor,
    case_id: UUID,
    text: str,
    file_ids: Sequence[UUID] = (),
    key: str,
    language: str,
    now: datetime,
) -> Case:
    """
    Open a new case about what one's old case was about, which was closed too long ago.

    It names the old one, is of its service and at its place; the same `key` again returns the
    first.

    :raises NotFound: if the councils in force have no such case, or its service is no longer there
    :raises Conflict: if the old one is not closed, or can be opened again
    """
    about = own_case(actor, case_id)
    known = _told_again(about, key)
    if known is not None:
        return known
    if about.kind == CaseKind.COMPLAINT:
        raise Conflict("A complaint goes on in its stages, or to the ombudsman.")
    require_act(about, Act.AGAIN, now)
    return open_about(
        about, actor, text, key=key, channel=Channel.WEB.value, file_ids=file_ids,
        language=language, now=now,
    )  # fmt: skip


def open_about(
    about: Case,
    actor: Actor,
    text: str,
    *,
    key: str,
    channel: str,
    language: str = "",
    file_ids: Sequence[UUID] = (),
    now: datetime,
) -> Case:
    """Open a case of the same service, person and place as an old one that it names."""
    return open_case(
        actor=actor,
        council_id=about.council_id,
        service_type=about.service_type.slug,
        about_case_id=about.pk,
        person_id=about.person_id,
        channel=channel,
        summary=text,
        details=[_typed("again.text", text)],
        location=CaseLocation(
            description=about.place,
            easting=about.easting,
            northing=about.northing,
            latitude=about.latitude,
            longitude=about.longitude,
            uprn=about.uprn,
            usrn=about.usrn,
        ),
        submission_key=_again_key(about, key),
        attachment_ids=file_ids,
        language=language or about.language,
        now=now,
    )


def _again_key(about: Case, key: str) -> str:
    return f"again:{about.pk}:{key}"


def _told_again(about: Case, key: str) -> Case | None:
    return Case.objects.filter(
        council_id=about.council_id, submission_key=_again_key(about, key)
    ).first()


@transaction.atomic(savepoint=False)
def write_to_council(
    *,
    actor: Actor,
    council_id: int,
    person_id: UUID,
    service_type: str,
    text: str,
    file_ids: Sequence[UUID] = (),
    key: str,
    language: str,
    now: datetime,
) -> Case:
    """
    Ask the council something that is about no case; the enquiry that it opens is returned.

    The same `key` again returns the first.

    :raises NotPermitted: if the actor does not act for this person
    :raises NotFound: if the council answers no questions about such a thing
    """
    require(policies.can_write_to_council(actor, person_id, council_id))
    if service_type_of(council_id, service_type).case_kind != CaseKind.ENQUIRY:
        raise NotFound("This service answers no questions.")
    return open_case(
        actor=actor,
        council_id=council_id,
        service_type=service_type,
        person_id=person_id,
        channel=Channel.WEB.value,
        summary=text,
        details=[_typed("enquiry.text", text)],
        submission_key=f"account:{person_id}:{key}",
        attachment_ids=file_ids,
        language=language,
        now=now,
    )


def service_for_complaints(council_id: int, about_id: UUID | None) -> str:
    """
    Return the service that takes a complaint about another: the council's for all, or that one.

    :raises NotFound: if the council has neither any more
    """
    offered = service_types(council_id)
    taking = [one.slug for one in offered if one.case_kind == CaseKind.COMPLAINT]
    own = [one.slug for one in offered if one.id == about_id]
    if not taking and not own:
        raise NotFound("The council has nobody left who takes this complaint.")
    return (taking or own)[0]


def _typed(key: str, text: str) -> CaseDetail:
    """Return what was typed as a particular, its question in both languages."""
    labels = {}
    for language in ("en", "cy"):
        with translation.override(language):
            labels[language] = gettext("What you wrote")
    return CaseDetail(key=key, label=labels["en"], label_cy=labels["cy"], value=text.strip())
