"""Connecting a proven identity with an account, and taking it off, by the person's own act."""

from http import HTTPStatus

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from moothall.kernel import clock
from moothall.kernel.access import sign_in_page
from moothall.kernel.errors import Conflict, NotFound
from moothall.people import actions
from moothall.people.identities import identity_of_account
from moothall.people.models import Account
from moothall.people.sign_in import identity_proofs, identity_waiting, origin
from moothall.people.sign_in.identity_pages import belongs_to_another
from moothall.people.sign_in.identity_proofs import note
from moothall.people.sign_in.identity_provider import label_of
from moothall.people.sign_in.identity_waiting import ToConnect


@sign_in_page
def connect(request: HttpRequest) -> HttpResponseBase:
    """Connect a proven identity to the account of whoever is signed in, by their own act."""
    waiting = identity_waiting.to_connect(request, now=clock.now())
    if waiting is None:
        return HttpResponseRedirect(reverse("sign-in:security"))
    provider = label_of(waiting.proof.provider)
    if not request.user.is_authenticated:
        back = urlencode({REDIRECT_FIELD_NAME: request.path})
        return render(
            request,
            "people/sign_in/identity_sign_in_first.html",
            {
                "provider": provider,
                "email": waiting.proof.email,
                "sign_in": f"{reverse('account_login')}?{back}",
            },
        )
    answer: HttpResponseBase = _connect(request, waiting, provider)
    return answer


@reauthentication_required(app="moothall.people")  # type: ignore[untyped-decorator]
def _connect(request: HttpRequest, waiting: ToConnect, provider: str) -> HttpResponseBase:
    account = request.user
    if not isinstance(account, Account) or request.method != "POST":
        return render(
            request,
            "people/sign_in/identity_connect.html",
            {
                "provider": provider,
                "shown": waiting.proof.email,
                "email": request.user.get_username(),
            },
        )
    identity_waiting.forget_to_connect(request)
    if request.POST.get("choice") != "connect":
        return HttpResponseRedirect(waiting.following)
    try:
        actions.connect_identity(
            account_id=account.pk,
            proof=waiting.proof,
            from_council=origin.council_id(request),
            now=clock.now(),
        )
    except Conflict:
        return belongs_to_another(request, waiting.proof)
    note(request, account, waiting.proof)
    messages.success(request, _("You can now sign in with %(provider)s.") % {"provider": provider})
    return HttpResponseRedirect(waiting.following)


@sign_in_page
@login_required
@reauthentication_required(app="moothall.people")  # type: ignore[untyped-decorator]
def disconnect(request: HttpRequest) -> HttpResponseBase:
    """Ask, and take the identity off the account, unless it is the only way in."""
    account = request.user
    row = identity_of_account(account.pk) if isinstance(account, Account) else None
    if row is None or not isinstance(account, Account):
        return HttpResponseRedirect(reverse("sign-in:security"))
    provider, is_only_way = label_of(row.provider), False
    if request.method == "POST":
        try:
            actions.disconnect_identity(
                account_id=account.pk,
                from_council=origin.council_id(request),
                keep_stay=request.session.session_key or "",
                now=clock.now(),
            )
        except (Conflict, NotFound):
            is_only_way = True
        else:
            identity_proofs.forget(request)
            messages.success(request, _("%(provider)s is disconnected.") % {"provider": provider})
            return HttpResponseRedirect(reverse("sign-in:security"))
    return render(
        request,
        "people/sign_in/identity_disconnect.html",
        {"provider": provider, "shown": row.shown, "is_only_way": is_only_way},
        status=HTTPStatus.CONFLICT if is_only_way else HTTPStatus.OK,
    )
