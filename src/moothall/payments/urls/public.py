"""Anyone's baskets and payments."""

from django.urls import path

from moothall.payments.subscriptions.urls import public_patterns as subscriptions
from moothall.payments.views import public

urlpatterns = [
    path("basket/", public.basket, name="basket"),
    path("basket/pay/", public.basket_pay, name="basket-pay"),
    path("basket/share/", public.basket_share, name="basket-share"),
    path("basket/<uuid:line>/remove/", public.basket_remove, name="basket-remove"),
    path("pay-for/<slug:secret>/", public.pay_for, name="pay-for"),
    path("payment/<str:token>/", public.payment_outcome, name="payment-outcome"),
    path("payment/<str:token>/cancel/", public.payment_cancel, name="payment-cancel"),
    *subscriptions,
]
