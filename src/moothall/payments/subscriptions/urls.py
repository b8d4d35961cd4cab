"""The addresses of subscriptions, by front door."""

from django.urls import path

from moothall.payments.subscriptions.views import account, public, workspace

_MINE = "account/subscriptions/<uuid:subscription_id>/"
_COUNCIL = "subscriptions/<slug:council>/"
_ONE = f"{_COUNCIL}<uuid:subscription_id>/"

public_patterns = [
    path("subscribe/<slug:plan>/", public.join, name="subscription-join"),
    path("subscription/<str:token>/", public.pay, name="subscription-pay"),
]
account_patterns = [
    path("account/subscriptions/", account.subscriptions, name="subscriptions"),
    path(_MINE, account.subscription, name="subscription"),
    path(f"{_MINE}pay/", account.pay, name="subscription-pay"),
    path(f"{_MINE}change/", account.change, name="subscription-change"),
    path(f"{_MINE}move/", account.move, name="subscription-move"),
    path(f"{_MINE}renewal/", account.renewal, name="subscription-renewal"),
    path(f"{_MINE}stop/", account.stop, name="subscription-stop"),
]
workspace_patterns = [
    path(_COUNCIL, workspace.subscriptions, name="subscriptions"),
    path(_ONE, workspace.subscription, name="subscription"),
    path(f"{_ONE}move/", workspace.move, name="subscription-move"),
    path(f"{_ONE}stop/", workspace.stop, name="subscription-stop"),
]
