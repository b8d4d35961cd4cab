"""Where the lists of the morning are found."""

from django.urls import path

from moothall.bookings.morning import views

_PRINTS = "diary/<slug:council>/lists/"

workspace_patterns = [
    path(_PRINTS, views.listed, name="diary-prints"),
    path(f"{_PRINTS}again/", views.again, name="diary-print-again"),
    path(f"{_PRINTS}sent/", views.choose, name="diary-prints-sent"),
    path(f"{_PRINTS}<uuid:print_id>/", views.file, name="diary-print"),
]
