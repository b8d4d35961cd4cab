"""Addresses for gateways, and for carriers of calls."""

from django.urls import path

from moothall.payments.by_telephone import views as by_telephone
from moothall.payments.views import machine

urlpatterns = [
    path("machine/pay-by-telephone/", by_telephone.turn, name="pay-by-telephone"),
    path("machine/pay-by-telephone/ended/", by_telephone.ended, name="pay-by-telephone-ended"),
    path("machine/payments/<slug:gateway>/", machine.gateway_hint, name="gateway-hint"),
]
