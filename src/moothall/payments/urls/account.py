"""Payments in a resident's account."""

from django.urls import path

from moothall.payments.direct_debit.views import account as debits

urlpatterns = [
    path("direct-debits/", debits.debits, name="debits"),
    path("direct-debits/set-up/<slug:owner>/<path:account>/", debits.set_up, name="debit-set-up"),
    path("direct-debits/<uuid:mandate_id>/", debits.debit, name="debit"),
    path("direct-debits/<uuid:mandate_id>/confirm/", debits.confirm, name="debit-confirm"),
    path("direct-debits/<uuid:mandate_id>/day/", debits.day, name="debit-day"),
    path("direct-debits/<uuid:mandate_id>/cancel/", debits.cancel, name="debit-cancel"),
]
