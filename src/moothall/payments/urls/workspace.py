"""Payments in the workspace."""

from moothall.payments.refunds.urls import workspace_patterns as refunds
from moothall.payments.subscriptions.urls import workspace_patterns as subscriptions

urlpatterns = [*refunds, *subscriptions]
