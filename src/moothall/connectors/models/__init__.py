"""The rows of the connectors; each file holds one aggregate."""

from moothall.connectors.models.api_key import ApiKey
from moothall.connectors.models.delivery import Delivery, DeliveryAttempt, ExternalReference
from moothall.connectors.models.received import ReceivedUpdate
from moothall.connectors.models.repeated_call import RepeatedCall
from moothall.connectors.models.system import Route, System

__all__ = [
    "ApiKey",
    "Delivery",
    "DeliveryAttempt",
    "ExternalReference",
    "ReceivedUpdate",
    "RepeatedCall",
    "Route",
    "System",
]
