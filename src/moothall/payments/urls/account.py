"""Baskets, payments and Direct Debits of somebody who has signed in."""

from django.urls import path

from moothall.payments.direct_debit.views import account as debits
from moothall.payments.subscriptions.urls import account_patterns as subscriptions
from moothall.payments.views import account

urlpatterns = [
    path("account/pay/", account.pay, name="pay"),
    path("account/pay/<slug:key>/", account.pay_form, name="pay-form"),
    path("account/basket/", account.basket, name="basket"),
    path("account/basket/pay/", account.basket_pay, name="basket-pay"),
    path("account/basket/share/", account.basket_share, name="basket-share"),
    path("account/basket/<uuid:line>/remove/", account.basket_remove, name="basket-remove"),
    path("account/payments/", account.payments, name="payments"),
    path("account/payments/<str:token>/", account.payment_outcome, name="payment-outcome"),
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
    path("account/payments/<uuid:payment_id>/receipt/", account.receipt, name="receipt"),
    *subscriptions,
]
