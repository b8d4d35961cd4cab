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
from moothall.notifications.actions.finishing import finish_by_hand
from moothall.notifications.actions.forgetting import forget_words
from moothall.notifications.actions.queueing import send_message
from moothall.notifications.actions.subscribing import (
    choose_contact_mode,
    choose_topics,
    unsubscribe,
)
from moothall.notifications.actions.telling import News, tell_subscribers
from moothall.notifications.actions.topics import replace_topics

__all__ = [
    "News",
    "ask_fate",
    "ask_to_confirm",
    "choose_carrier",
    "choose_contact_mode",
    "choose_topics",
    "confirm_address",
    "deliver_message",
    "drop_address",
    "finish_by_hand",
    "forget_words",
    "replace_topics",
    "send_message",
    "settle_message",
    "tell_subscribers",
    "unsubscribe",
    "word_message",
]
