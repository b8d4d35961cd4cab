"""Addresses for those who take cards and those who collect."""

from django.urls import path

from moothall.payments.direct_debit.views import machine as debits
from moothall.payments.views import machine

urlpatterns = [
    path("machine/payments/<slug:gateway>/", machine.gateway_hint, name="gateway-hint"),
    path(
        "machine/gocardless/",
        debits.hints,
        {"collector": "gocardless"},
        name="gocardless-webhook",
    ),
]
