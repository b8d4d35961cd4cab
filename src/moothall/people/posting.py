"""Handing a mail about people's own affairs to the mail server, in the print that they need."""

from smtplib import SMTPException

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from moothall.kernel.errors import Retry
from moothall.people.needs import Needs


def post(*, text: str, sender: str, to: str, needs: Needs, language: str) -> None:
    """
    Send a text whose first line is the subject, with a page in large print for who needs one.

    :raises Retry: if the mail server does not take it
    """
    subject, _, body = text.strip().partition("\n")
    subject, body = subject.strip(), body.strip()
    message = EmailMultiAlternatives(
        subject, body + "\n", sender, [to], headers={"Auto-Submitted": "auto-generated"}
    )
    if needs.large_print:
        page = {"subject": subject, "body": body, "language": language}
        message.attach_alternative(
            render_to_string("people/messages/large_print.html", page), "text/html"
        )
    try:
        message.send()
    except (SMTPException, OSError) as error:
        raise Retry(f"The mail server did not take the message: {error}") from error
