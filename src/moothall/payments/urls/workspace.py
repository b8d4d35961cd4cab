"""The catalogue, in the workspace."""

from django.urls import path

from moothall.payments.views import catalogue

_ONE = "what-can-be-paid/<slug:council>/<slug:key>/"

urlpatterns = [
    path("what-can-be-paid/<slug:council>/", catalogue.catalogue, name="payables"),
    path("what-can-be-paid/<slug:council>/add/", catalogue.add, name="payable-add"),
    path(_ONE, catalogue.payable, name="payable"),
    path(f"{_ONE}prices/", catalogue.fees, name="payable-fees"),
    path(f"{_ONE}withdraw/", catalogue.withdraw, name="payable-withdraw"),
]
