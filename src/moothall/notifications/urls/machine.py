"""Addresses for carriers."""

from django.urls import path

from moothall.notifications.views import machine

urlpatterns = [
    path(
        "machine/notify/",
        machine.carrier_report,
        {"carrier": "govuk_notify"},
        name="notify-report",
    ),
]
