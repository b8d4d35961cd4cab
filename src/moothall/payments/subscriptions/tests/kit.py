"""What tests of subscriptions begin with: plans, and people who join and pay."""

from datetime import UTC, date, datetime, time

from moothall.kernel.tests.kit import actor_of_resident_person
from moothall.payments.models import Charge, Payment, Subscription
from moothall.payments.ports import Outcome
from moothall.payments.subscriptions import actions, queries
from moothall.payments.tests.kit import PAYER, SETUP, Shop


class Round:
    """A council whose garden waste people pay for, and a clock that the test turns."""

    def __init__(self, council, now, queue):
        self.council, self.now, self.queue = council, now, queue
        self.shop = Shop(council, now).open()
        self.plan()

    @property
    def gateway(self):
        return self.shop.gateway

    def plan(self, key="garden-waste", prices=((date(2020, 1, 1), 6_000, 4_500),), **rules):
        given = {
            "name": {"en": "Garden waste", "cy": "Gwastraff gardd"},
            "most": 3,
            "prorates": "months",
            "refunds": "months",
        }
        plan = actions.apply_plan(
            actor=SETUP, council_id=self.council.id, key=key, fund="garden",
            rules=given | rules, now=self.now,
        )  # fmt: skip
        for day, pence, more in prices:
            self.price(plan, day, pence, more)
        return plan

    def price(self, plan, day, pence, more):
        actions.price_plan(
            actor=SETUP, plan=plan, valid_from=day, pence=pence, more_pence=more, now=self.now
        )

    def on(self, year, month, day):
        """Turn the clock to a day, and do what is due on it."""
        self.now = self.shop.now = datetime.combine(date(year, month, day), time(10), tzinfo=UTC)
        self.day()

    def day(self):
        """Do what the schedule does on a day, as the workers would."""
        for found, act, name in (
            (queries.to_notice, actions.give_notice, "subscription_id"),
            (queries.instalments_due, actions.give_instalment_notice, "charge_id"),
            (queries.cards_to_charge, actions.charge_card, "charge_id"),
            (queries.over, actions.end_over, "subscription_id"),
        ):
            for _council, one in found(now=self.now):
                act(**{name: one}, now=self.now)
        self.settle()

    def settle(self):
        """Give the events of today to those who listen."""
        self.queue.run_all()

    def join(self, *, plan="garden-waste", quantity=1, person=None, keeps_card=False):
        basket = self.shop.basket(person_id=person.pk if person else None)
        subscription = actions.join_plan(
            actor=actor_of_resident_person(person) if person else PAYER,
            basket_id=basket.pk,
            plan=plan,
            quantity=quantity,
            place="1 High Street",
            email="sian@example.org",
            language="en",
            keeps_card=keeps_card,
            person_id=person.pk if person else None,
            now=self.now,
        )
        return subscription, basket

    def pay(self, basket, *, outcome=Outcome.PAID, may_keep_card=True):
        from moothall.payments import actions as paying
        from moothall.payments.ports import CardEntry

        payment = paying.begin_payment(
            actor=PAYER, basket_id=basket.pk, entry=CardEntry.ONLINE, email="sian@example.org",
            language="en", now=self.now, may_keep_card=may_keep_card,
        )  # fmt: skip
        self.gateway.become(payment.pk, outcome)
        self.shop.check(payment, now=self.now)
        self.settle()
        return Payment.objects.get(pk=payment.pk)

    def joined(self, **how):
        subscription, basket = self.join(**how)
        self.pay(basket)
        return self.fresh(subscription)

    def fresh(self, subscription):
        return Subscription.objects.get(pk=subscription.pk)

    def charges(self, subscription, kind=""):
        found = Charge.objects.filter(subscription_id=subscription.pk).order_by("number")
        return [one for one in found if not kind or one.kind == kind]

    def renew(self, subscription):
        """Put what is due into a basket by the link, and pay it."""
        basket = self.shop.basket()
        charge = next(
            one for one in self.charges(subscription)
            if one.state == "open" and one.kind in {"renewal", "instalment"}
        )  # fmt: skip
        actions.put_charge_in_basket(
            actor=PAYER, charge_id=charge.pk, basket_id=basket.pk, now=self.now
        )
        return self.pay(basket)
