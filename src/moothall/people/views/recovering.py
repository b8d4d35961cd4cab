"""The slow way back for somebody who has lost their passkey or app and has no recovery code."""

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from moothall.kernel import clock
from moothall.kernel.access import sign_in_page
from moothall.kernel.errors import Conflict
from moothall.people import actions
from moothall.people.models import Account, Recovery


def _recover(request: HttpRequest) -> HttpResponseBase:
    """Offer the wait to whoever has shown that they read the account's mail, and begin it."""
    user: Account = request._login_stage.login.user  # type: ignore[attr-defined]
    reads_mail = any(
        record.get("method") == "code" for record in get_authentication_records(request, user)
    )
    recovery = Recovery.objects.filter(
        account=user, cancelled_at__isnull=True, done_at__isnull=True
    ).first()
    refusal = ""
    if request.method == "POST" and reads_mail:
        try:
            recovery = actions.ask_for_recovery(account_id=user.pk, now=clock.now())
        except Conflict:
            refusal = _("You have asked for this too often lately. Contact your council.")
    return render(
        request,
        "people/sign_in/recover.html",
        {"reads_mail": reads_mail, "due_at": recovery and recovery.due_at, "refusal": refusal},
    )


recover = sign_in_page(
    login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")(_recover)
)
