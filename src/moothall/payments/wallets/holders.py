"""
Who can hold a wallet or a card: people, and whatever an app above registers, such as pupils.

The wallet's own rows never name anybody; whoever knows the holder is asked.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol, runtime_checkable
from uuid import UUID

from django.utils.translation import gettext as _

from moothall.kernel.actors import Actor
from moothall.kernel.registry import Registry
from moothall.payments.wallets.models import ResidentCard
from moothall.people import scopes
from moothall.people.models import Person

#: The kind of holder that a person is.
PERSON = "people.person"


@dataclass(frozen=True, kw_only=True)
class Face:
    """What a till shows of a holder: a name, and what whoever serves them must know."""

    name: str
    allergens: str = ""


@dataclass(frozen=True, kw_only=True)
class Price:
    """Something that a place sells on a day."""

    name: Mapping[str, str]
    pence: int


class WalletHolder(Protocol):
    """An app that knows one kind of holder; all is asked in the council's scope."""

    key: ClassVar[str]

    def may_use(self, actor: Actor, council_id: int, holder_id: UUID, /) -> bool:
        """Tell whether a resident may look into the holder's wallet and fill it."""

    def told(self, holder_id: UUID, /) -> Sequence[UUID]:
        """Return the people who are told what happens to the wallet."""

    def faces(self, holder_ids: Collection[UUID], /) -> Mapping[UUID, Face]:
        """Return what a till may show of each; one query."""

    def holders_at(self, place_id: UUID | None, /) -> Sequence[UUID]:
        """Return those who are served at a place, or everywhere; one query."""

    def prices(self, place_id: UUID | None, day: date, /) -> Sequence[Price]:
        """Return what the place sells on a day."""

    def places(self, council_id: int, /) -> Mapping[UUID | None, str]:
        """Return where tills may stand, in words; nothing stands for everywhere."""


@runtime_checkable
class LookedAfter(Protocol):
    """A kind of holder that people look after, whose wallets stand beside their own."""

    def looked_after_by(self, person_id: UUID, /) -> Sequence[UUID]:
        """Return the holders that a person looks after; one query."""


wallet_holders: Registry[WalletHolder] = Registry("holder of wallets")

#: As many people are known to a till that serves everybody without a connection.
_AT_MOST = 20_000


class PersonHolder:
    """People themselves."""

    key: ClassVar[str] = PERSON

    def may_use(self, actor: Actor, council_id: int, holder_id: UUID, /) -> bool:
        """Let people, and who may deal with their money, use their wallet."""
        return actor.may_for(holder_id, scopes.MONEY, council_id)

    def told(self, holder_id: UUID, /) -> Sequence[UUID]:
        """Tell themselves."""
        return [holder_id]

    def faces(self, holder_ids: Collection[UUID], /) -> Mapping[UUID, Face]:
        """Show their names, but of protected people nothing."""
        rows = Person.objects.filter(pk__in=holder_ids).values_list("pk", "name", "is_protected")
        return {pk: Face(name="" if is_protected else name) for pk, name, is_protected in rows}

    def holders_at(self, place_id: UUID | None, /) -> Sequence[UUID]:
        """Return those with a card that works; a till of people serves everybody."""
        cards = ResidentCard.objects.filter(holder_type=PERSON, blocked_at=None)
        return list(cards.order_by("-issued_at").values_list("holder_id", flat=True)[:_AT_MOST])

    def prices(self, place_id: UUID | None, day: date, /) -> Sequence[Price]:
        """Have no prices: they are typed at the till."""
        return []

    def places(self, council_id: int, /) -> Mapping[UUID | None, str]:
        """Let a till of people stand anywhere."""
        return {None: _("Anybody with a card")}
