"""Parking for anyone, paid by card."""

from django.urls import path

from moothall.verticals.parking.views import public

urlpatterns = [
    path("parking/pay/", public.places, name="parking"),
    path("parking/pay/<slug:code>/", public.place, name="parking-place"),
    path("parking/pay/<slug:code>/free/", public.free, name="parking-free"),
]
