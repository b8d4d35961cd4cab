"""The front doors and where they stand; each is a URLconf of its own."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from moothall.config.urls import account, public

urlpatterns = [
    path("", include("moothall.config.urls.machine")),
    path("", include(("moothall.config.urls.api", "api"))),
    # allauth looks its pages up by their bare names, so they stand outside the namespace.
    path("workspace/sign-in/", include("moothall.people.urls.sign_in")),
    path("workspace/", include(("moothall.config.urls.workspace", "workspace"))),
    path("cms/", include("moothall.config.urls.cms")),
    *i18n_patterns(
        path("", include((account.urlpatterns, "account"))),
        path("", include((public.urlpatterns, "public"))),
        path("", include("moothall.config.urls.pages")),
        prefix_default_language=False,
    ),
]
handler400 = "moothall.surfaces.errors.bad_request"
handler403 = "moothall.surfaces.errors.forbidden"
handler404 = "moothall.surfaces.errors.not_found"
handler500 = "moothall.surfaces.errors.server_error"
handler429 = "moothall.surfaces.errors.too_many_requests"  # asked for by allauth
