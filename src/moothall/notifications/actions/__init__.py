"""All writes of messages; each file holds one part of a message's way."""

from moothall.notifications.actions.choosing import choose_carrier, word_message
from moothall.notifications.actions.delivering import (
    ask_fate,
    deliver_message,
    settle_message,
)
from moothall.notifications.actions.queueing import send_message

__all__ = [
    "ask_fate",
    "choose_carrier",
    "deliver_message",
    "send_message",
    "settle_message",
    "word_message",
]
