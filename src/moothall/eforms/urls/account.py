"""Forms in the account of somebody who has signed in."""

from django.urls import path

from moothall.eforms.views import account

_FORM = "account/forms/<slug:form>/"
_DRAFT = f"{_FORM}<slug:secret>/"

urlpatterns = [
    path("account/drafts/", account.drafts, name="drafts"),
    path("account/drafts/<uuid:draft>/drop/", account.drop, name="draft-drop"),
    path(_FORM, account.start, name="form-start"),
    path(f"{_FORM}addresses.json", account.addresses, name="form-addresses"),
    path(f"{_FORM}nearby.json", account.nearby, name="form-nearby"),
    path(_DRAFT, account.resume, name="form-resume"),
    path(f"{_DRAFT}keep/", account.keep, name="form-keep"),
    path(f"{_DRAFT}check/", account.check, name="form-check"),
    path(f"{_DRAFT}done/", account.done, name="form-done"),
    path(f"{_DRAFT}answers.pdf", account.receipt, name="form-receipt"),
    path(f"{_DRAFT}later/", account.later, name="form-later"),
    path(f"{_DRAFT}signature/", account.signature, name="form-signature"),
    path(f"{_DRAFT}payment/", account.fee, name="form-fee"),
    path(f"{_DRAFT}tasks/", account.tasks, name="form-tasks"),
    path(f"{_DRAFT}<slug:page>/", account.page, name="form-page"),
    path(f"{_DRAFT}<slug:page>/remove/", account.remove, name="form-remove"),
    path(f"{_DRAFT}<slug:page>/save/", account.save, name="form-save"),
    path(f"{_DRAFT}<slug:page>/reveal/", account.reveal, name="form-reveal"),
]
