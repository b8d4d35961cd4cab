"""The kinds of message that residents get: what staff call them, when they go, what they need."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moothall.kernel.registry import Registry
from moothall.notifications.channels import Channel

#: Words that are looked up in the reader's language when they are shown.
Words: TypeAlias = Promise | str

BY_EMAIL = frozenset({Channel.EMAIL})
BY_EMAIL_OR_TEXT = frozenset({Channel.EMAIL, Channel.TEXT})
BY_TEXT = frozenset({Channel.TEXT})
IN_ANY_WAY = frozenset(Channel)


class Group(Enum):
    """The part of the council's work that a message belongs to, in the order of the page."""

    REQUESTS = _("Requests and complaints")
    FORMS = _("Forms")
    BOOKINGS = _("Bookings and waiting lists")
    PAYMENTS = _("Payments, Direct Debits and refunds")
    SUBSCRIPTIONS = _("Things paid for again and again")
    SCHOOLS = _("Schools")
    PARKING = _("Parking")
    ACCOUNT = _("Accounts and personal details")
    NEWS = _("News")


@dataclass(frozen=True, kw_only=True)
class MessageKind:
    """
    A kind of message, found by the key under which its words lie.

    The gaps in `needs` must stand in a council's own words wherever ours have them: without the
    link nobody can act. Words with a `lock` are the same for all councils, for this reason.
    """

    key: str
    group: Group
    name: Words
    when: Words
    needs: frozenset[str] = frozenset({"link", "reference"})
    channels: frozenset[Channel] = IN_ANY_WAY
    lock: Words = ""


kinds: Registry[MessageKind] = Registry("message kind")


def describe(
    group: Group,
    app: str,
    told: Iterable[tuple[str, Words, Words]],
    *,
    channels: frozenset[Channel] = IN_ANY_WAY,
    needs: Iterable[str] = ("link", "reference"),
    lock: Words = "",
) -> None:
    """Make kinds of message known: of each the name of its file, what it is, and when it goes."""
    for file, name, when in told:
        kinds.register(
            MessageKind(
                key=f"{app}.{file}", group=group, name=name, when=when,
                needs=frozenset(needs), channels=channels, lock=lock,
            )
        )  # fmt: skip


def lock_of(key: str) -> Words:
    """Return why no council may word this message itself, or nothing if it may."""
    return kinds.get(key).lock if key in kinds else ""


def needs_of_kind(key: str) -> frozenset[str]:
    """Return the gaps that a council's own words must have where ours do."""
    return kinds.get(key).needs if key in kinds else frozenset()
