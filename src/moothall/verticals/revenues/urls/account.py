"""
Linked accounts in a resident's account.

Everything beneath `linked-accounts/` but the list itself may wait for the council's own systems, so
an operator can give those addresses workers of their own.
"""

from django.urls import path

from moothall.verticals.revenues.views import account, changing, paying

_ONE = "account/linked-accounts/<uuid:linked_account_id>/"

urlpatterns = [
    path("account/linked-accounts/", account.accounts, name="linked-accounts"),
    path("account/linked-accounts/add/", account.choose, name="linked-account-add"),
    path("account/linked-accounts/add/<slug:kind>/", account.link, name="linked-account-link"),
    path(
        "account/linked-accounts/code/<uuid:posted_code_id>/",
        account.confirm,
        name="linked-account-code",
    ),
    path(_ONE, account.one_account, name="linked-account"),
    path(f"{_ONE}pay/", paying.pay, name="linked-account-pay"),
    path(f"{_ONE}figures/", account.figures, name="linked-account-figures"),
    path(f"{_ONE}bills/<str:bill_id>/", account.bill, name="linked-account-bill"),
    path(f"{_ONE}remove/", account.remove, name="linked-account-remove"),
    path(f"{_ONE}bills-by/", changing.e_billing, name="linked-account-e-billing"),
    path(f"{_ONE}contact/", changing.contact, name="linked-account-contact"),
    path(f"{_ONE}direct-debit/", changing.direct_debit, name="linked-account-direct-debit"),
    path(
        f"{_ONE}direct-debit/stop/",
        changing.stop_direct_debit,
        name="linked-account-direct-debit-stop",
    ),
]
