"""Programs' front door."""

from moothall.connectors.urls.api import urlpatterns as connectors

urlpatterns = [*connectors]
