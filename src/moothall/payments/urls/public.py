"""Payments for anyone who holds a link."""

from django.urls import path

from moothall.payments.direct_debit.views import public as debits

urlpatterns = [
    path("direct-debit/<slug:secret>/", debits.set_up, name="debit-link"),
    path("direct-debit/<slug:secret>/confirm/", debits.confirm, name="debit-link-confirm"),
]
