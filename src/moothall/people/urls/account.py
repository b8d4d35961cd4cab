"""A council's part in signing residents in, and the joining of their account."""

from django.urls import path

from moothall.people.views import account, acting, granting, organisations

urlpatterns = [
    path("account/sign-in/", account.sign_in, name="sign-in"),
    path("account/sign-in/back/", account.back, name="sign-in-back"),
    path("account/sign-out/", account.sign_out, name="sign-out"),
    path("account/signed-out/", account.signed_out, name="signed-out"),
    path("account/join/", account.join, name="join"),
    path("account/leave/", account.leave, name="leave"),
    path("account/acting/", acting.acting, name="acting"),
    path("account/helpers/", granting.helpers, name="helpers"),
    path("account/helpers/offer/", granting.offer, name="helper-offer"),
    path("account/helpers/ask/", granting.ask, name="helper-ask"),
    path("account/helpers/claim/", granting.claim, name="helper-claim"),
    path("account/helpers/<uuid:grant_id>/change/", granting.change, name="helper-change"),
    path("account/helpers/<uuid:grant_id>/end/", granting.end, name="helper-end"),
    path("account/invitations/<str:token>/", granting.invitation, name="invitation"),
    path("account/organisations/new/", organisations.new, name="organisation-new"),
    path(
        "account/organisations/<uuid:organisation_id>/",
        organisations.organisation,
        name="organisation",
    ),
    path(
        "account/organisations/<uuid:organisation_id>/members/<uuid:member_id>/",
        organisations.member,
        name="organisation-member",
    ),
]
