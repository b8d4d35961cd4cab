"""What an officer decides about a letter that waits."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.cases import policies as case_policies
from moothall.cases.actions import open_case
from moothall.cases.channels import Channel
from moothall.cases.mail.actions.answering import AddressNotValid, locked_mail, mark_settled
from moothall.cases.mail.actions.joining import add_to_case
from moothall.cases.mail.actions.queueing import queue_mail
from moothall.cases.mail.models import Fate, Mail, OutgoingKind, OutgoingMail
from moothall.cases.mail.queries.matching import persons_of_address
from moothall.cases.models import Case, Interaction
from moothall.cases.models.case import LONGEST_SUMMARY
from moothall.cases.particulars import CaseDetail
from moothall.councils.queries import council_by_id
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.people.queries import persons_by_id

#: How somebody may end the waiting of a letter without more ado.
CLOSINGS = frozenset({Fate.SPAM, Fate.NOT_FOR_US, Fate.CLOSED})
#: Addresses at which councils and public bodies are written to; no letter is sent on elsewhere.
_PUBLIC_BODIES = (".gov.uk", ".gov.wales", ".llyw.cymru", ".gov.scot", ".nhs.uk", ".police.uk")


@transaction.atomic
def choose_person(
    *, actor: Actor, mail_id: UUID, seen: int, person_id: UUID | None, now: datetime
) -> Mail:
    """
    Say who wrote a letter.

    :raises NotFound: if the councils in force have no such letter or person
    :raises Conflict: if somebody has meanwhile decided something about it
    """
    mail = _as_seen(actor, mail_id, seen)
    if person_id is not None and person_id not in persons_by_id([person_id]):
        raise NotFound("There is no such person.")
    mail.person_id = person_id
    mail.save(update_fields=["person"])
    Interaction.objects.filter(pk__in=[mail.interaction_id]).update(person_id=person_id)
    mail.version += 1
    mail.save(update_fields=["version"])
    return mail


@transaction.atomic
def join_case(*, actor: Actor, mail_id: UUID, seen: int, case_id: UUID, now: datetime) -> Mail:
    """
    Put a letter on a case; it is the case's person's word only if their address sent it.

    :raises NotFound: if the councils in force have no such letter or case
    :raises Conflict: if somebody has meanwhile decided something about it
    """
    mail = _as_seen(actor, mail_id, seen)
    require(case_policies.can_edit_case(actor, mail.council_id))
    case = Case.objects.filter(pk=case_id, council_id=mail.council_id).first()
    if case is None:
        raise NotFound("There is no such case.")
    senders = persons_of_address(mail.council_id, mail.sender_address)
    is_verified = case.person_id is not None and case.person_id in senders
    if is_verified:
        mail.person_id = case.person_id
        mail.save(update_fields=["person"])
    if mail.case_id != case.pk:
        add_to_case(actor=actor, mail=mail, case_id=case.pk, is_verified=is_verified, now=now)
    mail.fate = Fate.JOINED
    mark_settled(mail, actor, now)
    return mail


@transaction.atomic
def open_case_from_mail(
    *,
    actor: Actor,
    mail_id: UUID,
    seen: int,
    service_type: str,
    summary: str,
    language: str,
    now: datetime,
) -> Case:
    """
    Open a case out of a letter, with its words and files; pressed twice, there is one.

    :raises NotFound: if the councils in force have no such letter or service
    :raises Conflict: if somebody has meanwhile decided something about it
    """
    mail = _as_seen(actor, mail_id, seen)
    case = open_case(
        actor=actor,
        council_id=mail.council_id,
        service_type=service_type,
        person_id=mail.person_id,
        channel=Channel.EMAIL,
        summary=(summary or mail.subject or mail.text)[:LONGEST_SUMMARY],
        submission_key=f"mail:{mail.pk}",
        details=[
            CaseDetail(key="mail", label="E-mail", value=f"{mail.subject}\n\n{mail.text}".strip())
        ],
        attachment_ids=[UUID(one["file_id"]) for one in mail.files if one["file_id"]],
        interaction_id=mail.interaction_id,
        language=language,
        now=now,
    )
    mail.case_id, mail.fate, mail.is_verified = case.pk, Fate.OPENED, mail.person_id is not None
    mark_settled(mail, actor, now)
    return case


@transaction.atomic
def close_mail(*, actor: Actor, mail_id: UUID, seen: int, fate: str, now: datetime) -> Mail:
    """
    End the waiting of a letter: spam, not for us, or nothing to do.

    :raises NotFound: if the councils in force have no such letter
    :raises Conflict: if somebody has meanwhile decided something about it
    """
    mail = _as_seen(actor, mail_id, seen)
    require(fate in CLOSINGS)
    mail.fate = Fate(fate)
    mark_settled(mail, actor, now)
    return mail


@transaction.atomic
def send_on(
    *, actor: Actor, mail_id: UUID, seen: int, recipient: str, now: datetime
) -> OutgoingMail:
    """
    Send a letter on to the public body that it is for, without its files.

    Carefully: to a public body's address alone, never to ourselves, and never what a protected
    person wrote.

    :raises AddressNotValid: if it is no such address
    :raises Conflict: if somebody has meanwhile decided something about it
    """
    mail = _as_seen(actor, mail_id, seen)
    to = recipient.strip().lower()
    person = persons_by_id([mail.person_id]).get(mail.person_id) if mail.person_id else None
    own = council_by_id(mail.council_id).contact.email.partition("@")[2].lower()
    domain = to.partition("@")[2]
    require(person is None or not person.is_protected)
    if not domain.endswith(_PUBLIC_BODIES) or domain in {
        own,
        mail.mailbox.address.partition("@")[2],
    }:
        raise AddressNotValid("Letters are sent on to other public bodies alone.")
    outgoing = queue_mail(
        actor=actor,
        mailbox=mail.mailbox,
        kind=OutgoingKind.SENT_ON,
        recipient=to,
        subject=f"Fwd: {mail.subject}",
        text=f"From: {mail.sender_name} <{mail.sender_address}>\n\n{mail.text}",
        mail=mail,
        now=now,
    )
    mail.fate = Fate.SENT_ON
    mark_settled(mail, actor, now)
    return outgoing


@transaction.atomic
def reopen_mail(*, actor: Actor, mail_id: UUID, seen: int, now: datetime) -> Mail:
    """
    Let a letter wait again that was closed by mistake.

    :raises Conflict: if somebody has meanwhile decided something about it
    """
    mail = _as_seen(actor, mail_id, seen)
    mail.fate = Fate.WAITING
    mark_settled(mail, actor, now)
    return mail


def _as_seen(actor: Actor, mail_id: UUID, seen: int) -> Mail:
    """
    Return a locked letter as the actor saw it.

    :raises Conflict: if it was changed since
    """
    mail = locked_mail(actor, mail_id)
    if mail.version != seen:
        raise Conflict("Somebody else has dealt with this letter.")
    return mail
