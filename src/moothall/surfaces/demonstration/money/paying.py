"""Baskets that were filled and paid on a day before, with what follows from that at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from moothall.councils.rows import CouncilRow
from moothall.kernel.actors import Actor, anonymous_resident, system
from moothall.payments import actions
from moothall.payments.models import BasketLine, Payment
from moothall.payments.ports import CardEntry
from moothall.payments.subscriptions.actions import charge_paid
from moothall.payments.subscriptions.holding import ABOUT as SUBSCRIPTION
from moothall.payments.wallets.actions import book_paid_top_up
from moothall.payments.wallets.actions.topping_up import TOP_UP
from moothall.payments.workflow import PaymentState
from moothall.surfaces.demonstration import residents
from moothall.surfaces.demonstration.money.card_companies import CardCompanies
from moothall.surfaces.demonstration.residents import Resident
from moothall.verticals.schools.actions import mark_paid
from moothall.verticals.schools.actions.activities import INSTALMENT

ITSELF = system("create_demo")

#: Puts things into a basket, as somebody.
Fill = Callable[[Actor, UUID], None]


@dataclass(frozen=True, kw_only=True)
class Till:
    """The council in force with those who take its cards, on one of the days before."""

    council: CouncilRow
    companies: CardCompanies
    now: datetime

    def buy(
        self, fill: Fill, payer: Resident | None = None, *, entry: CardEntry = CardEntry.ONLINE
    ) -> Payment:
        """Fill a basket, and pay for it."""
        joined = residents.joined(payer) if payer else None
        by_telephone = entry is CardEntry.TELEPHONE
        actor = joined.actor if joined else anonymous_resident()
        if by_telephone:
            actor = ITSELF
        basket, _secret = actions.open_basket(
            actor=actor,
            council_id=self.council.id,
            language="en",
            channel="phone" if by_telephone else "web",
            person_id=joined.person.pk if joined else None,
            now=self.now,
        )
        fill(actor, basket.pk)
        return self._pay(actor, basket.pk, entry, email=payer.email if payer else "")

    def _pay(self, actor: Actor, basket_id: UUID, entry: CardEntry, *, email: str) -> Payment:
        payment = actions.begin_payment(
            actor=actor, basket_id=basket_id, entry=entry, email=email, language="en", now=self.now
        )
        if payment is None or not payment.next_url:
            raise RuntimeError(f"No card could be typed: {payment and payment.problem}")
        self.companies.pay(payment)
        paid = actions.check_payment(payment_id=payment.pk, now=self.now)
        if paid.state == PaymentState.RESERVED:
            actions.take_or_release(payment_id=payment.pk, now=self.now)
            paid.refresh_from_db()
        for line in BasketLine.objects.filter(basket_id=basket_id):
            self._follow(line, paid)
        return paid

    def _follow(self, line: BasketLine, payment: Payment) -> None:
        """Do at once what a worker does on hearing that a line is paid; twice is once."""
        if line.about_type == SUBSCRIPTION:
            charge_paid(charge_id=line.about_id, payment_id=payment.pk, now=self.now)
        elif line.about_type == TOP_UP:
            book_paid_top_up(actor=ITSELF, top_up_id=line.about_id, line_id=line.pk, now=self.now)
        elif line.about_type == INSTALMENT:
            mark_paid(actor=ITSELF, instalment_id=line.about_id, now=self.now)
