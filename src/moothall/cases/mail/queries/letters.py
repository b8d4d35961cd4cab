"""Letters for pages: lists, one with all that belongs to it, and those of a case."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from moothall.cases.mail.models import (
    Fate,
    KeptMail,
    Mail,
    Mailbox,
    MailKind,
    OutgoingMail,
    Sending,
)
from moothall.cases.mail.policies import can_work_with
from moothall.cases.mail.queries.matching import persons_of_address
from moothall.cases.mail.rows import PROBLEMS, MailFile, MailRecord, MailRow, SentRow
from moothall.documents.models import StoredFile
from moothall.documents.queries import content_of
from moothall.kernel.actors import Actor
from moothall.kernel.card_numbers import without_card_numbers
from moothall.kernel.errors import NotFound
from moothall.people import protection

PAGE = 25
_AGAIN = frozenset({Sending.FAILED, Sending.UNKNOWN, Sending.BOUNCED})
_LONGEST_RAW = 500_000


def readable_mailboxes(actor: Actor, council_ids: Sequence[int]) -> list[Mailbox]:
    """Return the mailboxes that somebody may read; one query."""
    rows = Mailbox.objects.filter(council_id__in=list(council_ids)).order_by("name", "slug")
    return [one for one in rows if can_work_with(actor, one)]


def letters_waiting(
    mailboxes: Iterable[Mailbox], *, state: str = "waiting", after: str = "", limit: int = PAGE
) -> list[MailRow]:
    """
    Return letters of these mailboxes: those that wait, oldest first, or all, newest first.

    One query, and one for whom of their writers nothing may be shown. `after` is the id of the
    last of the page before.
    """
    rows = Mail.objects.filter(mailbox_id__in=[one.pk for one in mailboxes])
    if state == Fate.WAITING:
        rows = rows.filter(fate=Fate.WAITING).order_by("came_at", "pk")
    else:
        rows = rows.order_by("-came_at", "-pk")
    last = _last(after)
    if last is not None:
        side = "gt" if state == Fate.WAITING else "lt"
        later = Q(**{f"came_at__{side}": last.came_at}) | Q(
            came_at=last.came_at, **{f"pk__{side}": last.pk}
        )
        rows = rows.filter(later)
    return _rows(rows.select_related("mailbox", "case")[:limit])


def letter(actor: Actor, mail_id: UUID) -> MailRecord:
    """
    Return a letter with all that its page shows.

    :raises NotFound: if the councils in force have none, or its mailbox is not the actor's to read
    """
    mail = _readable(actor, mail_id)
    [row] = _rows([mail])
    candidates = persons_of_address(mail.council_id, mail.sender_address)
    guess = mail.guessed_case
    return MailRecord(
        row=row,
        mailbox_id=mail.mailbox_id,
        version=mail.version,
        text=str(protection.HIDDEN) if row.is_withheld else mail.text,
        sender_address="" if row.is_withheld else mail.sender_address,
        reply_address="" if row.is_withheld else mail.reply_address,
        files=() if row.is_withheld else _files(mail),
        problems=tuple(str(PROBLEMS[one]) for one in mail.problems if one in PROBLEMS),
        has_original=not row.is_withheld
        and KeptMail.objects.filter(mail_id=mail.pk, file__isnull=False).exists(),
        person_id=mail.person_id,
        case_id=mail.case_id,
        guessed_case_id=guess.pk if guess else None,
        guessed_reference=str(guess.reference) if guess else "",
        settled_by=mail.settled_by_name,
        settled_at=mail.settled_at,
        sent=_sent(OutgoingMail.objects.filter(mail_id=mail.pk), is_withheld=row.is_withheld),
        candidates=tuple(candidates),
    )


def letters_of_case(case_id: UUID, *, is_withheld: bool) -> tuple[list[MailRow], list[SentRow]]:
    """Return the letters of a case, in and out; two queries, and one for whom they are of."""
    came = Mail.objects.filter(case_id=case_id).select_related("mailbox", "case")
    sent = OutgoingMail.objects.filter(case_id=case_id)
    return _rows(came.order_by("came_at", "pk")), list(_sent(sent, is_withheld=is_withheld))


def letters_in_trouble(mailboxes: Iterable[Mailbox], *, limit: int = PAGE) -> list[SentRow]:
    """Return letters of ours that did not arrive, or of which nobody knows; newest first."""
    rows = OutgoingMail.objects.filter(
        mailbox_id__in=[one.pk for one in mailboxes], state__in=sorted(_AGAIN)
    )
    return list(_sent(rows.order_by("-queued_at")[:limit], is_withheld=False))


def original_of(actor: Actor, mail_id: UUID) -> str:
    """
    Return a letter as it came, as text, for a page that runs nothing.

    :raises NotFound: if there is none that the actor may read
    """
    mail = _readable(actor, mail_id)
    if protection.withheld_among([mail.person_id]):
        raise NotFound("This letter is hidden.")
    kept = KeptMail.objects.filter(mail_id=mail.pk, file__isnull=False).order_by("kept_at").first()
    file: StoredFile | None = kept.file if kept else None
    if file is None:
        raise NotFound("It was not kept.")
    with content_of(file) as content:
        raw = content.read(_LONGEST_RAW)
    return without_card_numbers(raw.decode("utf-8", "replace").replace("\x00", ""))


def _readable(actor: Actor, mail_id: UUID) -> Mail:
    rows = Mail.objects.select_related("mailbox", "case", "guessed_case")
    mail = rows.filter(pk=mail_id).first()
    if mail is None or not can_work_with(actor, mail.mailbox):
        raise NotFound("There is no such e-mail.")
    return mail


def _last(after: str) -> Mail | None:
    try:
        return Mail.objects.filter(pk=UUID(after)).first() if after else None
    except ValueError:
        return None


def _rows(mails: Iterable[Mail]) -> list[MailRow]:
    found = list(mails)
    withheld = protection.withheld_among(
        person for mail in found for person in (mail.person_id, _person_of_case(mail))
    )
    return [
        _row(mail, is_withheld=bool({mail.person_id, _person_of_case(mail)} & withheld))
        for mail in found
    ]


def _person_of_case(mail: Mail) -> UUID | None:
    return mail.case.person_id if mail.case is not None else None


def _row(mail: Mail, *, is_withheld: bool) -> MailRow:
    hidden = str(protection.HIDDEN)
    return MailRow(
        id=mail.pk,
        council_id=mail.council_id,
        kind=mail.kind,
        kind_label=str(MailKind(mail.kind).label),
        fate=mail.fate,
        fate_label=str(Fate(mail.fate).label),
        sender=hidden if is_withheld else mail.sender_name or mail.sender_address,
        subject=hidden if is_withheld else mail.subject,
        mailbox=mail.mailbox.name,
        came_at=mail.came_at,
        alike=mail.alike,
        case_reference=str(mail.case.reference) if mail.case is not None else "",
        is_doubtful_sender=mail.case is not None and not mail.is_verified,
        is_withheld=is_withheld,
    )


def _files(mail: Mail) -> tuple[MailFile, ...]:
    return tuple(MailFile(one["name"], one["file_id"], one["problem"]) for one in mail.files)


def _sent(rows: QuerySet[OutgoingMail, Any], *, is_withheld: bool) -> tuple[SentRow, ...]:
    hidden = str(protection.HIDDEN)
    return tuple(
        SentRow(
            id=one.pk,
            kind=one.kind,
            kind_label=str(one.get_kind_display()),
            state=one.state,
            state_label=str(one.get_state_display()),
            recipient=hidden if is_withheld else one.recipient,
            subject=hidden if is_withheld else one.subject,
            text=hidden if is_withheld else one.text,
            problem=one.problem,
            queued_at=one.queued_at,
            by=one.written_by_name,
            may_be_sent_again=one.state in _AGAIN,
        )
        for one in rows
    )
