"""Wallets, cards and tills in the workspace."""

from django.urls import path

from moothall.payments.wallets.views import workspace

urlpatterns = [
    path("cashless/", workspace.choose, name="cashless"),
    path("cashless/<slug:council>/", workspace.overview, name="cashless-council"),
    path("cashless/<slug:council>/tills/new/", workspace.till_new, name="till-new"),
    path("cashless/<slug:council>/tills/<uuid:till_id>/end/", workspace.till_end, name="till-end"),
    path(
        "cashless/<slug:council>/sales/<uuid:sale_id>/<slug:how>/",
        workspace.sale,
        name="till-sale",
    ),
    path(
        "cashless/<slug:council>/payouts/<uuid:payout_id>/",
        workspace.payout,
        name="wallet-payout",
    ),
    path(
        "cashless/<slug:council>/holders/<str:kind>/<uuid:holder_id>/",
        workspace.holder,
        name="wallet-holder",
    ),
    path(
        "cashless/<slug:council>/holders/<str:kind>/<uuid:holder_id>/card/",
        workspace.card_issue,
        name="card-issue",
    ),
    path(
        "cashless/<slug:council>/cards/<uuid:card_id>/block/",
        workspace.card_block,
        name="card-block",
    ),
    path(
        "cashless/<slug:council>/wallets/<uuid:wallet_id>/block/",
        workspace.wallet_block,
        name="wallet-block",
    ),
]
