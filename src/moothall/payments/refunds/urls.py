"""Refunds in the workspace."""

from django.urls import path

from moothall.payments.refunds.views import workspace

_ONE = "refunds/<slug:council>/<uuid:refund_id>/"

workspace_patterns = [
    path("refunds/<slug:council>/", workspace.refunds, name="refunds"),
    path("refunds/<slug:council>/of/<uuid:payment_id>/", workspace.new, name="refund-new"),
    path(_ONE, workspace.refund, name="refund"),
    path(f"{_ONE}decide/", workspace.decide, name="refund-decide"),
    path(f"{_ONE}withdraw/", workspace.withdraw, name="refund-withdraw"),
    path(f"{_ONE}record/", workspace.record, name="refund-record"),
    path(f"{_ONE}look/", workspace.look, name="refund-look"),
    path(f"{_ONE}again/", workspace.again, name="refund-again"),
]
