"""Mail to residents about how they sign in, written and sent by a worker."""

from collections.abc import Mapping
from datetime import datetime

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from moothall.councils.queries import council_by_id
from moothall.councils.rows import CouncilRow
from moothall.kernel.scope import acting_for
from moothall.people.models import ContactKind, ResidentAccount
from moothall.people.needs import NO_NEEDS, Needs, needs_at
from moothall.people.posting import post
from moothall.people.sign_in import browsers

SIGN_IN_URLS = "moothall.config.urls.sign_in_host"

#: allauth's names of the mails that residents get, and the template of each.
TEMPLATES = {
    "login_code": "login_code",
    "email_confirmation": "address_code",
    "email_confirmation_signup": "address_code",
    "unknown_account": "unknown_account",
    "account_already_exists": "known_account",
    "password_reset_link": "password_reset_link",
    "security_notice": "sign_in_changed",
    "new_device": "new_device",
    "erasure_asked": "erasure_asked",
    "erasure_done": "erasure_done",
    "closing_asked": "closing_asked",
    "account_closed": "account_closed",
    "recovery_asked": "recovery_asked",
    "recovery_cancelled": "recovery_cancelled",
    "recovery_done": "recovery_done",
}

ABOUT_ACCOUNTS_THERE_OR_NOT = frozenset({"unknown_account", "account_already_exists"})

#: Values that are moments, which templates write out.
MOMENTS = ("at", "due_at")


def send_password_reset(*, user_id: int, email: str, from_council: int | None) -> None:
    """
    Send a link, made here and now, by which a resident chooses a new password.

    :raises Retry: if the mail server does not take it
    """
    user = ResidentAccount.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    with translation.override(user.language):
        path = reverse(
            "account_reset_password_from_key",
            urlconf=SIGN_IN_URLS,
            kwargs={
                "uidb36": user_pk_to_url_str(user),
                "key": app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user),
            },
        )
    send(
        name="password_reset_link",
        email=email,
        language=user.language,
        from_council=from_council,
        values={"link": f"{settings.SIGN_IN_URL}{path}"},
    )


def send(
    *, name: str, email: str, language: str, from_council: int | None, values: Mapping[str, str]
) -> None:
    """
    Draw the template, whose first line is the subject, and hand it to the mail server.

    :raises Retry: if the mail server does not take it
    """
    template = _template(name, email)
    if not template:
        return
    council = council_by_id(from_council) if from_council is not None else None
    needs = _needs(council, email)
    language = needs.language or language
    told: dict[str, object] = {
        **values,
        "council": council,
        "host": settings.SIGN_IN_HOST,
        "sign_in_url": f"{settings.SIGN_IN_URL}{'/cy' if language == 'cy' else ''}/sign-in/",
    }
    for one in MOMENTS:
        if one in values:
            told[one] = datetime.fromisoformat(values[one])
    with translation.override(language):
        if "user_agent" in values:
            told["browser"] = browsers.words_for(values["user_agent"])
        text = render_to_string(f"people/messages/{template}.txt", told)
        sender = council.name_in(language) if council else settings.SIGN_IN_HOST
    post(
        text=text,
        sender=f'"{sender}" <{settings.SIGN_IN_FROM}>',
        to=email,
        needs=needs,
        language=language,
    )


def _template(name: str, email: str) -> str:
    """Return the template of a mail; who has closed their account is told that, and no page is."""
    if name in ABOUT_ACCOUNTS_THERE_OR_NOT:
        of_this_address = ResidentAccount.objects.filter(email=email.strip().lower())
        if of_this_address.filter(is_active=False).exists():
            return "closed_account"
    return TEMPLATES.get(name, "")


def _needs(council: CouncilRow | None, email: str) -> Needs:
    """Return what whoever has this address asked of the council from whose site they came."""
    if council is None:
        return NO_NEEDS
    with acting_for(council.id):
        return needs_at(council.id, ContactKind.EMAIL, email)
