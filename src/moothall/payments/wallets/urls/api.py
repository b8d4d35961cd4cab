"""Where tills ask and tell."""

from django.urls import path

from moothall.payments.wallets.views import api

urlpatterns = [
    path("api/v1/till/book", api.book, name="till-book"),
    path("api/v1/till/cards/<slug:digest>", api.card, name="till-card"),
    path("api/v1/till/sales", api.sales, name="till-sales"),
]
