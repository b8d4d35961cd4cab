"""Answering: drafts that are kept as they are typed, and the letter that one becomes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet

from moothall.cases import policies as case_policies
from moothall.cases.actions.accounting import entry, keep_sign, locked_case
from moothall.cases.channels import Channel, Direction
from moothall.cases.mail import policies
from moothall.cases.mail.actions.queueing import queue_mail
from moothall.cases.mail.models import (
    Fate,
    Mail,
    Mailbox,
    MailDraft,
    OutgoingKind,
    OutgoingMail,
    Sending,
)
from moothall.cases.models import Attachment, Case, EntryKind, Interaction, TimelineEntry
from moothall.cases.models.case import LONGEST_SUMMARY
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.card_numbers import without_card_numbers
from moothall.kernel.errors import Conflict, NotFound, TransitionNotAllowed
from moothall.kernel.insert_once import insert_once
from moothall.kernel.policies import require

MAIL, CASE = "mail", "case"
LONGEST_TEXT = 50_000
#: What the resident and the team say to each other beside letters.
TALKED = (EntryKind.MESSAGE, EntryKind.QUESTION, EntryKind.ANSWER)


@dataclass(frozen=True)
class Subject:
    """What is answered: a letter, or a case."""

    kind: str
    id: UUID


class AddressNotValid(ValueError):
    """Nobody can be written to at this address."""


@transaction.atomic
def save_draft(
    *,
    actor: Actor,
    council_id: int,
    subject: Subject,
    text: str,
    title: str,
    recipient: str,
    version: int,
    now: datetime,
) -> MailDraft:
    """
    Keep an answer as it is typed; `version` is the one that the screen began with, 0 for none.

    :raises Conflict: if another screen of the same person has meanwhile kept something else
    """
    require(actor.may(policies.WORK, council_id))
    begun = MailDraft(
        council_id=council_id,
        subject_kind=subject.kind,
        subject_id=subject.id,
        author_identifier=actor.identifier,
        author_name=actor.name,
        version=0,
        saved_at=now,
    )
    insert_once(begun, unique=["council", "subject_kind", "subject_id", "author_identifier"])
    draft = MailDraft.objects.select_for_update().get(
        subject_kind=subject.kind, subject_id=subject.id, author_identifier=actor.identifier
    )
    said = (
        without_card_numbers(text.replace("\r\n", "\n"))[:LONGEST_TEXT],
        " ".join(without_card_numbers(title).split())[:500],
        recipient.strip()[:320],
    )
    if said == (draft.text, draft.title, draft.recipient) and draft.version:
        return draft
    if draft.version != version:
        raise Conflict("This was changed on another screen.")
    draft.text, draft.title, draft.recipient = said
    draft.version += 1
    draft.saved_at = now
    draft.save()
    return draft


@transaction.atomic
def drop_draft(*, actor: Actor, subject: Subject) -> None:
    """Throw away one's own draft."""
    _drafts(actor, subject).delete()


@transaction.atomic
def answer_mail(
    *,
    actor: Actor,
    mail_id: UUID,
    seen: int,
    seen_of_case: UUID | None,
    recipient: str,
    title: str,
    text: str,
    language: str,
    file_ids: Sequence[UUID] = (),
    now: datetime,
) -> OutgoingMail:
    """
    Answer a letter; `seen` is its version when the writer opened it.

    Of a letter about a case, `seen_of_case` is the newest of what was said in the case.

    :raises NotFound: if the councils in force have no such letter
    :raises Conflict: if somebody has meanwhile answered it, decided otherwise, or written elsewhere
    """
    mail = locked_mail(actor, mail_id)
    if mail.version != seen:
        raise Conflict("Somebody else has dealt with this letter.")
    to = _checked(recipient)
    case = locked_case(mail.case_id) if mail.case_id else None
    if case is not None and newest_of_case(case.pk) != seen_of_case:
        raise Conflict("Somebody else has written about the case of this letter.")
    outgoing = queue_mail(
        actor=actor, mailbox=mail.mailbox, kind=OutgoingKind.ANSWER, recipient=to, subject=title,
        text=text, mail=mail, case=case, person_id=mail.person_id, file_ids=file_ids,
        language=language, now=now,
    )  # fmt: skip
    _note_outgoing(actor, outgoing, case, now)
    mail.fate = Fate.ANSWERED
    mark_settled(mail, actor, now)
    _drafts(actor, Subject(MAIL, mail.pk)).delete()
    return outgoing


@transaction.atomic
def write_about_case(
    *,
    actor: Actor,
    case_id: UUID,
    mailbox_id: UUID,
    seen: UUID | None,
    recipient: str,
    title: str,
    text: str,
    language: str,
    file_ids: Sequence[UUID] = (),
    now: datetime,
) -> OutgoingMail:
    """
    Write to the person of a case by e-mail; `seen` is the newest letter that the writer saw.

    :raises NotFound: if the councils in force have no such case or mailbox
    :raises Conflict: if a letter came in or went out meanwhile
    """
    case = locked_case(case_id)
    require(case_policies.can_edit_case(actor, case.council_id))
    mailbox = Mailbox.objects.filter(pk=mailbox_id, is_active=True).first()
    if mailbox is None:
        raise NotFound("There is no such mailbox.")
    require(policies.can_work_with(actor, mailbox))
    if newest_of_case(case.pk) != seen:
        raise Conflict("Somebody else has written about this case.")
    to = _checked(recipient)
    answered = Mail.objects.filter(case_id=case.pk, sender_address=to.lower()).order_by("-came_at")
    outgoing = queue_mail(
        actor=actor, mailbox=mailbox, kind=OutgoingKind.ANSWER, recipient=to, subject=title,
        text=text, mail=answered.first(), case=case, person_id=case.person_id,
        file_ids=_files_of(case, file_ids), language=language, now=now,
    )  # fmt: skip
    _note_outgoing(actor, outgoing, case, now)
    _drafts(actor, Subject(CASE, case.pk)).delete()
    return outgoing


