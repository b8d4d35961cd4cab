"""Settings of cases, for supervisors."""

from django.urls import path

from moothall.cases.views import guiding

_COUNCIL = "request-settings/<slug:council>/"

urlpatterns = [
    path(_COUNCIL, guiding.overview, name="request-settings"),
    path(f"{_COUNCIL}<slug:scope>/<slug:status>/", guiding.status, name="request-setting"),
]
