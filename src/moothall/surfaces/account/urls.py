"""The account's own screens."""

from django.urls import path

from moothall.surfaces.account import papers, views

urlpatterns = [
    path("account/", views.home, name="home"),
    path("account/helpers/<uuid:grant_id>/papers/", papers.papers, name="grant-papers"),
]
