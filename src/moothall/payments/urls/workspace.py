"""Payments in the workspace."""

from moothall.payments.refunds.urls import workspace_patterns as refunds

urlpatterns = [*refunds]
