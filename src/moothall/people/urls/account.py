"""A council's part in signing residents in, and the joining of their account."""

from django.urls import path

from moothall.people.views import account, claims

urlpatterns = [
    path("account/sign-in/", account.sign_in, name="sign-in"),
    path("account/sign-in/back/", account.back, name="sign-in-back"),
    path("account/sign-out/", account.sign_out, name="sign-out"),
    path("account/signed-out/", account.signed_out, name="signed-out"),
    path("account/join/", account.join, name="join"),
    path("account/earlier-accounts/", claims.earlier_accounts, name="earlier-accounts"),
    path("account/leave/", account.leave, name="leave"),
]
