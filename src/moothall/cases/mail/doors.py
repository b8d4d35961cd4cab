"""The two doors of a mailbox."""

from moothall.cases.mail.models import Mailbox, SignIn
from moothall.cases.mail.servers.doors import Door, TokenDoor


def imap_door(mailbox: Mailbox) -> Door:
    """Return where its mail is fetched."""
    return Door(
        mailbox.imap_host,
        mailbox.imap_port,
        mailbox.imap_security,
        mailbox.imap_user,
        mailbox.imap_secret,
        tokens_of(mailbox),
    )


def smtp_door(mailbox: Mailbox) -> Door:
    """Return where its mail is handed over."""
    return Door(
        mailbox.smtp_host,
        mailbox.smtp_port,
        mailbox.smtp_security,
        mailbox.smtp_user,
        mailbox.smtp_secret,
        tokens_of(mailbox),
    )


def tokens_of(mailbox: Mailbox) -> TokenDoor | None:
    """Return where the tokens for both are had; nothing where passwords are used."""
    if mailbox.sign_in == SignIn.PASSWORD:
        return None
    return TokenDoor(
        address=mailbox.token_address,
        client_id=mailbox.client_id,
        secret_name=mailbox.client_secret,
        scope=mailbox.token_scope,
        refresh_secret_name=mailbox.refresh_secret if mailbox.sign_in == SignIn.REFRESH else "",
    )
