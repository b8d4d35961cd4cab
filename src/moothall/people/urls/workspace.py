"""People's screens in the workspace: the users of older sites."""

from django.urls import path

from moothall.people.views import user_lists

urlpatterns = [
    path("user-lists/<slug:council>/", user_lists.overview, name="user-lists"),
    path("user-lists/<slug:council>/pairs/", user_lists.pairs, name="imported-pairs"),
    path("user-lists/<slug:council>/<uuid:user_list>/", user_lists.one, name="user-list"),
]
