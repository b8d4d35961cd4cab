"""The books in the workspace."""

from django.urls import path

from moothall.payments.disputes import views as disputing
from moothall.payments.views.books import differing, drilling, exporting, reading
from moothall.payments.wallets.views import payouts as paying_out

_BOOKS = "books/<slug:council>/"

urlpatterns = [
    path("books/", reading.every_council, name="books-of-all"),
    path(_BOOKS, reading.books, name="books"),
    path(f"{_BOOKS}takings/", reading.daily_takings, name="books-takings"),
    path(f"{_BOOKS}figure/", drilling.figure, name="books-figure"),
    path(f"{_BOOKS}vat/", reading.vat, name="books-vat"),
    path(f"{_BOOKS}find/", reading.find, name="books-find"),
    path(f"{_BOOKS}ledger/<uuid:transaction_id>/", drilling.transaction, name="books-transaction"),
    path(f"{_BOOKS}payments/<uuid:payment_id>/", drilling.payment, name="books-payment"),
    path(f"{_BOOKS}differences/", differing.differences, name="books-differences"),
    path(
        f"{_BOOKS}differences/<uuid:difference_id>/",
        differing.difference,
        name="books-difference",
    ),
    path(f"{_BOOKS}disputes/", disputing.disputes, name="disputes"),
    path(f"{_BOOKS}wallets/", paying_out.payouts, name="wallet-payouts"),
    path(f"{_BOOKS}wallets/<uuid:payout_id>/", paying_out.payout, name="wallet-payout-pay"),
    path(f"{_BOOKS}bank/", differing.bank_file, name="books-bank-file"),
    path(f"{_BOOKS}exports/", exporting.exports, name="books-exports"),
    path(f"{_BOOKS}handed-over/<uuid:export_id>/", drilling.export, name="books-export"),
    path(f"{_BOOKS}exports/<uuid:file_id>/", exporting.fetch, name="books-exported-file"),
]
