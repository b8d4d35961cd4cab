"""Where texts come in."""

from django.urls import path

from moothall.verticals.parking.views import machine

urlpatterns = [
    path("machine/parking/texts/", machine.received_text, name="parking-texts"),
]
