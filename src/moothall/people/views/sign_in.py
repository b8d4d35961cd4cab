"""How residents sign in, at the one sign-in host: allauth's views in our words."""

from typing import Any

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.logout import logout as end_stay
from allauth.account.stages import LoginStage
from allauth.mfa.base import views as second_factor
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from moothall.councils.queries import council_by_id
from moothall.kernel import clock
from moothall.kernel.access import sign_in_page
from moothall.people.elsewhere import own_joinings
from moothall.people.forms import CodeForm
from moothall.people.identities import identity_of_account
from moothall.people.models import Account
from moothall.people.sign_in import (
    after,
    again,
    asking,
    browsers,
    elsewhere,
    identity_leaving,
    leaving,
    origin,
)
from moothall.people.sign_in.leaving import NotLedBack
from moothall.people.sign_in.proving import signs_in_again


@sign_in_page
def start(request: HttpRequest) -> HttpResponseBase:
    """Lead whoever types the bare address to something useful."""
    return HttpResponseRedirect(reverse("sign-in:security"))


class _StartsAnew:
    """
    Shows a page at which signing in starts, also to whoever is in the middle of it.

    allauth would lead them back to where they were, and forget where they wanted to go. What was
    begun goes on in its own tab until something else is begun.
    """

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> None:
        return None


