"""Saying that a letter has arrived, and never to a machine."""

from datetime import datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from moothall.cases.mail.actions.queueing import queue_mail
from moothall.cases.mail.models import Mail, Mailbox, MailKind, OutgoingKind, OutgoingMail
from moothall.cases.mail.reading.letter import Letter
from moothall.councils.queries import council_by_id
from moothall.kernel import rate_limits
from moothall.kernel.actors import system

_POSTROOM = system("cases.mail")
#: However many strangers write: beyond this a mailbox is being used to write to others.
MOST_AN_HOUR = 200


def acknowledge(*, mail: Mail, letter: Letter, now: datetime) -> OutgoingMail | None:
    """
    Say that a letter has arrived, within the transaction that files it.

    Once a sender and mailbox in the hours that the mailbox says; never to what a program sent.
    """
    mailbox = Mailbox.objects.select_for_update(no_key=True).get(pk=mail.mailbox_id)
    if not mailbox.acknowledges or not mailbox.smtp_host or not _waits_for_it(mail, letter):
        return None
    since = now - timedelta(hours=mailbox.acknowledge_hours)
    told = OutgoingMail.objects.filter(
        mailbox_id=mailbox.pk,
        kind=OutgoingKind.ACKNOWLEDGEMENT,
        recipient=mail.sender_address,
        queued_at__gt=since,
    )
    if told.exists() or not _within_the_hour(mailbox, now):
        return None
    return queue_mail(
        actor=_POSTROOM,
        mailbox=mailbox,
        kind=OutgoingKind.ACKNOWLEDGEMENT,
        recipient=mail.sender_address,
        subject=mail.subject or "-",
        text=acknowledgement(mailbox),
        mail=mail,
        now=now,
    )


def acknowledgement(mailbox: Mailbox) -> str:
    """Return what is said, in every language of the council, since the reader's is not known."""
    council = council_by_id(mailbox.council_id)
    own = {"en": mailbox.acknowledgement, "cy": mailbox.acknowledgement_cy}
    parts = []
    for language in council.languages:
        with translation.override(language):
            usual = _(
                "We have your e-mail. Somebody will read it and answer you.\n\n"
                "This is an automatic message, so that you know it has arrived."
            )
            parts.append(own.get(language) or str(usual))
    return "\n\n----\n\n".join(parts)


def _waits_for_it(mail: Mail, letter: Letter) -> bool:
    return (
        mail.kind == MailKind.LETTER
        and bool(mail.sender_address)
        and not letter.automatic
        and letter.return_path != ""
    )


def _within_the_hour(mailbox: Mailbox, now: datetime) -> bool:
    return rate_limits.allow(
        f"mail-acknowledgements:{mailbox.pk}", limit=MOST_AN_HOUR, per=timedelta(hours=1), now=now
    )
