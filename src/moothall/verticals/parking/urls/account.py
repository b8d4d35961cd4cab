"""Parking of somebody who has signed in."""

from django.urls import path

from moothall.verticals.parking.views import account

urlpatterns = [
    path("account/parking/", account.parking, name="parking"),
    path("account/parking/start/", account.start, name="parking-start"),
    path("account/parking/wallet/", account.wallet_open, name="parking-wallet"),
    path("account/parking/history/", account.history, name="parking-history"),
    path("account/parking/vehicles/", account.vehicles, name="parking-vehicles"),
    path(
        "account/parking/vehicles/<uuid:vehicle_id>/remove/",
        account.vehicle_remove,
        name="parking-vehicle-remove",
    ),
    path("account/parking/sessions/<uuid:session_id>/", account.session, name="parking-session"),
    path(
        "account/parking/sessions/<uuid:session_id>/extend/",
        account.extend,
        name="parking-extend",
    ),
    path("account/parking/sessions/<uuid:session_id>/stop/", account.stop, name="parking-stop"),
]
