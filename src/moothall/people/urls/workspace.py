"""How people sign in, in the workspace."""

from django.urls import path

from moothall.people.views import sign_in_providers, sites

urlpatterns = [
    path("sites/<slug:council>/", sites.sites, name="sites"),
    path("sites/<slug:council>/<uuid:site>/", sites.site, name="site"),
    path("sites/<slug:council>/<uuid:site>/secret/", sites.change_secret, name="site-secret"),
    path("sites/<slug:council>/<uuid:site>/stop/", sites.stop, name="site-stop"),
    path(
        "sign-in-providers/<slug:council>/", sign_in_providers.providers, name="sign-in-providers"
    ),
    path(
        "sign-in-providers/<slug:council>/<uuid:provider>/stop/",
        sign_in_providers.stop,
        name="sign-in-provider-stop",
    ),
]