class Begin(_StartsAnew, account.RequestLoginCodeView):  # type: ignore[misc]
    """The first page: a code by e-mail, a passkey, or what the council offers beside."""

    template_name = "people/sign_in/begin.html"

    def get_initial(self) -> dict[str, Any]:
        """Begin with the address that the site knows, if it says one."""
        return {**super().get_initial(), "email": origin.hint_of_address(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the buttons, and let them lead where they must."""
        found = elsewhere.buttons(self.request)
        origin.leads_to(self.request, *(button.origin for button in found))
        return {**super().get_context_data(**kwargs), "elsewhere": found}


class _ByPassword(_StartsAnew, account.LoginView):  # type: ignore[misc]
    template_name = "people/sign_in/by_password.html"


class _SignUp(_StartsAnew, account.SignupView):  # type: ignore[misc]
    template_name = "people/sign_in/sign_up.html"


begin = sign_in_page(signs_in_again(Begin.as_view()))
by_password = sign_in_page(signs_in_again(_ByPassword.as_view()))
by_passkey = sign_in_page(signs_in_again(passkeys.login_webauthn))
second_step = sign_in_page(signs_in_again(second_factor.authenticate))
enter_code = sign_in_page(
    signs_in_again(
        account.ConfirmLoginCodeView.as_view(template_name="people/sign_in/enter_code.html")
    )
)
sign_up = sign_in_page(_SignUp.as_view())
confirm_address = sign_in_page(
    account.ConfirmEmailVerificationCodeView.as_view(
        template_name="people/sign_in/confirm_address.html"
    )
)
addresses = sign_in_page(
    login_required(account.EmailView.as_view(template_name="people/sign_in/addresses.html"))
)
closed = sign_in_page(
    account.AccountInactiveView.as_view(template_name="people/sign_in/closed.html")
)
set_password = sign_in_page(
    login_required(reauthentication_required(app="allauth.account")(account.password_set))
)
add_passkey = sign_in_page(after.remembering(passkeys.add_webauthn))
set_up_app = sign_in_page(after.remembering(totp.activate_totp))


@sign_in_page
@login_required
def security(request: HttpRequest) -> HttpResponseBase:
    """Show how somebody signs in, where they are signed in, and how to make it safer."""
    user = request.user
    factors = Authenticator.objects.filter(user=user).values_list("type", flat=True)
    return render(
        request,
        "people/sign_in/security.html",
        {
            "email": user.get_username(),
            "has_password": request.user.has_usable_password(),  # type: ignore[union-attr]
            "factors": set[Any](factors),
            "identity": identity_of_account(user.pk) if user.pk is not None else None,
            "sessions": UserSession.objects.filter(user=user).count(),
        },
    )


@sign_in_page
def go_on(request: HttpRequest) -> HttpResponseBase:
    """Lead on to where somebody wanted to go before they set up a second factor."""
    return HttpResponseRedirect(after.take(request) or reverse("sign-in:security"))


@sign_in_page
@login_required
def sessions(request: HttpRequest) -> HttpResponseBase:
    """List where somebody is signed in, and end one place or all the others."""
    rows = UserSession.objects.purge_and_list(request.user)
    if request.method == "POST":
        chosen = request.POST.get("session", "")
        ended = [row for row in rows if (str(row.pk) == chosen if chosen else not row.is_current())]
        end_sessions(request, ended)
        messages.info(request, _("You are signed out there."))
        return HttpResponseRedirect(reverse("usersessions_list"))
    rows.sort(key=lambda row: row.created_at, reverse=True)
    return render(
        request,
        "people/sign_in/sessions.html",
        {
            "sessions": [
                {
                    "id": row.pk,
                    "browser": browsers.words_for(row.user_agent),
                    "since": row.created_at,
                    "address": row.ip,
                    "is_current": row.is_current(),
                }
                for row in rows
            ]
        },
    )


class _ProveByMail(account.BaseReauthenticateView):  # type: ignore[misc]
    """A code by e-mail as proof, for those who have neither password nor second factor."""

    form_class = CodeForm
    template_name = "people/sign_in/again.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send a code, or look at the one that was typed."""
        if request.POST.get("action") != "send":
            answer: HttpResponse = super().post(request, *args, **kwargs)
            return answer
        user, now = request.user, clock.now()
        if isinstance(user, Account) and not again.send_code(request, user, now=now):
            messages.error(request, _("You have tried too often. Wait a while."))
        return HttpResponseRedirect(self.passthrough_next_url(reverse("sign-in:again")))

    def get_form_kwargs(self) -> dict[str, Any]:
        """Let the form know how to look at a code."""
        return {
            **super().get_form_kwargs(),
            "is_right": lambda code: again.is_right(self.request, code, now=clock.now()),
        }

    def form_valid(self, form: CodeForm) -> HttpResponse:
        """Go on with what was begun."""
        again.note_proof(self.request, self.request.user)
        answer: HttpResponse = super().form_valid(form)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the page whether a code is on its way, and to where."""
        return {
            **super().get_context_data(**kwargs),
            "is_sent": again.waiting(self.request, now=clock.now()) is not None,
            "email": self.request.user.get_username(),
        }


prove_by_mail = sign_in_page(login_required(_ProveByMail.as_view()))


@sign_in_page
@login_required
def councils(request: HttpRequest) -> HttpResponseBase:
    """Show which councils somebody has joined, with the way to each: their names and no more."""
    account_id = request.user.pk or 0  # whoever has signed in has one
    joined = [council_by_id(one.council_id) for one in own_joinings(account_id)]
    return render(request, "people/sign_in/councils.html", {"joined": joined})


@sign_in_page
def leave(request: HttpRequest) -> HttpResponseBase:
    """Ask whether to sign out, for a site that could not prove in whose name it asks."""
    try:
        asked = leaving.read(request.GET)
    except NotLedBack:
        return render(request, "people/sign_in/end_refused.html", status=400)
    if request.method == "POST":
        following = asked.address or reverse("account_login")
        farewell = identity_leaving.farewell(request, following)
        if request.user.is_authenticated:
            end_stay(request, show_message=False)
        if farewell:
            return identity_leaving.page(request, farewell)
        return HttpResponseRedirect(following)
    return render(
        request,
        "people/sign_in/leave.html",
        {"site": asked.client.name_in(asking.language_of(request.GET)) if asked.client else ""},
    )


class SignOut(account.LogoutView):  # type: ignore[misc]
    """Sign out here, and at the identity provider where somebody signed in with it."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """End the stay, and lead on."""
        following = self.get_redirect_url()
        farewell = identity_leaving.farewell(self.request, following)
        self.logout()
        if farewell:
            return identity_leaving.page(self.request, farewell)
        return HttpResponseRedirect(following)


sign_out = sign_in_page(SignOut.as_view())
