"""What allauth asks its host at the residents' door, which is the sign-in host."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import (
    get_authentication_records,
    record_authentication,
)
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext, gettext_noop

from moothall.kernel import clock
from moothall.people import sessions, tasks
from moothall.people.actions.site_sign_ins import end_stay
from moothall.people.models import Account, AccountKind
from moothall.people.sign_in import devices, encryption, origin, proving, stays

REMARKS = {
    "account/messages/password_changed.txt": gettext_noop("Your password is changed."),
    "account/messages/password_set.txt": gettext_noop("Your password is set."),
    "account/messages/email_confirmed.txt": gettext_noop("Your email address is confirmed."),
    "account/messages/email_deleted.txt": gettext_noop("The email address is removed."),
    "account/messages/primary_email_set.txt": gettext_noop("Your main email address is changed."),
    "account/messages/login_code_sent.txt": gettext_noop("We have sent a code."),
    "mfa/messages/totp_activated.txt": gettext_noop("Your authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": gettext_noop("Your authenticator app is taken off."),
    "mfa/messages/recovery_codes_generated.txt": gettext_noop("Your new recovery codes are made."),
    "mfa/messages/webauthn_added.txt": gettext_noop("Your passkey is added."),
    "mfa/messages/webauthn_removed.txt": gettext_noop("Your passkey is removed."),
    "usersessions/messages/sessions_logged_out.txt": gettext_noop("You are signed out there."),
}

#: What our templates of mails are given of allauth's values; the rest are objects.
TOLD_IN_MAILS = ("code", "signup_url")


class ResidentAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Residents' accounts: anybody makes their own; every mail is left to a worker."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Let anybody in."""
        return True

    def new_user(self, request: HttpRequest) -> Account:
        """Return an empty account of a resident who reads the language of the page."""
        return Account(kind=AccountKind.RESIDENT, language=get_language() or "en")

    def save_user(
        self,
        request: HttpRequest,
        user: Account,
        form: BaseForm,
        commit: bool = True,  # noqa: FBT001, FBT002 - allauth's own
    ) -> Account:
        """Keep it a resident's, whatever a form brings."""
        user.kind = AccountKind.RESIDENT
        saved: Account = super().save_user(request, user, form, commit)
        return saved

    def is_safe_url(self, url: str) -> bool:
        """Allow only addresses of the sign-in host itself."""
        request: HttpRequest = context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Show how somebody signs in, if no council's site sent them."""
        return reverse("sign-in:security")

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Show the same to somebody new."""
        return reverse("sign-in:security")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go back to where the change was begun."""
        return reverse("sign-in:security")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Begin again."""
        return reverse("account_login")

    def pre_login(self, request: HttpRequest, user: Account, **_: Any) -> HttpResponse | None:
        """
        Let residents alone go on.

        :raises ImmediateHttpResponse: to the beginning, for the account of an employee
        """
        if user.kind != AccountKind.RESIDENT:
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
        if not user.is_active:
            return HttpResponseRedirect(reverse("account_inactive"))
        return None

    def login(self, request: HttpRequest, user: Account) -> None:
        """Sign in under a new session key; tell the person of a browser not seen before."""
        super().login(request, user)
        if not get_authentication_records(request, user):
            # allauth notes no proof at a sign-up, though a code by e-mail has just ended it.
            record_authentication(request, user, method="code", email=user.email)
        sessions.begin(request.session, now=clock.now())
        proving.done(request)
        devices.greet(request, user)

    def logout(self, request: HttpRequest) -> None:
        """End the stay: on every council's site, and on the websites that hung on it."""
        stay = stays.stay_of(request) if request.user.is_authenticated else None
        super().logout(request)
        if stay is not None:
            end_stay(stay=stay, now=clock.now())

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *_: Any,
        **__: Any,
    ) -> None:
        """Say those of allauth's remarks that tell something new, in our own words."""
        if words := REMARKS.get(message_template or ""):
            messages.add_message(request, level, gettext(words))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """
        Leave a mail to a worker, so that no page waits for a mail server.

        A code among its values lives for minutes and opens nothing without the browser that asked.
        """
        tasks.send_sign_in_mail.defer(
            mail=template_prefix.rsplit("/", 1)[-1],
            email=email,
            language=get_language() or "en",
            from_council=origin.council_id(self.request),
            values={key: str(context[key]) for key in TOLD_IN_MAILS if context.get(key)},
        )

    def send_password_reset_mail(self, user: Account, email: str, context: dict[str, Any]) -> None:
        """Leave it to a worker, which makes the link itself: none lies in the queue."""
        if user.kind == AccountKind.RESIDENT:
            tasks.send_resident_password_reset.defer(
                user_id=user.pk, email=email, from_council=origin.council_id(self.request)
            )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Account,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell somebody that their way of signing in was changed, through a worker."""
        tasks.send_sign_in_mail.defer(
            mail="security_notice",
            email=email or user.email,
            language=user.language,
            from_council=origin.council_id(self.request),
            values={
                "change": template_prefix.rsplit("/", 1)[-1],
                "at": clock.now().isoformat(),
            },
        )


class ResidentSecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Residents' second factors and passkeys, encrypted at rest."""

    def encrypt(self, text: str) -> str:
        """Return what the database may keep."""
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return what was encrypted."""
        return encryption.decrypt(encrypted_text)

    def _get_site_name(self) -> str:
        return gettext("Council account")
