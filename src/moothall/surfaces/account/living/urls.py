"""A resident's address and area."""

from django.urls import path

from moothall.surfaces.account.living import views

urlpatterns = [
    path("account/area/", views.area, name="area"),
    path("account/area/change/", views.change, name="area-change"),
    path("account/moved/", views.moved, name="moved"),
]
