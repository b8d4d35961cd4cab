"""Payments in the workspace."""

from django.urls import path, register_converter

from moothall.payments.direct_debit.views import plans
from moothall.payments.direct_debit.views import workspace as debits
from moothall.payments.refunds.urls import workspace_patterns as refunds
from moothall.payments.subscriptions.urls import workspace_patterns as subscriptions
from moothall.payments.views import catalogue, for_callers


class ChangeConverter:
    """What staff can do to a mandate."""

    regex = "cancel|pause|resume"

    def to_python(self, value: str) -> str:
        """Return it as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Return it as it is."""
        return value


_PAYABLE = "what-can-be-paid/<slug:council>/<slug:key>/"

register_converter(ChangeConverter, "debit-change")

urlpatterns = [
    path("debits/<slug:council>/", debits.debits, name="debits"),
    path("debits/<slug:council>/to-do/", debits.to_do, name="debits-to-do"),
    path("debits/<slug:council>/to-do/<uuid:advice_id>/", debits.settle, name="debit-settle"),
    path("debits/<slug:council>/to-do/<uuid:advice_id>/again/", debits.again, name="debit-again"),
    path("debits/<slug:council>/claims/", debits.claims, name="debit-claims"),
    path("debits/<slug:council>/claims/<uuid:claim_id>/", debits.claim, name="debit-claim"),
    path("debits/<slug:council>/runs/", debits.runs, name="debit-runs"),
    path("debits/<slug:council>/runs/<uuid:run_id>/file/", debits.run_file, name="debit-run-file"),
    path("debits/<slug:council>/plans/new/", debits.plan, name="debit-plan"),
    path("debits/<slug:council>/<uuid:mandate_id>/", debits.debit, name="debit"),
    path("debits/<slug:council>/<uuid:mandate_id>/amount/", plans.amount, name="debit-amount"),
    path("debits/<slug:council>/<uuid:mandate_id>/stop/", plans.stop, name="debit-stop"),
    path("debits/<slug:council>/<uuid:mandate_id>/day/", plans.day, name="debit-day"),
    path("debits/<slug:council>/<uuid:mandate_id>/account/", plans.account, name="debit-account"),
    path(
        "debits/<slug:council>/<uuid:mandate_id>/<debit-change:what>/",
        debits.change,
        name="debit-change",
    ),
    path("take-from/<slug:council>/<uuid:basket_id>/", for_callers.listed, name="take-pay"),
    path(
        "take-from/<slug:council>/<uuid:basket_id>/<slug:key>/",
        for_callers.form,
        name="take-pay-form",
    ),
    path("what-can-be-paid/<slug:council>/", catalogue.catalogue, name="payables"),
    path("what-can-be-paid/<slug:council>/add/", catalogue.add, name="payable-add"),
    path(_PAYABLE, catalogue.payable, name="payable"),
    path(f"{_PAYABLE}prices/", catalogue.fees, name="payable-fees"),
    path(f"{_PAYABLE}withdraw/", catalogue.withdraw, name="payable-withdraw"),
    *refunds,
    *subscriptions,
]
