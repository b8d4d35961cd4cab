"""What allauth asks its host at the employees' door; it fixes the arguments."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, gettext_noop

from moothall.kernel import audit, clock
from moothall.kernel.rate_limits import allow
from moothall.kernel.scope import acting_for
from moothall.people import sessions, tasks
from moothall.people.models import Account
from moothall.people.queries import SECOND_FACTORS, actor_for, second_factor_required
from moothall.people.sign_in import encryption

#: Tries an hour of one account from one network address, from one address, and of one account.
TRIES_OF_ONE_FROM_ONE = 20
TRIES_FROM_ONE = 200
TRIES_OF_ONE = 100

VERIFY_ADDRESS = "allauth.account.stages.EmailVerificationStage"

REMARKS = {
    "account/messages/password_changed.txt": gettext_noop("Your password is changed."),
    "account/messages/password_set.txt": gettext_noop("Your password is set."),
    "mfa/messages/totp_activated.txt": gettext_noop("Your authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": gettext_noop("Your authenticator app is taken off."),
    "mfa/messages/recovery_codes_generated.txt": gettext_noop("Your new recovery codes are made."),
    "mfa/messages/webauthn_added.txt": gettext_noop("Your passkey is added."),
    "mfa/messages/webauthn_removed.txt": gettext_noop("Your passkey is removed."),
}


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Staff accounts: made by administrators alone, told of changes by e-mail, audited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: nobody makes an account for themselves."""
        return False

    def get_login_stages(self) -> list[str]:
        """Leave out the check of the address, which an administrator wrote."""
        return [stage for stage in super().get_login_stages() if stage != VERIFY_ADDRESS]

    def is_safe_url(self, url: str) -> bool:
        """Allow only addresses of the very host that was asked."""
        request: HttpRequest = context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Open the door behind which somebody's work lies: who only edits pages goes to them."""
        if isinstance(request.user, Account):
            actor = actor_for(request.user)
            if not actor.councils_where("case.view") and actor.councils_where("content.edit"):
                return settings.EDITORS_URL
        return settings.LOGIN_REDIRECT_URL

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

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """
        Count the try, beside allauth's own limits, over all councils' addresses together.

        :raises ValidationError: if there were too many
        """
        super().pre_authenticate(request, **credentials)
        email = str(credentials.get("email", "")).lower()
        address, now = self.get_client_ip(request), clock.now()
        within = [
            allow(f"sign-in:{who}", limit=limit, per=timedelta(hours=1), now=now)
            for who, limit in (
                (f"{address}:{email}", TRIES_OF_ONE_FROM_ONE),
                (address, TRIES_FROM_ONE),
                (email, TRIES_OF_ONE),
            )
        ]
        if not all(within):
            raise self.validation_error("too_many_login_attempts")

    def login(self, request: HttpRequest, user: Account) -> None:
        """Sign in under a new session key, and write it down in the council's audit."""
        super().login(request, user)
        sessions.begin(request.session, now=clock.now())
        _record(request, user, "staff.signed-in")

    def is_reauthentication_required(self, *, app: str, **_: Any) -> bool:
        """Ask again before somebody changes how they sign in, unless they signed in just now."""
        if sessions.is_fresh(context.request.session, now=clock.now()):
            return False
        return bool(super().is_reauthentication_required(app=app))

    def logout(self, request: HttpRequest) -> None:
        """Write it down, and forget the session."""
        if isinstance(request.user, Account):
            _record(request, request.user, "staff.signed-out")
        super().logout(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Stay silent: nobody is told of an account that is not there."""

    def send_password_reset_mail(
        self,
        user: Account,
        email: str,
        context: dict[str, Any],
    ) -> None:
        """
        Leave it to a worker, which makes the link itself.

        So the page answers as fast as for an address that nobody has, and no link lies in the
        queue.
        """
        tasks.send_password_reset.defer(council_id=self.request.council.id, user_id=user.pk)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Account,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell somebody that their password or second factor was changed, through a worker."""
        tasks.send_security_notice.defer(
            council_id=self.request.council.id,
            user_id=user.pk,
            change=template_prefix.rsplit("/", 1)[-1],
            at=clock.now().isoformat(),
        )


class StaffSecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: encrypted at rest, kept on where a council asks for one."""

    def encrypt(self, text: str) -> str:
        """Return what the database may keep."""
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return what was encrypted."""
        return encryption.decrypt(encrypted_text)

    def _get_site_name(self) -> str:
        council = getattr(context.request, "council", None)
        return str(council.name) if council else settings.WAGTAIL_SITE_NAME

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last second factor of somebody whose council asks for one."""
        if authenticator.type not in SECOND_FACTORS:
            return True
        others = Authenticator.objects.filter(
            user_id=authenticator.user_id, type__in=SECOND_FACTORS
        ).exclude(pk=authenticator.pk)
        actor = actor_for(authenticator.user)
        with acting_for(*sorted(actor.permissions)):
            return others.exists() or not second_factor_required(actor)


def _record(request: HttpRequest, user: Account, verb: str) -> None:
    council = getattr(request, "council", None)
    if council is not None:
        audit.record(
            actor=actor_for(user), verb=verb, subject=user, council_id=council.id, now=clock.now()
        )