@transaction.atomic
def send_again(*, actor: Actor, outgoing_id: UUID, now: datetime) -> OutgoingMail:
    """
    Send a letter once more that failed, or of which nobody knows whether it arrived.

    :raises NotFound: if the councils in force have no such letter
    :raises TransitionNotAllowed: if it is neither
    """
    from moothall.cases.mail import tasks  # noqa: PLC0415 - kept beside its use

    rows = OutgoingMail.objects.select_for_update(of=("self",)).select_related("mailbox")
    outgoing = rows.filter(pk=outgoing_id).first()
    if outgoing is None:
        raise NotFound("There is no such letter.")
    require(policies.can_work_with(actor, outgoing.mailbox))
    if outgoing.state not in {Sending.FAILED, Sending.UNKNOWN, Sending.BOUNCED}:
        raise TransitionNotAllowed("This letter is on its way.")
    outgoing.state, outgoing.problem = Sending.QUEUED, ""
    outgoing.attempts, outgoing.is_handed_over = 0, False
    outgoing.save(update_fields=["state", "problem", "attempts", "is_handed_over"])
    tasks.send.defer(council_id=outgoing.council_id, mail_id=outgoing.pk)
    audit.record(actor=actor, verb="mail.sent-again", subject=outgoing, now=now)
    return outgoing


def locked_mail(actor: Actor, mail_id: UUID) -> Mail:
    """
    Return a letter that nobody else can change until the transaction ends.

    :raises NotFound: if the councils in force have none, or the actor may not read its mailbox
    """
    rows = Mail.objects.select_for_update(of=("self",)).select_related("mailbox")
    mail = rows.filter(pk=mail_id).first()
    if mail is None or not policies.can_work_with(actor, mail.mailbox):
        raise NotFound("There is no such e-mail.")
    return mail


def mark_settled(mail: Mail, actor: Actor, now: datetime) -> None:
    """Write down who decided what becomes of a letter, for those who have it open to see."""
    mail.version += 1
    mail.settled_at = now
    mail.settled_by_kind = actor.kind.value
    mail.settled_by_identifier = actor.identifier
    mail.settled_by_name = actor.name
    mail.save()
    audit.record(
        actor=actor, verb="mail.settled", subject=mail, now=now, detail={"fate": mail.fate}
    )


def newest_of_case(case_id: UUID) -> UUID | None:
    """Return the newest of a case's letters and of what was said else: ids are in order of time."""
    rows: list[QuerySet[Any]] = [
        Mail.objects.filter(case_id=case_id),
        OutgoingMail.objects.filter(case_id=case_id),
        TimelineEntry.objects.filter(case_id=case_id, kind__in=TALKED),
    ]
    found = [one.order_by("-pk").values_list("pk", flat=True).first() for one in rows]
    return max((one for one in found if one is not None), default=None)


def _note_outgoing(actor: Actor, outgoing: OutgoingMail, case: Case | None, now: datetime) -> None:
    Interaction(
        council_id=outgoing.council_id,
        channel=Channel.EMAIL,
        direction=Direction.OUTBOUND,
        person_id=outgoing.person_id,
        case_id=case.pk if case else None,
        summary=outgoing.subject[:LONGEST_SUMMARY],
        happened_at=now,
        logged_by_kind=actor.kind.value,
        logged_by_identifier=actor.identifier,
        logged_by_name=actor.name,
    ).save(force_insert=True)
    if case is not None:
        is_theirs = outgoing.person_id is not None and outgoing.person_id == case.person_id
        case.note_answer(at=now)
        keep_sign(case, actor, now)
        case.save(
            update_fields=["first_response_at", "next_due_at", "updated_at", "resident_acted_at"]
        )
        TimelineEntry.objects.bulk_create(
            [entry(case, actor, EntryKind.MESSAGE, now, is_public=is_theirs, text=outgoing.text)]
        )
    audit.record(
        actor=actor, verb="mail.written", subject=outgoing, now=now,
        detail={"case": str(case.pk) if case else "", "files": len(outgoing.enclosed)},
    )  # fmt: skip


def _files_of(case: Case, file_ids: Sequence[UUID]) -> list[UUID]:
    """Return those of these files that the case has: no other file leaves with its letters."""
    own = set(Attachment.objects.filter(case_id=case.pk).values_list("file_id", flat=True))
    return [one for one in file_ids if one in own]


def _checked(recipient: str) -> str:
    """
    Return an address that can be written to.

    :raises AddressNotValid: otherwise
    """
    address = recipient.strip()
    try:
        validate_email(address)
    except ValidationError as problem:
        raise AddressNotValid("Nobody can be written to at this address.") from problem
    return address


def _drafts(actor: Actor, subject: Subject) -> QuerySet[MailDraft]:
    return MailDraft.objects.filter(
        subject_kind=subject.kind, subject_id=subject.id, author_identifier=actor.identifier
    )
