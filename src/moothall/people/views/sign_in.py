"""How residents sign in, at the one sign-in host: allauth's views in our words."""

from typing import Any

from allauth.account import views as account
from allauth.account.internal.flows.logout import logout as end_stay
from allauth.mfa.base import views as second_factor
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from moothall.councils.queries import council_by_id
from moothall.kernel.access import machine, sign_in_page
from moothall.people.elsewhere import own_joinings
from moothall.people.identities import identity_of_account
from moothall.people.sign_in import asking, elsewhere, identity_leaving, leaving, origin
from moothall.people.sign_in.leaving import NotLedBack
from moothall.people.sign_in.proving import signs_in_again


@machine
def start(request: HttpRequest) -> HttpResponseBase:
    """Lead whoever types the bare address to something useful."""
    return HttpResponseRedirect(reverse("sign-in:security"))


class Begin(account.RequestLoginCodeView):  # type: ignore[misc]
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


begin = sign_in_page(signs_in_again(Begin.as_view()))
by_password = sign_in_page(
    signs_in_again(account.LoginView.as_view(template_name="people/sign_in/by_password.html"))
)
by_passkey = sign_in_page(signs_in_again(passkeys.login_webauthn))
second_step = sign_in_page(signs_in_again(second_factor.authenticate))
enter_code = sign_in_page(
    signs_in_again(
        account.ConfirmLoginCodeView.as_view(template_name="people/sign_in/enter_code.html")
    )
)
sign_up = sign_in_page(account.SignupView.as_view(template_name="people/sign_in/sign_up.html"))
confirm_address = sign_in_page(
    account.ConfirmEmailVerificationCodeView.as_view(
        template_name="people/sign_in/confirm_address.html"
    )
)
addresses = sign_in_page(
    login_required(account.EmailView.as_view(template_name="people/sign_in/addresses.html"))
)
sessions = sign_in_page(ListUserSessionsView.as_view(template_name="people/sign_in/sessions.html"))


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
