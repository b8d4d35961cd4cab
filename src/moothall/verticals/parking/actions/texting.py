"""
Doing what a text asks, once, and answering it.

A text is known by its carrier's number, so one that is brought twice counts once. People, too, send
the same words twice when no answer comes at once: a second wish to lengthen by the same within two
minutes is answered like the first.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from moothall.councils.queries import council_by_id
from moothall.councils.rows import CouncilRow
from moothall.kernel import rate_limits
from moothall.kernel.actors import Actor, ActorKind, system
from moothall.kernel.insert_once import insert_once
from moothall.notifications.actions import send_message
from moothall.payments.ledger.wallets import NotEnoughMoney
from moothall.payments.wallets.errors import WalletBlocked
from moothall.payments.wallets.keeping import balance_of
from moothall.payments.wallets.models import Wallet
from moothall.people import scopes
from moothall.people.contact import normalise_contact
from moothall.people.models import ContactKind
from moothall.people.queries import people_who_proved, persons_by_id
from moothall.verticals.parking.actions.asking import Asked
from moothall.verticals.parking.actions.parking import (
    extend_session,
    start_from_wallet,
    stop_session,
)
from moothall.verticals.parking.errors import ParkingRefused
from moothall.verticals.parking.models import ParkingMovement, ParkingSession, ParkingText
from moothall.verticals.parking.models.session import MovementKind
from moothall.verticals.parking.queries import parking_wallet_of, running_of, vehicles_of
from moothall.verticals.parking.refusing import refused
from moothall.verticals.parking.texts import wording
from moothall.verticals.parking.texts.reading import Read, Wish, read_text
from moothall.verticals.parking.vrm import normal_vrm

ANSWER = "parking.text-answer"
_TWICE_WITHIN = timedelta(minutes=2)
#: Texts that one number is answered, so that two machines do not talk to each other.
_AN_HOUR, _ANSWERS = timedelta(hours=1), 30
#: Of strangers fewer are answered: each answer costs.
_A_DAY, _ANSWERS_TO_STRANGERS = timedelta(days=1), 3


class NotOne(Exception):
    """It is not clear what is meant; the message is the answer."""


@dataclass(frozen=True, kw_only=True)
class Received:
    """A text as its carrier brought it."""

    carrier_id: str
    number: str
    words: str


@dataclass(frozen=True, kw_only=True)
class _Sender:
    """Who texts, what they want, and from which wallet it is paid."""

    council: CouncilRow
    person_id: UUID
    actor: Actor
    wallet: Wallet | None
    read: Read
    language: str
    key: str
    now: datetime

    @property
    def asked(self) -> Asked:
        """Return the ask, which counts once for this text."""
        return Asked(
            actor=self.actor, key=self.key, channel="text", language=self.language, now=self.now
        )

    def link(self, name: str) -> str:
        """Return the address of a page of the account."""
        return self.council.url + reverse(name)


@transaction.atomic
def take_text(*, council_id: int, received: Received, now: datetime) -> None:
    """Do what a text asks and answer it; brought again, nothing happens."""
    council, read = council_by_id(council_id), read_text(received.words)
    number = normalise_contact(ContactKind.PHONE, received.number)
    people = people_who_proved(council_id, ContactKind.PHONE, number)
    person_id = people[0] if len(people) == 1 else None
    kept = ParkingText(
        council_id=council_id,
        carrier_id=received.carrier_id,
        person_id=person_id,
        wish=read.wish.value,
        received_at=now,
    )
    if not insert_once(kept, unique=("council", "carrier_id")):
        return
    if person_id is None:
        language = _spoken(council, read.language)
        with translation.override(language):
            link = council.url + reverse("account:details")
            _answer(kept, number, wording.unknown_number(link), language, None, now=now)
        return
    person = persons_by_id([person_id])[person_id]
    language = _spoken(council, read.language or person.language)
    with translation.override(language):
        sender = _Sender(
            council=council,
            person_id=person_id,
            actor=_actor(person_id, person.name, council_id),
            wallet=parking_wallet_of(council_id, person_id),
            read=read,
            language=language,
            key=f"text:{received.carrier_id}",
            now=now,
        )
        _answer(kept, number, _done(sender), language, person_id, now=now)


def _done(sender: _Sender) -> str:
    """Do what is asked and return the answer; what is refused changes nothing."""
    do = {Wish.PARK: _park, Wish.EXTEND: _extend, Wish.STOP: _stop}.get(sender.read.wish)
    if do is None:
        is_help = sender.read.wish is Wish.HELP
        return wording.help_words() if is_help else wording.not_understood()
    try:
        with transaction.atomic():
            return do(sender)
    except NotOne as unclear:
        return str(unclear)
    except NotEnoughMoney:
        held = balance_of(sender.wallet) if sender.wallet else 0
        return wording.not_enough(held, sender.link("account:parking"))
    except (ParkingRefused, WalletBlocked) as problem:
        return refused(problem, now=sender.now)


def _park(sender: _Sender) -> str:
    if sender.wallet is None:
        raise NotOne(wording.no_wallet(sender.link("account:parking")))
    session = start_from_wallet(
        asked=sender.asked,
        council_id=sender.council.id,
        place=sender.read.code,
        vrm=sender.read.vrm or _only_vehicle(sender.person_id),
        minutes=sender.read.minutes,
        wallet_id=sender.wallet.pk,
    )
    return wording.has_time(session, sender.language, now=sender.now)


def _extend(sender: _Sender) -> str:
    session = _running(sender)
    if not _asked_just_now(session, sender):
        extended = extend_session(
            asked=sender.asked, session_id=session.pk, minutes=sender.read.minutes
        )
        session.ends_at, session.pence = extended.ends_at, extended.pence
    return wording.has_time(session, sender.language, now=sender.now)


def _stop(sender: _Sender) -> str:
    session = _running(sender)
    after = stop_session(asked=sender.asked, session_id=session.pk)
    return wording.stopped(after, session.pence - after.pence)


def _running(sender: _Sender) -> ParkingSession:
    found = running_of(sender.person_id, now=sender.now)
    if sender.read.vrm:
        found = [one for one in found if one.vrm == sender.read.vrm]
    if not found:
        raise NotOne(wording.nothing_runs())
    if len(found) > 1:
        raise NotOne(wording.which_vehicle())
    return found[0]


def _only_vehicle(person_id: UUID) -> str:
    vehicles = vehicles_of(person_id)
    if len(vehicles) != 1:
        raise NotOne(wording.which_vehicle())
    return normal_vrm(vehicles[0][1])


def _asked_just_now(session: ParkingSession, sender: _Sender) -> bool:
    last = (
        ParkingMovement.objects.filter(session_id=session.pk).order_by("-moved_at", "-pk").first()
    )
    return (
        last is not None
        and last.kind == MovementKind.EXTEND
        and last.request_key.startswith("text:")
        and last.minutes == sender.read.minutes
        and sender.now - last.moved_at < _TWICE_WITHIN
    )


def _answer(
    text: ParkingText, number: str, words: str, language: str, person_id: UUID | None, *,
    now: datetime,
) -> None:  # fmt: skip
    per, most = (_AN_HOUR, _ANSWERS) if person_id else (_A_DAY, _ANSWERS_TO_STRANGERS)
    if not rate_limits.allow(
        f"parking-text:{text.council_id}:{number}", limit=most, per=per, now=now
    ):
        return
    send_message(
        actor=system("parking"),
        council_id=text.council_id,
        template=ANSWER,
        channel="text",
        to=number,
        language=language,
        context={"words": words},
        dedupe_key=f"{ANSWER}:{text.pk}",
        about_type=ParkingText._meta.label_lower,
        about_id=text.pk,
        person_id=person_id,
        now=now,
    )


def _spoken(council: CouncilRow, language: str) -> str:
    return language if language in council.languages else council.languages[0]


def _actor(person_id: UUID, name: str, council_id: int) -> Actor:
    """Return whoever texts from a number that they have proven to be theirs; for money alone."""
    return Actor(
        kind=ActorKind.RESIDENT,
        identifier=str(person_id),
        subject=str(person_id),
        name=name,
        permissions={council_id: frozenset({scopes.MONEY})},
    )
