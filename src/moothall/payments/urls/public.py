"""Anyone's baskets and payments, and what holders of a link may do."""

from django.urls import path

from moothall.payments.direct_debit.views import public as debits
from moothall.payments.subscriptions.urls import public_patterns as subscriptions
from moothall.payments.views import public

urlpatterns = [
    path("pay/", public.pay, name="pay"),
    path("pay/<slug:key>/", public.pay_form, name="pay-form"),
    path("basket/", public.basket, name="basket"),
    path("basket/pay/", public.basket_pay, name="basket-pay"),
    path("basket/share/", public.basket_share, name="basket-share"),
    path("basket/<uuid:line>/remove/", public.basket_remove, name="basket-remove"),
    path("pay-for/<slug:secret>/", public.pay_for, name="pay-for"),
    path("payment/<str:token>/", public.payment_outcome, name="payment-outcome"),
    path("payment/<str:token>/receipt/", public.payment_receipt, name="payment-receipt"),
    path("payment/<str:token>/cancel/", public.payment_cancel, name="payment-cancel"),
    path("direct-debit/<slug:secret>/", debits.set_up, name="debit-link"),
    path("direct-debit/<slug:secret>/confirm/", debits.confirm, name="debit-link-confirm"),
    *subscriptions,
]
