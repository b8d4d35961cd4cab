"""
Handing a letter of ours over: claim it, commit, speak to the server, write down what came of it.

A server whose answer was lost may have the letter: it is not handed over again by itself, since
people would read it twice. Whoever wrote it is shown that and decides.
"""

from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import UUID

from django.db import transaction

from moothall.cases.mail.doors import smtp_door
from moothall.cases.mail.models import Mailbox, OutgoingKind, OutgoingMail, Sending
from moothall.cases.mail.servers import smtp
from moothall.councils.queries import council_by_id
from moothall.documents.queries import content_of, stored_files
from moothall.kernel import audit
from moothall.kernel.actors import system
from moothall.kernel.errors import GiveUp, NotFound, Retry
from moothall.kernel.tasks import pause_before_attempt

#: Longer than a server has for all of its answers, so that no two attempts overlap.
LEASE = timedelta(minutes=6)
#: With the queue's growing pauses these reach over forty hours: a mail server's bad weekend.
MOST_ATTEMPTS = 18
_POSTROOM = system("cases.mail")


def post_letter(*, mail_id: UUID, now: datetime) -> None:
    """
    Hand a letter over to its mailbox's server, unless that was done.

    :raises Retry: if it should be tried again later
    """
    outgoing = _claim(mail_id, now)
    if outgoing is None:
        return
    try:
        smtp.hand_over(
            smtp_door(outgoing.mailbox),
            sender=outgoing.mailbox.address,
            recipient=outgoing.recipient,
            content=as_bytes(outgoing),
            before=lambda: _note_handing_over(outgoing),
        )
    except smtp.LostAnswer as problem:
        _end(outgoing, Sending.UNKNOWN, str(problem), now)
    except (GiveUp, ValueError) as problem:
        _end(outgoing, Sending.FAILED, str(problem), now)
    except Retry as problem:
        _release(outgoing, problem, now)
    else:
        _end(outgoing, Sending.SENT, "", now)


def as_bytes(outgoing: OutgoingMail) -> bytes:
    """
    Return the letter as it goes over.

    :raises ValueError: if a part of it fits no header
    """
    mailbox, council = outgoing.mailbox, council_by_id(outgoing.council_id)
    name = _name(mailbox, outgoing.language, council.name_in(outgoing.language))
    letter = EmailMessage(policy=SMTP)
    letter["From"] = Address(name, addr_spec=mailbox.address)
    letter["To"] = outgoing.recipient
    letter["Subject"] = outgoing.subject
    letter["Date"] = format_datetime(outgoing.queued_at)
    letter["Message-ID"] = f"<{outgoing.message_id}>"
    if outgoing.in_reply_to:
        letter["In-Reply-To"] = f"<{outgoing.in_reply_to}>"
        letter["References"] = outgoing.references
    letter["Reply-To"] = outgoing.answer_to or mailbox.address
    letter["Content-Language"] = outgoing.language
    if outgoing.kind == OutgoingKind.ACKNOWLEDGEMENT:
        letter["Auto-Submitted"] = "auto-replied"
        letter["X-Auto-Response-Suppress"] = "All"
    letter.set_content(outgoing.text + "\n")
    for stored in stored_files([UUID(one) for one in outgoing.enclosed]):
        try:
            with content_of(stored) as content:
                main, _, sub = stored.content_type.partition("/")
                letter.add_attachment(
                    content.read(), maintype=main, subtype=sub, filename=stored.original_name
                )
        except NotFound as problem:
            raise Retry(f"“{stored.original_name}” cannot be sent yet: {problem}") from problem
    return letter.as_bytes()


@transaction.atomic
def _claim(mail_id: UUID, now: datetime) -> OutgoingMail | None:
    """
    Take the letter for this attempt.

    :raises Retry: if another attempt is under way
    """
    rows = OutgoingMail.objects.select_for_update(of=("self",)).select_related("mailbox")
    outgoing = rows.filter(pk=mail_id, state__in=[Sending.QUEUED, Sending.SENDING]).first()
    if outgoing is None:
        return None
    if outgoing.lease_until is not None and outgoing.lease_until > now:
        raise Retry("Another attempt is under way.", after=outgoing.lease_until - now)
    if outgoing.is_handed_over:
        _finish(outgoing, Sending.UNKNOWN, "The program that sent it died on the way.", now)
        return None
    outgoing.state = Sending.SENDING
    outgoing.attempts += 1
    outgoing.lease_until = now + LEASE
    outgoing.save(update_fields=["state", "attempts", "lease_until"])
    return outgoing


@transaction.atomic
def _note_handing_over(outgoing: OutgoingMail) -> None:
    """
    Commit that the letter is about to leave.

    :raises Retry: if a later attempt has meanwhile taken it
    """
    taken = OutgoingMail.objects.filter(
        pk=outgoing.pk, attempts=outgoing.attempts, state=Sending.SENDING
    ).update(is_handed_over=True)
    if not taken:
        raise Retry("Another attempt is under way.")


@transaction.atomic
def _end(outgoing: OutgoingMail, state: Sending, problem: str, now: datetime) -> None:
    current = _of_this_attempt(outgoing)
    if current is not None:
        _finish(current, state, problem, now)


def _finish(outgoing: OutgoingMail, state: Sending, problem: str, now: datetime) -> None:
    outgoing.state, outgoing.problem, outgoing.lease_until = state, problem[:300], None
    outgoing.sent_at = now if state is Sending.SENT else None
    outgoing.save(update_fields=["state", "problem", "lease_until", "sent_at"])
    audit.record(actor=_POSTROOM, verb=f"mail.{state.value}", subject=outgoing, now=now)


def _release(outgoing: OutgoingMail, problem: Retry, now: datetime) -> None:
    """Give the letter back for another attempt, or fail it after the last."""
    if outgoing.attempts >= MOST_ATTEMPTS:
        _end(outgoing, Sending.FAILED, str(problem), now)
        return
    with transaction.atomic():
        current = _of_this_attempt(outgoing)
        if current is None:
            return
        current.state, current.problem = Sending.QUEUED, str(problem)[:300]
        current.lease_until, current.is_handed_over = None, False
        current.save(update_fields=["state", "problem", "lease_until", "is_handed_over"])
    after = problem.after or pause_before_attempt(outgoing.attempts)
    raise Retry(str(problem), after=after) from problem


def _of_this_attempt(outgoing: OutgoingMail) -> OutgoingMail | None:
    return (
        OutgoingMail.objects.select_for_update()
        .filter(pk=outgoing.pk, attempts=outgoing.attempts, state=Sending.SENDING)
        .first()
    )


def _name(mailbox: Mailbox, language: str, council: str) -> str:
    own = (mailbox.name_cy if language == "cy" else "") or mailbox.name
    return f"{own}, {council}"
