"""What others ask about messages; answers are frozen rows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from django.db.models.functions import Greatest

from moothall.kernel.errors import NotFound
from moothall.notifications.models import CarrierChoice, Channel, Message, OfficeAddress, State
from moothall.notifications.ports import Account, Carrier, carriers
from moothall.notifications.rows import MessageRow, TeamMessageRow
from moothall.people import protection
from moothall.people.contact import normalise_contact
from moothall.people.models import ContactKind, Person

#: The carrier of e-mail for councils that have chosen none.
USUAL_EMAIL_CARRIER = "smtp"
_SHORTEST_NUMBER = 8


@dataclass(frozen=True)
class Chosen:
    """A carrier and the council's account with it."""

    carrier: Carrier
    account: Account


@dataclass(frozen=True)
class OfficeAddressRow:
    """An address where a council's work is read."""

    id: UUID
    address: str
    asked_at: datetime
    confirmed_at: datetime | None


def office_addresses(council_id: int) -> list[OfficeAddressRow]:
    """Return the addresses that a council has asked to take its work, by name."""
    rows = OfficeAddress.objects.filter(council_id=council_id).order_by("address")
    return [OfficeAddressRow(row.pk, row.address, row.asked_at, row.confirmed_at) for row in rows]


def confirmed_addresses(council_id: int) -> frozenset[str]:
    """Return those whose readers have agreed, in lower case."""
    rows = OfficeAddress.objects.filter(council_id=council_id, confirmed_at__isnull=False)
    return frozenset(rows.values_list("address", flat=True))


def messages_about(about_type: str, about_id: UUID) -> list[MessageRow]:
    """Return what was told about one thing, oldest first."""
    rows = Message.objects.filter(about_type=about_type, about_id=about_id)
    return [_row(message) for message in rows.order_by("queued_at", "id")]


def messages_for_team(council_ids: Sequence[int], *, limit: int) -> list[TeamMessageRow]:
    """Return what some councils' teams must post or make by hand, oldest first; two queries."""
    rows = Message.objects.filter(
        council_id__in=council_ids, for_team=True, team_done_at__isnull=True
    )
    found = list(rows.order_by("queued_at", "id")[:limit])
    withheld = protection.withheld_among(_person_of(message) for message in found)
    return [_for_team(message, withheld) for message in found]


def message_for_team(message_id: UUID) -> TeamMessageRow:
    """
    Return one message that a team must, or had to, post or make by hand.

    :raises NotFound: if the councils in force have none of this id
    """
    message = Message.objects.filter(pk=message_id, for_team=True).first()
    if message is None:
        raise NotFound("There is no such letter.")
    return _for_team(message, protection.withheld_among([_person_of(message)]))


def last_told(about_type: str, about_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """Return when something last happened to a message about each of these things; one query."""
    rows = Message.objects.filter(about_type=about_type, about_id__in=about_ids)
    latest = rows.values("about_id").annotate(
        last=Max(Greatest("queued_at", "sent_at", "settled_at"))
    )
    return dict(latest.values_list("about_id", "last"))


def can_reach_by(council_id: int, channel: str) -> bool:
    """Tell whether a council sends messages in this channel at all."""
    return chosen_carrier(council_id, Channel(channel)) is not None


def can_get_texts(number: str) -> bool:
    """Tell whether this is a telephone number, as far as its form goes."""
    normal = normalise_contact(ContactKind.PHONE, number)
    return normal.startswith("+") and len(normal) >= _SHORTEST_NUMBER


def chosen_carrier(council_id: int, channel: Channel) -> Chosen | None:
    """
    Return the carrier that the council uses for a channel; e-mail always has one.

    :raises LookupError: if the row names a carrier that is not installed
    :raises ValueError: if its options cannot be read
    """
    choice = CarrierChoice.objects.filter(council_id=council_id, channel=channel.value).first()
    if choice is None:
        if channel is not Channel.EMAIL:
            return None
        usual = carriers.get(USUAL_EMAIL_CARRIER)
        return Chosen(usual, Account(options=usual.options.read({})))
    return _chosen(choice)


def accounts_with(council_id: int, carrier_key: str) -> list[Chosen]:
    """Return the council's accounts with one carrier, one for each channel it serves."""
    choices = CarrierChoice.objects.filter(council_id=council_id, carrier=carrier_key)
    return [_chosen(choice) for choice in choices.order_by("channel")]


def _chosen(choice: CarrierChoice) -> Chosen:
    carrier = carriers.get(choice.carrier)
    options = carrier.options.read(choice.options)
    return Chosen(carrier, Account(options=options, secret_name=choice.secret_name))


def _person_of(message: Message) -> UUID | None:
    is_about_them = message.about_type == Person._meta.label_lower
    return message.person_id or (message.about_id if is_about_them else None)


def _for_team(message: Message, withheld: Collection[UUID]) -> TeamMessageRow:
    person_id = _person_of(message)
    is_withheld = person_id in withheld
    hidden = str(protection.HIDDEN)
    return TeamMessageRow(
        id=message.pk,
        council_id=message.council_id,
        channel=message.channel,
        recipient=hidden if is_withheld else message.recipient,
        subject=hidden if is_withheld else message.subject,
        body=hidden if is_withheld else message.body,
        language=message.language,
        needs=tuple(message.needs),
        about_type=message.about_type,
        about_id=message.about_id,
        queued_at=message.queued_at,
        person_id=person_id,
        is_withheld=is_withheld,
    )


def told_already(council_id: int, keys: Collection[str]) -> frozenset[str]:
    """Return which of these `dedupe_key`s messages were asked for by."""
    known = Message.objects.filter(council_id=council_id, dedupe_key__in=keys)
    return frozenset(known.values_list("dedupe_key", flat=True))


def reached_already(council_id: int, keys: Collection[str]) -> frozenset[str]:
    """Return which of these `dedupe_key`s messages were asked for by that have not failed."""
    known = Message.objects.filter(council_id=council_id, dedupe_key__in=keys)
    return frozenset(known.exclude(state=State.FAILED).values_list("dedupe_key", flat=True))


def _row(message: Message) -> MessageRow:
    return MessageRow(
        id=message.pk,
        channel=message.channel,
        language=message.language,
        recipient=message.recipient,
        subject=message.subject,
        body=message.body,
        state=message.state,
        state_label=str(State(message.state).label),
        problem=message.problem,
        queued_at=message.queued_at,
        sent_at=message.sent_at,
        settled_at=message.settled_at,
        needs=tuple(message.needs),
        for_team=message.for_team,
        team_done_at=message.team_done_at,
    )
