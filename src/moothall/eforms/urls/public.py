"""Anyone's forms."""

from django.urls import path

from moothall.eforms.views import public

_DRAFT = "forms/<slug:form>/<slug:secret>/"

urlpatterns = [
    path("forms/<slug:form>/", public.start, name="form-start"),
    path("forms/<slug:form>/addresses.json", public.addresses, name="form-addresses"),
    path("forms/<slug:form>/nearby.json", public.nearby, name="form-nearby"),
    path("sign-form/<slug:token>/", public.sign, name="form-sign"),
    path(_DRAFT, public.resume, name="form-resume"),
    path(f"{_DRAFT}check/", public.check, name="form-check"),
    path(f"{_DRAFT}done/", public.done, name="form-done"),
    path(f"{_DRAFT}answers.pdf", public.receipt, name="form-receipt"),
    path(f"{_DRAFT}later/", public.later, name="form-later"),
    path(f"{_DRAFT}signature/", public.signature, name="form-signature"),
    path(f"{_DRAFT}payment/", public.fee, name="form-fee"),
    path(f"{_DRAFT}tasks/", public.tasks, name="form-tasks"),
    path(f"{_DRAFT}<slug:page>/", public.page, name="form-page"),
    path(f"{_DRAFT}<slug:page>/remove/", public.remove, name="form-remove"),
    path(f"{_DRAFT}<slug:page>/save/", public.save, name="form-save"),
    path(f"{_DRAFT}<slug:page>/reveal/", public.reveal, name="form-reveal"),
]
