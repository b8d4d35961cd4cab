"""What this app holds about people: the messages that went to them about their own things."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moothall.notifications.models import ContactChoice, Message, Subscription
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
        "needs": gettext_lazy("Formats it was to be made in"),
        "team_done_at": gettext_lazy("Made by our staff"),
        "carrier": gettext_lazy("Taken by"),
        "carrier_reference": gettext_lazy("Their reference"),
        "sent_at": gettext_lazy("Sent"),
        "settled_at": gettext_lazy("Arrived or failed"),
    },
    left_out={
        "person_id": "it is the person themselves, or somebody who is not shown",
        "subscription_id": SHOWN_ELSEWHERE,
        "for_team": MACHINERY,
        "dedupe_key": MACHINERY,
        "about_type": SHOWN_ELSEWHERE,
        "about_id": SHOWN_ELSEWHERE,
        "attempts": MACHINERY,
        "lease_until": MACHINERY,
        "outcome_unknown": MACHINERY,
    },
    shown={name: own_to_see(name) for name in ("recipient", "subject", "body", "problem")},
)


SUBSCRIPTIONS = HeldTable(
    key="notifications.subscriptions",
    model=Subscription,
    title=gettext_lazy("What you want to hear about"),
    explanation=gettext_lazy("What you agreed to, in which words, and when you took it back."),
    columns={
        "topic_id": gettext_lazy("Topic"),
        "channel": gettext_lazy("Sent by"),
        "wording": gettext_lazy("Words you agreed to"),
        "language": gettext_lazy("Language"),
        "agreed_at": gettext_lazy("Agreed"),
        "given_by": gettext_lazy("Given by"),
        "ended_at": gettext_lazy("Ended"),
        "ended_by": gettext_lazy("Ended by"),
    },
    left_out={"person_id": "it is the person themselves"},
    shown={"topic_id": lambda row, whose: row.topic.name},
)
CHOICES = HeldTable(
    key="notifications.contact-choices",
    model=ContactChoice,
    title=gettext_lazy("By post or online"),
    explanation=gettext_lazy("How you want to hear from us as a rule."),
    columns={"mode": gettext_lazy("How"), "chosen_at": gettext_lazy("Since")},
    left_out={"person_id": "it is the person themselves"},
)


class Messages:
    """The holder of messages, and of how people want to be told."""

    key: ClassVar[str] = "notifications"

    def things(self, person_id: UUID, /) -> Mapping[str, Collection[UUID]]:
        """Return the subscriptions and the choice; a message is about a thing of another app."""
        return {
            model._meta.label_lower: list(
                model.objects.filter(person_id=person_id).values_list("pk", flat=True)
            )
            for model in (Subscription, ContactChoice)
        }

    def collect(self, whose: Whose, /) -> Sequence[Section]:
        """Return the messages to them and about all things of theirs, and what they chose."""
        choices = ContactChoice.objects.filter(person_id=whose.person_id)
        subscriptions = _subscriptions(whose).select_related("topic")
        return [
            MESSAGES.section(whose, _messages(whose).order_by("queued_at", "pk")),
            SUBSCRIPTIONS.section(whose, subscriptions.order_by("agreed_at", "pk")),
            CHOICES.section(whose, choices.order_by("chosen_at", "pk")),
        ]

    def foresee(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Return how many go; messages about another thing go with it."""
        return [
            Fate(
                what=_("Messages about your details"),
                count=_about_the_person(whose).exclude(body="").count(),
            ),
            Fate(what=_("What you want to hear about"), count=_subscriptions(whose).count()),
        ]

    def erase(self, whose: Whose, now: datetime, /) -> Sequence[Fate]:
        """Empty the messages about the person and their subscriptions, which go."""
        fates = self.foresee(whose, now)
        _about_the_person(whose).update(
            subject="",
            body="",
            recipient="",
            enclosed=[],
            person=None,
            needs=[],
            for_team=False,
            subscription=None,
        )
        Message.objects.filter(subscription__in=_subscriptions(whose)).update(subscription=None)
        _subscriptions(whose).delete()
        ContactChoice.objects.filter(person_id=whose.person_id).delete()
        return fates


def _messages(whose: Whose) -> QuerySet[Message]:
    about = Q(person_id=whose.person_id)
    for label, ids in whose.things.items():
        about |= Q(about_type=label, about_id__in=ids)
    return Message.objects.filter(about)


def _about_the_person(whose: Whose) -> QuerySet[Message]:
    """Return the messages about the record itself, and the news that they subscribed to."""
    own = Q(about_type=PERSON, about_id=whose.person_id)
    return Message.objects.filter(own | Q(subscription__in=_subscriptions(whose)))


def _subscriptions(whose: Whose) -> QuerySet[Subscription]:
    return Subscription.objects.filter(person_id=whose.person_id)


def _is_theirs(row: Message, whose: Whose) -> bool:
    """Tell whether a message went to the person; only of some kinds may it have gone elsewhere."""
    if row.person_id is not None:
        return row.person_id == whose.person_id
    if row.about_type not in TO_OTHERS_TOO:
        return True
    own = {point.value.lower() for point in contact_points_of(whose.person_id)}
    return row.recipient.lower() in own
