"""All writes of messages; each file holds one part of a message's way."""

from moothall.notifications.actions.choosing import choose_carrier, word_message
from moothall.notifications.actions.confirming import (
    ask_to_confirm,
    confirm_address,
    drop_address,
)
from moothall.notifications.actions.delivering import (
    ask_fate,
    deliver_message,
    settle_message,
)
from moothall.notifications.actions.forgetting import forget_words
from moothall.notifications.actions.queueing import send_message

__all__ = [
    "ask_fate",
    "ask_to_confirm",
    "choose_carrier",
    "confirm_address",
    "deliver_message",
    "drop_address",
    "forget_words",
    "send_message",
    "settle_message",
    "word_message",
]
