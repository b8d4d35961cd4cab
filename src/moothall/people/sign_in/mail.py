"""Mail to staff about their own account, written and sent by a worker."""

from datetime import datetime
from smtplib import SMTPException

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from moothall.councils.queries import council_by_id
from moothall.councils.rows import CouncilRow
from moothall.kernel.errors import Retry
from moothall.people.models import Account, StaffUser

#: The changes that staff are told of; the words are in the template.
CHANGES = frozenset(
    {
        "password_changed",
        "password_set",
        "password_reset",
        "totp_activated",
        "totp_deactivated",
        "recovery_codes_generated",
        "webauthn_added",
        "webauthn_removed",
    }
)


def send_password_reset(*, council_id: int, user_id: int) -> None:
    """
    Send a link, made here and now, by which a staff user chooses a new password.

    :raises Retry: if the mail server does not take it
    """
    user = StaffUser.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": token},
    )
    council = council_by_id(council_id)
    _send(user, council, "password_reset", {"link": f"{council.url}{path}"})


def send_security_notice(*, council_id: int, user_id: int, change: str, at: datetime) -> None:
    """
    Tell a staff user what was changed about their account, and when.

    :raises Retry: if the mail server does not take it
    """
    user = StaffUser.objects.filter(pk=user_id).first()
    if user is not None and change in CHANGES:
        _send(user, council_by_id(council_id), "security_notice", {"change": change, "at": at})


def _send(user: Account, council: CouncilRow, name: str, values: dict[str, object]) -> None:
    """Draw the template, whose first line is the subject, and hand it to the mail server."""
    language = user.language if user.language in council.languages else council.languages[0]
    with translation.override(language):
        text = render_to_string(
            f"people/messages/{name}.txt", {**values, "user": user, "council": council}
        )
        sender = f'"{council.name_in(language)}" <{council.contact.email}>'
    subject, _, body = text.strip().partition("\n")
    message = EmailMessage(
        subject.strip(),
        body.strip() + "\n",
        sender,
        [user.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        message.send()
    except (SMTPException, OSError) as error:
        raise Retry(f"The mail server did not take the message: {error}") from error
