"""What tests of parking begin with: a street and a car park, a wallet with money, a clock."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from moothall.kernel.actors import system
from moothall.kernel.tests import kit
from moothall.verticals.parking import actions
from moothall.verticals.parking.models import ParkingPlace, ParkingSession

BOSS = system("tests")
WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
#: £1.20 an hour by day, at most two hours, no return within one.
STREET = {
    "max_stay_minutes": 120,
    "no_return_minutes": 60,
    "charges": [
        {"days": WEEK, "begins": "08:00", "ends": "18:00", "step": {"minutes": 30, "pence": 60}}
    ],
}
#: Bands, all day and night; what is not used is given back.
CAR_PARK = {
    "day_max_pence": 800,
    "gives_back_unused": True,
    "charges": [
        {
            "days": WEEK,
            "begins": "00:00",
            "ends": "24:00",
            "bands": [
                {"up_to_minutes": 60, "pence": 120},
                {"up_to_minutes": 120, "pence": 240},
                {"up_to_minutes": 240, "pence": 480},
                {"pence": 960},
            ],
        }
    ],
}


@dataclass
class Kerb:
    """A council that charges for parking, as a test parks there."""

    canteen: object
    now: object
    numbers: object = field(default_factory=lambda: count(1))

    @property
    def council(self):
        return self.canteen.council

    def open(self):
        self.canteen.scheme(key="parking", name={"en": "Parking"}, is_for_people=True, low_pence=0)
        actions.apply_rules(
            actor=BOSS, council_id=self.council.id, now=self.now,
            rules={"scheme": "parking", "texts_secret": "texts", "texts_number": "07700 900800"},
        )  # fmt: skip
        self.place("1001", "on_street", "permits", STREET)
        self.place("2001", "car_park", "garden", CAR_PARK)
        return self

    def place(self, code, kind, fund, rules, valid_from=date(2026, 4, 1), **facts):
        return actions.apply_place(
            actor=BOSS, council_id=self.council.id, code=code, fund=fund, kind=kind,
            facts={"name": {"en": f"Place {code}"}, "where": {"en": "By the mill"}} | facts,
            tariffs={valid_from: rules}, now=self.now,
        )  # fmt: skip

    def wallet(self, person, pence=1_000):
        from moothall.payments.tests.ledger_scenery import fund_wallet
        from moothall.payments.wallets import actions as wallets

        found = wallets.open_wallet(
            actor=BOSS, council_id=self.council.id, scheme="parking",
            holder_type="people.person", holder_id=person.pk, now=self.now,
        )  # fmt: skip
        if pence:
            from django.db import transaction

            with transaction.atomic():
                fund_wallet(self.council, self.now, pence, found.pk, least_pence=0)
        return found

    def asked(self, person, key="", now=None):
        return actions.Asked(
            actor=kit.actor_of_resident_person(person),
            key=key or f"test:{next(self.numbers)}",
            channel="web",
            language="en",
            now=now or self.now,
        )

    def start(self, person, wallet, minutes=60, *, place="2001", vrm="AB12CDE", **how):
        return actions.start_from_wallet(
            asked=self.asked(person, **how), council_id=self.council.id, place=place, vrm=vrm,
            minutes=minutes, wallet_id=wallet.pk,
        )  # fmt: skip

    def extend(self, person, session, minutes, **how):
        return actions.extend_session(
            asked=self.asked(person, **how), session_id=session.pk, minutes=minutes
        )

    def stop(self, person, session, **how):
        return actions.stop_session(asked=self.asked(person, **how), session_id=session.pk)

    def later(self, minutes):
        return self.now + timedelta(minutes=minutes)

    def client(self, kind="sells", code="app"):
        client, key = actions.register_client(
            actor=BOSS, council_id=self.council.id, name=f"The {code}", code=code, kind=kind,
            now=self.now,
        )  # fmt: skip
        return client, key


def street(code="1001"):
    return ParkingPlace.objects.get(code=code)


def sessions():
    return list(ParkingSession.objects.order_by("asked_at", "pk"))
