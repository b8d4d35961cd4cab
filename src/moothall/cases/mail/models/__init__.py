"""The rows of e-mail."""

from moothall.cases.mail.models.answering import DoubtfulAddress, MailDraft, ReadyAnswer
from moothall.cases.mail.models.incoming import Fate, KeptMail, Mail, MailKind, Reading
from moothall.cases.mail.models.mailbox import Mailbox, Security, SignIn, StrangersBecome
from moothall.cases.mail.models.outgoing import OutgoingKind, OutgoingMail, Sending

__all__ = [
    "DoubtfulAddress",
    "Fate",
    "KeptMail",
    "Mail",
    "MailDraft",
    "MailKind",
    "Mailbox",
    "OutgoingKind",
    "OutgoingMail",
    "Reading",
    "ReadyAnswer",
    "Security",
    "Sending",
    "SignIn",
    "StrangersBecome",
]
