"""Wallets and cards of somebody who has signed in."""

from django.urls import path

from moothall.payments.wallets.views import account

urlpatterns = [
    path("account/wallets/", account.wallets, name="wallets"),
    path("account/wallets/open/<slug:scheme>/", account.wallet_open, name="wallet-open"),
    path("account/wallets/<uuid:wallet_id>/", account.wallet, name="wallet"),
    path("account/wallets/<uuid:wallet_id>/top-up/", account.wallet_top_up, name="wallet-top-up"),
    path("account/wallets/<uuid:wallet_id>/back/", account.wallet_payout, name="wallet-payout"),
    path("account/cards/<uuid:card_id>/block/", account.card_block, name="card-block"),
]
