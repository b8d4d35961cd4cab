"""Where figures are found."""

from django.urls import path

from moothall.bookings.figures import views

_FIGURES = "diary/<slug:council>/figures/"

workspace_patterns = [
    path(_FIGURES, views.figures, name="diary-figures"),
    path(f"{_FIGURES}bookings/", views.behind, name="diary-figures-behind"),
]
