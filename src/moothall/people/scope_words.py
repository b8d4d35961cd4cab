"""The parts of somebody's affairs in the words that people choose among."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moothall.people import scopes

#: In the order in which they are offered.
WORDS: Mapping[str, str | Promise] = MappingProxyType(
    {
        scopes.REQUESTS: _("Requests: see them, answer questions, make new ones"),
        scopes.DRAFTS: _("Forms that are half done"),
        scopes.DOCUMENTS: _("Documents"),
        scopes.MESSAGES: _("Messages to and from the council"),
        scopes.MONEY: _("Payments and receipts"),
        scopes.BOOKINGS: _("Bookings and appointments"),
        scopes.LINKED_ACCOUNTS: _("Council tax, benefits, rent and other linked accounts"),
        scopes.DETAILS: _("Name, address and contact details"),
        scopes.PREFERENCES: _("What they are told, and how"),
    }
)


def in_words(held: Iterable[str]) -> list[str]:
    """Return scopes in words, in the order in which they are offered."""
    wanted = set(held)
    return [str(words) for scope, words in WORDS.items() if scope in wanted]
