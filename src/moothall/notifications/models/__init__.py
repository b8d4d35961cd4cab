"""Notifications' rows; each file holds one aggregate."""

from moothall.notifications.models.broadcast import Broadcast
from moothall.notifications.models.carrier_choice import CarrierChoice
from moothall.notifications.models.message import Channel, Message, State
from moothall.notifications.models.office_address import OfficeAddress
from moothall.notifications.models.topic import (
    ContactChoice,
    ContactMode,
    EndedBy,
    Subscription,
    Topic,
)
from moothall.notifications.models.wording import MessageTemplate, WordingVersion

__all__ = [
    "Broadcast",
    "CarrierChoice",
    "Channel",
    "ContactChoice",
    "ContactMode",
    "EndedBy",
    "Message",
    "MessageTemplate",
    "OfficeAddress",
    "State",
    "Subscription",
    "Topic",
    "WordingVersion",
]
