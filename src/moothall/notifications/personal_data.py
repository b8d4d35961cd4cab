"""What this app holds about people: the messages that went to them about their own things."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.kernel.actors import system
from moothall.notifications.actions import forget_words
from moothall.notifications.models import Message
from moothall.people.held_tables import MACHINERY, SHOWN_ELSEWHERE, HeldTable, Shown
from moothall.people.personal_data import PERSON, Fate, Section, Whose
from moothall.people.queries import contact_points_of

#: Messages about these go to the person and to others: what others were told is theirs.
TO_OTHERS_TOO = frozenset({"signing"})


def own_to_see(name: str) -> Shown:
    """Show what a message said, unless it went to somebody else."""

    def show(row: Any, whose: Whose) -> Any:
        if _is_theirs(row, whose):
            return getattr(row, name)
        return _("Not shown: it went to somebody else")

    return show


MESSAGES = HeldTable(
    key="notifications.messages",
    model=Message,
    title=gettext_lazy("Messages"),
    explanation=gettext_lazy(
        "What we told you by email or text, and what was told to our own offices about your "
        "requests."
    ),
    columns={
        "queued_at": gettext_lazy("Written"),
        "channel": gettext_lazy("Sent by"),
        "language": gettext_lazy("Language"),
        "recipient": gettext_lazy("To"),
        "subject": gettext_lazy("Subject"),
        "body": gettext_lazy("Words"),
        "enclosed": gettext_lazy("Files that went with it"),
        "template": gettext_lazy("Kind of message"),
        "state": gettext_lazy("What became of it"),
        "problem": gettext_lazy("What went wrong"),
        "carrier": gettext_lazy("Taken by"),
        "carrier_reference": gettext_lazy("Their reference"),
        "sent_at": gettext_lazy("Sent"),
        "settled_at": gettext_lazy("Arrived or failed"),
    },
    left_out={
        "dedupe_key": MACHINERY,
        "about_type": SHOWN_ELSEWHERE,
        "about_id": SHOWN_ELSEWHERE,
        "attempts": MACHINERY,
        "lease_until": MACHINERY,
        "outcome_unknown": MACHINERY,
    },
    shown={name: own_to_see(name) for name in ("recipient", "subject", "body", "problem")},
)


class Messages:
    """The holder of messages."""

    key: ClassVar[str] = "notifications"

    def things(self, person_id: UUID, /) -> Mapping[str, Collection[UUID]]:
        """Return nothing: a message is about a thing of another app."""
        return {}

    def collect(self, whose: Whose, /) -> Sequence[Section]:
        """Return the messages about all things of theirs."""
        return [MESSAGES.section(whose, _messages(whose).order_by("queued_at", "pk"))]

    def foresee(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Return how many messages about the person are emptied; others go with their thing."""
        count = _about_the_person(whose).exclude(body="").count()
        return [Fate(what=_("Messages about your details"), count=count)]

    def erase(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Empty the messages about the person; those about a thing go with it."""
        fates = self.foresee(whose, now)
        forget_words(
            actor=system("notifications.erase"), about_type=PERSON, about_ids=[whose.person_id]
        )
        return fates


def _messages(whose: Whose) -> QuerySet[Message]:
    about = Q(pk__in=[])
    for label, ids in whose.things.items():
        about |= Q(about_type=label, about_id__in=ids)
    return Message.objects.filter(about)


def _about_the_person(whose: Whose) -> QuerySet[Message]:
    return Message.objects.filter(about_type=PERSON, about_id=whose.person_id)


def _is_theirs(row: Message, whose: Whose) -> bool:
    """Tell whether a message went to the person; only of some kinds may it have gone elsewhere."""
    if row.about_type not in TO_OTHERS_TOO:
        return True
    own = {point.value.lower() for point in contact_points_of(whose.person_id)}
    return row.recipient.lower() in own
