"""Trying a mailbox's servers out, for whoever sets them up."""

from django.utils.translation import gettext as _

from moothall.cases.mail.doors import imap_door, smtp_door
from moothall.cases.mail.models import Mailbox
from moothall.cases.mail.servers import imap, smtp
from moothall.cases.mail.servers.doors import ServerProblem


def check_mailbox(mailbox: Mailbox) -> list[str]:
    """Return in words what is wrong with a mailbox's servers; it speaks to both."""
    problems = []
    if mailbox.imap_host:
        try:
            with imap.opened(imap_door(mailbox), mailbox.folder) as folder:
                folder.uids()
        except ServerProblem as problem:
            problems.append(_("Incoming: %(problem)s") % {"problem": problem})
    if mailbox.smtp_host:
        try:
            with smtp.signed_in(smtp_door(mailbox)):
                pass
        except ServerProblem as problem:
            problems.append(_("Outgoing: %(problem)s") % {"problem": problem})
    return problems
