"""How residents sign in, at the one sign-in host: allauth's views in our words."""

from typing import Any

from allauth.account import views as account
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from moothall.councils.queries import council_by_id
from moothall.kernel.access import machine
from moothall.people.elsewhere import own_joinings


@machine
def start(request: HttpRequest) -> HttpResponseBase:
    """Lead whoever types the bare address to something useful."""
    return HttpResponseRedirect(reverse("sign-in:security"))


begin = machine(account.RequestLoginCodeView.as_view(template_name="people/sign_in/begin.html"))
by_password = machine(account.LoginView.as_view(template_name="people/sign_in/by_password.html"))
enter_code = machine(
    account.ConfirmLoginCodeView.as_view(template_name="people/sign_in/enter_code.html")
)
sign_up = machine(account.SignupView.as_view(template_name="people/sign_in/sign_up.html"))
confirm_address = machine(
    account.ConfirmEmailVerificationCodeView.as_view(
        template_name="people/sign_in/confirm_address.html"
    )
)
addresses = machine(
    login_required(account.EmailView.as_view(template_name="people/sign_in/addresses.html"))
)
sessions = machine(ListUserSessionsView.as_view(template_name="people/sign_in/sessions.html"))


@machine
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
            "sessions": UserSession.objects.filter(user=user).count(),
        },
    )


@machine
@login_required
def councils(request: HttpRequest) -> HttpResponseBase:
    """Show which councils somebody has joined, with the way to each: their names and no more."""
    account_id = request.user.pk or 0  # whoever has signed in has one
    joined = [council_by_id(one.council_id) for one in own_joinings(account_id)]
    return render(request, "people/sign_in/councils.html", {"joined": joined})
