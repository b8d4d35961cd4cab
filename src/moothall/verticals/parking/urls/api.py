"""Where partners' programs sell parking, and enforcement asks."""

from django.urls import path

from moothall.verticals.parking.views import api

urlpatterns = [
    path("api/v1/parking/places", api.places, name="parking-places"),
    path("api/v1/parking/quotes", api.quote, name="parking-quote"),
    path("api/v1/parking/sessions", api.sessions, name="parking-sessions"),
    path("api/v1/parking/sessions/<uuid:session_id>", api.session, name="parking-session"),
    path("api/v1/parking/sessions/<uuid:session_id>/extensions", api.extend, name="parking-extend"),
    path("api/v1/parking/sessions/<uuid:session_id>/stop", api.stop, name="parking-stop"),
    path("api/v1/parking/checks", api.check, name="parking-check"),
]
