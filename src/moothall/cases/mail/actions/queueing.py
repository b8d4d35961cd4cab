"""Putting a letter of ours where a worker takes it, in the transaction that it follows from."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from moothall.cases.mail import tasks
from moothall.cases.mail.addresses import signed_address
from moothall.cases.mail.models import Mail, Mailbox, OutgoingKind, OutgoingMail
from moothall.cases.mail.telling_apart import without_marks
from moothall.cases.models import Case
from moothall.documents.actions import keep_files
from moothall.kernel.actors import Actor
from moothall.kernel.card_numbers import without_card_numbers
from moothall.kernel.ids import new_id

_MOST_REFERENCES = 10


def queue_mail(
    *,
    actor: Actor,
    mailbox: Mailbox,
    kind: OutgoingKind,
    recipient: str,
    subject: str,
    text: str,
    now: datetime,
    mail: Mail | None = None,
    case: Case | None = None,
    person_id: UUID | None = None,
    file_ids: Sequence[UUID] = (),
    language: str = "en",
) -> OutgoingMail:
    """Write down a letter that a worker hands over once this transaction is committed."""
    mail_id = new_id()
    earlier = f"{mail.references} <{mail.message_id}>".split() if mail and mail.message_id else []
    is_answer = mail is not None and kind != OutgoingKind.SENT_ON
    keep_files(file_ids=file_ids, now=now)
    outgoing = OutgoingMail(
        id=mail_id,
        council_id=mailbox.council_id,
        mailbox=mailbox,
        kind=kind,
        mail=mail,
        case=case,
        person_id=person_id or (mail.person_id if mail else None),
        recipient=recipient.strip(),
        subject=_subject(subject, is_answer=is_answer),
        text=without_card_numbers(text.replace("\r\n", "\n").strip()),
        language=language,
        enclosed=[str(one) for one in file_ids],
        message_id=f"{mail_id}@{mailbox.address.partition('@')[2]}",
        in_reply_to=mail.message_id if mail and is_answer else "",
        references=" ".join(earlier[-_MOST_REFERENCES:]) if is_answer else "",
        answer_to=_answer_to(mailbox, case),
        queued_at=now,
        written_by_kind=actor.kind.value,
        written_by_identifier=actor.identifier,
        written_by_name=actor.name,
    )
    outgoing.save(force_insert=True)
    tasks.send.defer(council_id=mailbox.council_id, mail_id=mail_id)
    return outgoing


def _answer_to(mailbox: Mailbox, case: Case | None) -> str:
    if case is None:
        return mailbox.address
    return signed_address(
        mailbox.address, council_id=mailbox.council_id, reference=str(case.reference)
    )


def _subject(subject: str, *, is_answer: bool) -> str:
    plain = without_card_numbers(" ".join(subject.split()))
    return (f"Re: {without_marks(plain)}" if is_answer else plain)[:500]
