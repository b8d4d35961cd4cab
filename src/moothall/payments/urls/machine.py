"""Addresses for those who take cards, those who collect, and carriers of calls."""

from django.urls import path

from moothall.payments.by_telephone import views as by_telephone
from moothall.payments.direct_debit.views import machine as debits
from moothall.payments.views import machine

urlpatterns = [
    path("machine/pay-by-telephone/", by_telephone.turn, name="pay-by-telephone"),
    path("machine/pay-by-telephone/ended/", by_telephone.ended, name="pay-by-telephone-ended"),
    path("machine/payments/<slug:gateway>/", machine.gateway_hint, name="gateway-hint"),
    path(
        "machine/gocardless/",
        debits.hints,
        {"collector": "gocardless"},
        name="gocardless-webhook",
    ),
]
