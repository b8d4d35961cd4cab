"""Who may do what with mail."""

from moothall.cases.mail.models import Mailbox
from moothall.kernel.actors import Actor, ActorKind

#: Reads what comes into the council's mailboxes and answers it.
WORK = "mail.work"
#: Sets mailboxes up and keeps the ready-made answers.
MANAGE = "settings.edit"
#: Keeps the ready-made answers of the teams.
EDIT_ANSWERS = "mail.edit-answers"


def can_work_with(actor: Actor, mailbox: Mailbox) -> bool:
    """Let staff work with a mailbox: everybody with the right, or those who are named."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    if not actor.may(WORK, mailbox.council_id):
        return False
    return not mailbox.readers or actor.identifier in mailbox.readers


def can_manage_mail(actor: Actor, council_id: int) -> bool:
    """Let those set mailboxes up who run the council's settings."""
    return actor.may(MANAGE, council_id)


def can_edit_answers(actor: Actor, council_id: int) -> bool:
    """Let officers keep the ready-made answers."""
    return actor.may(EDIT_ANSWERS, council_id)
