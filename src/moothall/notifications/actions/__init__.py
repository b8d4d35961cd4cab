"""All writes of messages; each file holds one part of a message's way."""

from moothall.notifications.actions.broadcasting import (
    discard_broadcast,
    send_broadcast,
    tell_next_page,
    write_broadcast,
)
from moothall.notifications.actions.choosing import choose_carrier
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
from moothall.notifications.actions.telling import tell_subscribers
from moothall.notifications.actions.topics import replace_topics
from moothall.notifications.actions.wording import (
    discard_words,
    draft_words,
    publish_words,
    restore_words,
    word_message,
)
from moothall.notifications.broadcasts import News

__all__ = [
    "News",
    "ask_fate",
    "ask_to_confirm",
    "choose_carrier",
    "choose_contact_mode",
    "choose_topics",
    "confirm_address",
    "deliver_message",
    "discard_broadcast",
    "discard_words",
    "draft_words",
    "drop_address",
    "finish_by_hand",
    "forget_words",
    "publish_words",
    "replace_topics",
    "restore_words",
    "send_broadcast",
    "send_message",
    "settle_message",
    "tell_next_page",
    "tell_subscribers",
    "unsubscribe",
    "word_message",
    "write_broadcast",
]
