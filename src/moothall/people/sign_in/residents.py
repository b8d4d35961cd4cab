"""What allauth asks its host at the residents' door, which is the sign-in host."""

from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows import reauthentication
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext, gettext_lazy, gettext_noop

from moothall.kernel import clock
from moothall.people import actions, sessions, tasks
from moothall.people.actions.site_sign_ins import end_stay
from moothall.people.models import Account, AccountKind
from moothall.people.sign_in import again, devices, encryption, origin, proving, stays

ADDRESS_CONFIRMED = "account/messages/email_confirmed.txt"

REMARKS = {
    "account/messages/password_changed.txt": gettext_noop("Your password is changed."),
    "account/messages/password_set.txt": gettext_noop("Your password is set."),
    ADDRESS_CONFIRMED: gettext_noop("Your email address is confirmed."),
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

#: What forms and pages say of mistakes; allauth's own words are not in Welsh.
MISTAKES: Mapping[str, Promise] = {
    "email_password_mismatch": gettext_lazy("The email address or the password is wrong."),
    "incorrect_code": gettext_lazy("The code is wrong. Look at it again."),
    "incorrect_password": gettext_lazy("The password is wrong."),
    "too_many_login_attempts": gettext_lazy("You have tried too often. Wait a while."),
    "rate_limited": gettext_lazy("You have tried too often. Wait a while."),
    "duplicate_email": gettext_lazy("You have this email address in your account already."),
    "email_taken": gettext_lazy("You cannot use this email address."),
    "max_email_addresses": gettext_lazy("You cannot add more than %d email addresses."),
    "cannot_remove_primary_email": gettext_lazy("You cannot remove your main email address."),
    "unverified_primary_email": gettext_lazy("Confirm your main email address first."),
    "enter_current_password": gettext_lazy("Enter your password as it is now."),
    "invalid_password_reset": gettext_lazy("This link does not work any more."),
}

#: What our templates of mails are given of allauth's values; the rest are objects.
TOLD_IN_MAILS = ("code", "signup_url")


class ResidentAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Residents' accounts: anybody makes their own; every mail is left to a worker."""

    error_messages: ClassVar = {**DefaultAccountAdapter.error_messages, **MISTAKES}

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
        """
        Keep it a resident's and without a password, whatever a form brings.

        Somebody could else sign up with another's address and a password of theirs, and wait until
        the owner of the address comes and proves it with a code.
        """
        user.kind = AccountKind.RESIDENT
        saved: Account = super().save_user(request, user, form, commit=False)
        saved.set_unusable_password()
        if commit:
            saved.save()
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
        """
        Sign in under a new session key; tell the person of a browser not seen before.

        Whoever can sign in needs no recovery: one that somebody has asked for ends.
        """
        is_first = user.last_login is None
        super().login(request, user)
        now = clock.now()
        sessions.begin(request.session, now=now)
        if not get_authentication_records(request, user):
            # A new account: the code that confirmed the address is the proof, which allauth omits.
            record_authentication(request, user, method="code", email=user.email)
        proving.done(request)
        if is_first:
            devices.remember(request, user)
        else:
            devices.greet(request, user)
            actions.cancel_recovery(account_id=user.pk, now=now)

    def logout(self, request: HttpRequest) -> None:
        """End the stay: on every council's site, and on the websites that hung on it."""
        stay = stays.stay_of(request) if request.user.is_authenticated else None
        super().logout(request)
        if stay is not None:
            end_stay(stay=stay, now=clock.now())

    def is_reauthentication_required(self, *, app: str, **_: Any) -> bool:
        """
        Ask again before somebody changes how they sign in, unless they proved it just now.

        :raises ReauthenticationRequired: for an account without password or second factor, which
            allauth would never ask again
        """
        request: HttpRequest = context.request
        if again.is_proven(request, now=clock.now()):
            return False
        if not reauthentication.get_reauthentication_flows(request.user):
            raise ReauthenticationRequired
        return True

    def get_reauthentication_methods(self, user: Account | AnonymousUser) -> list[dict[str, str]]:
        """Return the ways to prove it again, the best first; a code is none beside a factor."""
        return again.ways(user) if isinstance(user, Account) else []

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *_: Any,
        **__: Any,
    ) -> None:
        """Say those of allauth's remarks that tell something new, in our own words."""
        is_in = request.user.is_authenticated
        if message_template == ADDRESS_CONFIRMED and not is_in:
            return  # part of signing in, after which they are on another site
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

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": MISTAKES["incorrect_code"],
    }

    def encrypt(self, text: str) -> str:
        """Return what the database may keep."""
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return what was encrypted."""
        return encryption.decrypt(encrypted_text)

    def generate_authenticator_name(self, user: Account, type: str) -> str:  # noqa: A002
        """Return what a passkey is called until its owner calls it something else."""
        return gettext("My passkey")

    def _get_site_name(self) -> str:
        return gettext("Council account")
