"""What a place has that somebody may need, in words."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

#: The ways in which councils usually say it; what else they say is shown as it is written.
_WORDS = {
    "step-free": gettext_lazy("no steps"),
    "hearing-loop": gettext_lazy("hearing loop"),
    "parking": gettext_lazy("car park"),
    "blue-badge-parking": gettext_lazy("parking for Blue Badge holders"),
    "accessible-toilet": gettext_lazy("accessible toilet"),
    "baby-changing": gettext_lazy("baby changing"),
    "lift": gettext_lazy("lift"),
    "quiet-room": gettext_lazy("quiet room"),
    "cycle-parking": gettext_lazy("cycle parking"),
    "signer": gettext_lazy("sign language interpreter"),
}


def feature_words(features: Iterable[str]) -> list[str]:
    """Return the words for features in the language in force, in their order."""
    return [str(_WORDS[one]) if one in _WORDS else one.replace("-", " ") for one in features]
