"""E-mail by SMTP."""

from collections.abc import Mapping
from email.headerregistry import Address
from smtplib import (
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from typing import ClassVar

from django.core.mail import EmailMultiAlternatives, get_connection

from moothall.kernel.errors import GiveUp, Retry
from moothall.kernel.options import Options
from moothall.notifications.carriers.smtp.options import SmtpOptions
from moothall.notifications.ports import (
    Accepted,
    Account,
    Fate,
    LostAnswer,
    Outcome,
    OutgoingMessage,
    Report,
    ReportRefused,
)

#: From here on a mail server's answer is for good (RFC 5321, 4.2.1).
_FOR_GOOD = 500


class SmtpCarrier:
    """The installation's mail server (MOOTHALL_SMTP_URL)."""

    key: ClassVar[str] = "smtp"
    label: ClassVar[str] = "Mail server"
    channels: ClassVar[frozenset[str]] = frozenset({"email"})
    options: ClassVar[type[Options]] = SmtpOptions
    tells_fate: ClassVar[bool] = False

    def send(self, message: OutgoingMessage, account: Account, /) -> Accepted:
        """
        Hand the e-mail to the mail server.

        A mail server cannot be asked whether it has a message. One whose answer was lost is handed
        over again under the same Message-ID, by which mailboxes recognise the copy.

        :raises Retry: if the server cannot be reached or says so
        :raises LostAnswer: if the connection broke while the message went over
        :raises GiveUp: if the server refuses the message or its reader for good
        """
        mail = _mail(message, account.options)
        connection = get_connection()
        try:
            connection.open()
        except (SMTPException, OSError) as error:
            raise Retry(f"The mail server cannot be reached: {error}") from error
        try:
            connection.send_messages([mail])
        except SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise _refusal(min(codes, default=_FOR_GOOD), str(error)) from error
        except SMTPResponseException as error:
            raise _refusal(error.smtp_code, str(error)) from error
        except (SMTPException, OSError) as error:
            raise LostAnswer(f"The connection to the mail server broke: {error}") from error
        finally:
            connection.close()
        return Accepted(mail.extra_headers["Message-ID"])

    def fate(self, _carrier_reference: str, _account: Account, /) -> Fate:
        """Know nothing: a mail server says no more than that it took the message."""
        return Fate(Outcome.UNDER_WAY)

    def read_report(
        self, _headers: Mapping[str, str], _body: bytes, _account: Account, /
    ) -> Report:
        """
        Refuse: a mail server reports nothing.

        :raises ReportRefused: always
        """
        raise ReportRefused("A mail server sends no reports.")


def _mail(message: OutgoingMessage, options: Options) -> EmailMultiAlternatives:
    chosen = options if isinstance(options, SmtpOptions) else SmtpOptions()
    address = chosen.sender_address or message.sender_address
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body + "\n",
        from_email=str(Address(message.sender_name, addr_spec=address)),
        to=[message.recipient],
        reply_to=[chosen.reply_to] if chosen.reply_to else None,
        headers={
            "Message-ID": f"<{message.message_id}@{message.sender_host}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
            **_unsubscribing(message),
        },
    )
    mail.attach_alternative(message.html, "text/html")
    for file in message.files:
        mail.attach(file.name, file.content, file.content_type)
    return mail


def _unsubscribing(message: OutgoingMessage) -> dict[str, str]:
    """Return the headers by which a mailbox offers to unsubscribe with one click (RFC 8058, 3)."""
    if not message.unsubscribe_url:
        return {}
    return {
        "List-Unsubscribe": f"<{message.unsubscribe_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _refusal(code: int, said: str) -> Retry | GiveUp:
    if code >= _FOR_GOOD:
        return GiveUp(f"The mail server refused the message: {said}")
    return Retry(f"The mail server asks to come again later: {said}")
