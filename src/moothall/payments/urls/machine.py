"""Addresses for gateways."""

from django.urls import path

from moothall.payments.views import machine

urlpatterns = [
    path("machine/payments/<slug:gateway>/", machine.gateway_hint, name="gateway-hint"),
]
