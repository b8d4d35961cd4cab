"""What tests of wallets begin with: a scheme, a wallet with money in it, a card and a till."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from uuid import UUID

from django.db import transaction

from moothall.kernel.actors import system
from moothall.payments.tests.ledger_scenery import fund_wallet
from moothall.payments.wallets import actions
from moothall.payments.wallets.actions.cards import digest_of_card
from moothall.payments.wallets.actions.selling import Sale, take_sale
from moothall.payments.wallets.holders import PERSON
from moothall.payments.wallets.keeping import balance_of
from moothall.payments.wallets.models import Wallet

BOSS = system("tests")


@dataclass
class Canteen:
    """A council with a scheme for meals, of which a wallet may fall to nothing."""

    shop: object
    now: object
    sequence: object = field(default_factory=lambda: count(1))

    @property
    def council(self):
        return self.shop.council

    def scheme(self, **changes):
        values = {
            "key": "meals",
            "name": {"en": "School meals", "cy": "Prydau ysgol"},
            "fund": "permits",
            "least_pence": 0,
            "low_pence": 500,
            "most_pence": 20_000,
        }
        return actions.apply_scheme(
            actor=BOSS, council_id=self.council.id, now=self.now, **(values | changes)
        )

    def wallet(self, person_id, pence=0, *, holder_type=PERSON, least_pence=0) -> Wallet:
        wallet = actions.open_wallet(
            actor=BOSS,
            council_id=self.council.id,
            scheme="meals",
            holder_type=holder_type,
            holder_id=person_id,
            now=self.now,
        )
        if pence:
            with transaction.atomic():
                fund_wallet(self.council, self.now, pence, wallet.pk, least_pence=least_pence)
        return wallet

    def card(self, person_id, *, holder_type=PERSON, now=None):
        """Issue a card and return it with what a till tells of it."""
        card, token = actions.issue_card(
            actor=BOSS,
            council_id=self.council.id,
            holder_type=holder_type,
            holder_id=person_id,
            now=now or self.now - timedelta(days=1),
        )
        return card, digest_of_card(token)

    def till(self, name="Main hall", **changes):
        values = {
            "name": name,
            "scheme": "meals",
            "fund": "garden",
            "holder_type": PERSON,
            "place_id": None,
            "offline_pence": 1_000,
        }
        return actions.register_till(
            actor=BOSS, council_id=self.council.id, now=self.now, **(values | changes)
        )

    def told(self, card_digest, pence=250, **changes):
        values = {
            "sequence": next(self.sequence),
            "card_digest": card_digest,
            "price_pence": pence,
            "sold_at": self.now,
        }
        return Sale(**(values | changes))

    def sell(self, till, card_digest, pence=250, *, now=None, **changes):
        told = self.told(card_digest, pence, **changes)
        return take_sale(till_id=till.pk, told=told, now=now or self.now)

    def held(self, wallet: Wallet | UUID) -> int:
        return balance_of(wallet)
