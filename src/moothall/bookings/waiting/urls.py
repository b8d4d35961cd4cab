"""Where the waiting list is found."""

from django.urls import path

from moothall.bookings.waiting import staff_views, views

public_patterns = [
    path("waiting-list/<slug:key>/join/", views.join, name="waiting-join"),
    path("waiting-list/place/<str:token>/", views.place, name="waiting-place"),
]
account_patterns = [
    path("account/waiting-list/<slug:key>/join/", views.own_join, name="waiting-join"),
    path("account/waiting-list/<uuid:entry_id>/", views.own, name="waiting-place"),
]
workspace_patterns = [
    path("waiting-list/<slug:council>/", staff_views.listed, name="waiting-list"),
    path("waiting-list/<slug:council>/add/<slug:key>/", staff_views.add, name="waiting-add"),
    path("waiting-list/<slug:council>/<uuid:entry_id>/", staff_views.one, name="waiting-one"),
]
