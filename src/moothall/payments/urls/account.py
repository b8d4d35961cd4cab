"""Payments in a resident's account."""

from django.urls import path

from moothall.payments.direct_debit.views import account as debits

urlpatterns = [
    path("account/direct-debits/", debits.debits, name="debits"),
    path(
        "account/direct-debits/set-up/<slug:owner>/<path:account>/",
        debits.set_up,
        name="debit-set-up",
    ),
    path("account/direct-debits/<uuid:mandate_id>/", debits.debit, name="debit"),
    path("account/direct-debits/<uuid:mandate_id>/confirm/", debits.confirm, name="debit-confirm"),
    path("account/direct-debits/<uuid:mandate_id>/day/", debits.day, name="debit-day"),
    path("account/direct-debits/<uuid:mandate_id>/cancel/", debits.cancel, name="debit-cancel"),
]
