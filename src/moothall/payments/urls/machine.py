"""Addresses for those who collect and pay."""

from django.urls import path

from moothall.payments.direct_debit.views import machine as debits

urlpatterns = [
    path(
        "machine/gocardless/",
        debits.hints,
        {"collector": "gocardless"},
        name="gocardless-webhook",
    ),
]
