"""The host at which residents sign in for every council; a URLconf of its own."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from moothall.people.urls import sign_in_host
from moothall.surfaces.machine import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    *sign_in_host.protocol,
    *i18n_patterns(
        path("sign-in/", include(sign_in_host.pages)),
        *sign_in_host.start,
        prefix_default_language=False,
    ),
]
handler400 = "moothall.surfaces.errors.bad_request"
handler403 = "moothall.surfaces.errors.forbidden"
handler404 = "moothall.surfaces.errors.not_found"
handler500 = "moothall.surfaces.errors.server_error"
handler429 = "moothall.surfaces.errors.too_many_requests"
