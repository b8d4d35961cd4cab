"""All writes of the connectors: routing, delivering, receiving, setting up."""

from moothall.connectors.actions.delivering import (
    claim_delivery,
    record_outcome,
    replay_delivery,
)
from moothall.connectors.actions.keys import issue_api_key
from moothall.connectors.actions.receiving import apply_waiting_updates, store_updates
from moothall.connectors.actions.routing import route_again, route_case
from moothall.connectors.actions.setting_up import apply_systems

__all__ = [
    "apply_systems",
    "apply_waiting_updates",
    "claim_delivery",
    "issue_api_key",
    "record_outcome",
    "replay_delivery",
    "route_again",
    "route_case",
    "store_updates",
]
