"""Who may do what with mail."""

from collections.abc import Iterable

from moothall.cases.mail.models import Mailbox
from moothall.councils.queries import has_secret_of_name
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


def can_name_secrets(actor: Actor, council_id: int, names: Iterable[str]) -> bool:
    """
    Let staff name secrets of their own council alone: what a mailbox names is sent to its server.

    The operator's own file names any.
    """
    return actor.kind is ActorKind.SYSTEM or all(
        has_secret_of_name(council_id, name) for name in names if name
    )


def can_edit_answers(actor: Actor, council_id: int) -> bool:
    """Let officers keep the ready-made answers."""
    return actor.may(EDIT_ANSWERS, council_id)
