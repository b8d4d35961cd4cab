"""Where a group session is found."""

from django.urls import path

from moothall.bookings.participants import views

_ONE = "diary/<slug:council>/sessions/<uuid:session_id>/"

workspace_patterns = [
    path(_ONE, views.session, name="diary-session"),
    path(f"{_ONE}came/", views.came, name="diary-session-came"),
    path(f"{_ONE}write/", views.write, name="diary-session-write"),
]
