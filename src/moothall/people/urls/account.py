"""A council's part in signing residents in, the joining of their account, and their rights."""

from django.urls import path

from moothall.people.views import account, claims, details, erasing, preferences, your_data

urlpatterns = [
    path("account/sign-in/", account.sign_in, name="sign-in"),
    path("account/sign-in/back/", account.back, name="sign-in-back"),
    path("account/sign-out/", account.sign_out, name="sign-out"),
    path("account/signed-out/", account.signed_out, name="signed-out"),
    path("account/join/", account.join, name="join"),
    path("account/earlier-accounts/", claims.earlier_accounts, name="earlier-accounts"),
    path("account/preferences/language/", preferences.needs, name="needs"),
    path("account/leave/", account.leave, name="leave"),
    path("account/details/", details.details, name="details"),
    path("account/details/name/", details.name, name="details-name"),
    path("account/details/<slug:kind>/", details.contact, name="details-contact"),
    path("account/details/<slug:kind>/code/", details.code, name="details-code"),
    path("account/details/<slug:kind>/remove/", details.remove, name="details-remove"),
    path("account/your-data/", your_data.home, name="your-data"),
    path("account/your-data/copy/", your_data.download, name="data-copy"),
    path("account/your-data/copy/<uuid:download_id>/", your_data.file, name="data-file"),
    path("account/your-data/consents/", your_data.consents, name="consents"),
    path("account/your-data/consents/<slug:purpose>/", your_data.consent, name="consent"),
    path("account/your-data/who-looked/", your_data.who_looked, name="who-looked"),
    path("account/your-data/erase/", erasing.erase, name="erase"),
    path("account/your-data/erase/undo/", erasing.undo, name="erase-undo"),
]
