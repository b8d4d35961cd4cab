"""The account's own screens."""

from django.urls import path

from moothall.surfaces.account import views

urlpatterns = [path("account/", views.home, name="home")]
