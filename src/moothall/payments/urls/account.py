"""Baskets and payments of somebody who has signed in."""

from django.urls import path

from moothall.payments.subscriptions.urls import account_patterns as subscriptions
from moothall.payments.views import account

urlpatterns = [
    path("account/basket/", account.basket, name="basket"),
    path("account/basket/pay/", account.basket_pay, name="basket-pay"),
    path("account/basket/share/", account.basket_share, name="basket-share"),
    path("account/basket/<uuid:line>/remove/", account.basket_remove, name="basket-remove"),
    path("account/payments/", account.payments, name="payments"),
    path("account/payments/<str:token>/", account.payment_outcome, name="payment-outcome"),
    *subscriptions,
]
