"""Our answers to the questions that allauth asks its host, which fixes their arguments."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from moothall.kernel import audit, clock
from moothall.kernel.scope import acting_for
from moothall.people import tasks
from moothall.people.models import StaffUser
from moothall.people.queries import SECOND_FACTORS, actor_for, second_factor_required
from moothall.people.sign_in import encryption


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Staff accounts: made by administrators alone, told of changes by e-mail, audited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Refuse: nobody makes an account for themselves."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Allow only addresses of the very host that was asked."""
        request: HttpRequest = context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def login(self, request: HttpRequest, user: StaffUser) -> None:
        """Sign in under a new session key, and write it down in the council's audit."""
        super().login(request, user)
        _record(request, user, "staff.signed-in")

    def logout(self, request: HttpRequest) -> None:
        """Write it down, and forget the session."""
        if isinstance(request.user, StaffUser):
            _record(request, request.user, "staff.signed-out")
        super().logout(request)

    def send_password_reset_mail(
        self,
        user: StaffUser,
        email: str,  # noqa: ARG002
        context: dict[str, Any],  # noqa: ARG002
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
        user: StaffUser,
        context: dict[str, Any] | None = None,  # noqa: ARG002
        email: str | None = None,  # noqa: ARG002
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


def _record(request: HttpRequest, user: StaffUser, verb: str) -> None:
    council = getattr(request, "council", None)
    if council is not None:
        audit.record(
            actor=actor_for(user), verb=verb, subject=user, council_id=council.id, now=clock.now()
        )
