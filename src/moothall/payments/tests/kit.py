"""What tests of payments begin with: a coded fund, a gateway in memory, a filled basket."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from moothall.kernel.actors import anonymous_resident, system
from moothall.kernel.ids import new_id
from moothall.payments import actions
from moothall.payments.items import Item
from moothall.payments.models import Payment
from moothall.payments.ports import CardEntry, gateways

SETUP = system("tests")
PAYER = anonymous_resident()


@dataclass
class Shop:
    """A council that takes money, and the baskets that a test fills there."""

    council: object
    now: object

    @property
    def gateway(self):
        return gateways.get("fake")

    def open(self):
        fund = {"name": {"en": "Garden waste"}, "valid_from": date(2020, 4, 1), "now": self.now}
        for key, code, rate in (
            ("garden", "31", 2000),
            ("permits", "77", 0),
            ("forms", "90", 0),
        ):
            actions.apply_fund(
                actor=SETUP,
                council_id=self.council.id,
                key=key,
                fund_code=code,
                gl_code=f"GL-{code}",
                vat_code="STD" if rate else "OOS",
                vat_rate=rate,
                **fund,
            )
        for entry in CardEntry:
            actions.choose_gateway(
                actor=SETUP,
                council_id=self.council.id,
                entry=entry,
                gateway="fake",
                options={},
                now=self.now,
            )
        self.gateway.forget()
        return self

    def item(self, **changes):
        given = {
            "fund": "garden",
            "description": {"en": "Garden waste", "cy": "Gwastraff gardd"},
            "unit_pence": 6000,
            "about_type": "tests.thing",
            "about_id": new_id(),
        }
        return Item(**(given | changes))

    def basket(self, *items, person_id=None):
        basket, _ = self.basket_and_secret(*items, person_id=person_id)
        return basket

    def basket_and_secret(self, *items, person_id=None):
        basket, secret = actions.open_basket(
            actor=PAYER,
            council_id=self.council.id,
            language="en",
            channel="web",
            now=self.now,
            person_id=person_id,
        )
        for item in items:
            self.put(basket, item)
        return basket, secret

    def put(self, basket, item):
        return actions.put_in_basket(actor=PAYER, basket_id=basket.pk, item=item, now=self.now)

    def begin(self, basket, *, now=None, entry=CardEntry.ONLINE):
        return actions.begin_payment(
            actor=PAYER,
            basket_id=basket.pk,
            entry=entry,
            email="sian@example.org",
            language="en",
            now=now or self.now,
        )

    def check(self, payment: Payment | UUID, *, now=None):
        payment_id = payment if isinstance(payment, UUID) else payment.pk
        return actions.check_payment(payment_id=payment_id, now=now or self.now)
