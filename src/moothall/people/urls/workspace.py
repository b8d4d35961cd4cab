"""How people sign in, and the users of older sites, in the workspace."""

from django.urls import path

from moothall.people.views import sign_in_providers, sites, user_lists

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
    path("user-lists/<slug:council>/", user_lists.overview, name="user-lists"),
    path("user-lists/<slug:council>/pairs/", user_lists.pairs, name="imported-pairs"),
    path("user-lists/<slug:council>/<uuid:user_list>/", user_lists.one, name="user-list"),
]
