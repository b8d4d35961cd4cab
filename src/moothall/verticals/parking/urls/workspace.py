"""Parking in the workspace."""

from django.urls import path

from moothall.verticals.parking.views import workspace

urlpatterns = [
    path("parking/", workspace.choose, name="parking"),
    path("parking/<slug:council>/", workspace.overview, name="parking-council"),
    path("parking/<slug:council>/places/<slug:code>/", workspace.place, name="parking-place"),
    path("parking/<slug:council>/programs/", workspace.clients, name="parking-clients"),
    path(
        "parking/<slug:council>/programs/<uuid:client_id>/end/",
        workspace.client_end,
        name="parking-client-end",
    ),
]
