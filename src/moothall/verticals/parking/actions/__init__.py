"""All that changes parking."""

from moothall.verticals.parking.actions.asking import Asked
from moothall.verticals.parking.actions.by_card import (
    put_session_in_basket,
    start_paid,
    withdraw_session,
)
from moothall.verticals.parking.actions.checking import check_vehicle
from moothall.verticals.parking.actions.clients import end_client, register_client
from moothall.verticals.parking.actions.forgetting import forget_old_parking
from moothall.verticals.parking.actions.parking import (
    extend_session,
    if_stopped,
    start_for_client,
    start_from_wallet,
    start_without_paying,
    stop_session,
)
from moothall.verticals.parking.actions.places import apply_place, apply_rules
from moothall.verticals.parking.actions.reminding import remind_of_end
from moothall.verticals.parking.actions.vehicles import add_vehicle, remove_vehicle

__all__ = [
    "Asked",
    "add_vehicle",
    "apply_place",
    "apply_rules",
    "check_vehicle",
    "end_client",
    "extend_session",
    "forget_old_parking",
    "if_stopped",
    "put_session_in_basket",
    "register_client",
    "remind_of_end",
    "remove_vehicle",
    "start_for_client",
    "start_from_wallet",
    "start_paid",
    "start_without_paying",
    "stop_session",
    "withdraw_session",
]
