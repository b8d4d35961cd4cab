"""Private calendars."""

from django.urls import path

from moothall.bookings.views import calendars

urlpatterns = [
    path(
        "machine/calendars/<slug:whose>/<str:secret>.ics", calendars.feed, name="booking-calendar"
    ),
]
