"""Connections in the workspace."""

from django.urls import path

from moothall.connectors.views import keys

urlpatterns = [
    path("partner-keys/<slug:council>/", keys.keys, name="partner-keys"),
    path("partner-keys/<slug:council>/<uuid:key>/stop/", keys.stop, name="partner-key-stop"),
]
