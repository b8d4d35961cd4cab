"""The two doors of a mailbox."""

from moothall.cases.mail.models import Mailbox
from moothall.cases.mail.servers.doors import Door


def imap_door(mailbox: Mailbox) -> Door:
    """Return where its mail is fetched."""
    return Door(
        mailbox.imap_host,
        mailbox.imap_port,
        mailbox.imap_security,
        mailbox.imap_user,
        mailbox.imap_secret,
    )


def smtp_door(mailbox: Mailbox) -> Door:
    """Return where its mail is handed over."""
    return Door(
        mailbox.smtp_host,
        mailbox.smtp_port,
        mailbox.smtp_security,
        mailbox.smtp_user,
        mailbox.smtp_secret,
    )
