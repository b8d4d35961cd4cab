"""All writes of the connectors: routing, delivering, receiving, setting up."""

from moothall.connectors.actions.delivering import (
    ABOUT_DELIVERY,
    claim_delivery,
    record_outcome,
    replay_delivery,
)
from moothall.connectors.actions.destinations import queue_destinations
from moothall.connectors.actions.forgetting import forget_attempts
from moothall.connectors.actions.keys import issue_api_key, stop_api_key
from moothall.connectors.actions.once import do_once, forget_repeated_calls
from moothall.connectors.actions.posting import (
    ABOUT_POST,
    post_to_office,
    settle_post,
)
from moothall.connectors.actions.receiving import apply_waiting_updates, store_updates
from moothall.connectors.actions.routing import route_again, route_case
from moothall.connectors.actions.setting_up import apply_systems

__all__ = [
    "ABOUT_DELIVERY",
    "ABOUT_POST",
    "apply_systems",
    "apply_waiting_updates",
    "claim_delivery",
    "do_once",
    "forget_attempts",
    "forget_repeated_calls",
    "issue_api_key",
    "post_to_office",
    "queue_destinations",
    "record_outcome",
    "replay_delivery",
    "route_again",
    "route_case",
    "settle_post",
    "stop_api_key",
    "store_updates",
]
