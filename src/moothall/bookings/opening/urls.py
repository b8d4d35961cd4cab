"""Where hours are set."""

from django.urls import path

from moothall.bookings.opening import views

_HOURS = "diary/<slug:council>/hours/"
_ONE = f"{_HOURS}<slug:kind>/<uuid:owner_id>/"

workspace_patterns = [
    path(_HOURS, views.listed, name="diary-hours"),
    path(_ONE, views.hours_of, name="diary-hours-of"),
    path(f"{_ONE}rule/", views.rule, name="diary-hours-rule"),
    path(f"{_ONE}days/", views.days, name="diary-hours-days"),
    path(f"{_ONE}<slug:what>/back/", views.back, name="diary-hours-back"),
]
