"""A school, what its meals cost, who pays for its pupils, a till and a resident's card."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from moothall.councils.rows import CouncilRow
from moothall.kernel.actors import Actor
from moothall.payments.wallets.actions import (
    ask_for_payout,
    ask_for_top_up,
    issue_card,
    open_wallet,
    register_till,
    take_sale,
)
from moothall.payments.wallets.actions.cards import digest_of_card
from moothall.payments.wallets.actions.selling import Sale
from moothall.payments.wallets.holders import PERSON
from moothall.payments.wallets.models import Wallet
from moothall.people.models import Role, StaffRole
from moothall.surfaces.demonstration import residents, secrets
from moothall.surfaces.demonstration.money.paying import ITSELF, Till
from moothall.surfaces.demonstration.residents import Resident
from moothall.verticals.schools import actions
from moothall.verticals.schools.holding_wallets import PUPIL
from moothall.verticals.schools.models import Activity, Guardian, Pupil, School

MEALS, CARD = "meals", "resident-card"
MEAL_PENCE, FREE_MEAL_PENCE, COFFEE_PENCE = 265, 265, 320
PUPILS = """number,name,born_on,class,allergens,free_meals
1001,Ada Okafor,2018-05-04,3A,"nuts, egg",no
1002,Jonah Okafor,2016-02-11,5B,,no
1003,Mali Price,2018-09-20,3A,,yes
1004,Osian Lowe,2017-01-31,4B,milk,no
1005,Farida Iqbal,2017-06-15,4B,,no
1006,Tomasz Nwosu,2015-11-02,6A,gluten,yes
"""
#: Looks after the first two; somebody else asks for the fourth.
GUARDIAN, ASKS = residents.NIA, residents.HARRIET
ITS_PUPILS, ASKED_FOR, SPENDS_TOO_MUCH = ("1001", "1002"), "1004", "1005"
#: Has a resident's card.
CARD_HOLDER = residents.OWEN
TOP_UP_PENCE, CARD_PENCE, PAYOUT_PENCE = 2000, 1500, 500


def till_secret(council: CouncilRow) -> str:
    """Return the name of the secret that is the key of the school's till."""
    return f"demo-till-{council.slug}"


def card_secret(council: CouncilRow) -> str:
    """Return the name of the secret that is the token of a pupil's card."""
    return f"demo-card-{council.slug}"


def open_school(till: Till) -> None:
    """Open a school with its pupils, guardians, prices, a trip and a club."""
    today = till.now.astimezone(ZoneInfo(till.council.time_zone)).date()
    school = actions.add_school(
        actor=ITSELF,
        council_id=till.council.id,
        name="Mill Lane Primary" if till.council.slug == "aldermoor" else "Ysgol y Felin",
        number="900001",
        scheme=MEALS,
        free_meal_pence=FREE_MEAL_PENCE,
        now=till.now,
    )
    _let_officers_work(school, till.now)
    actions.import_pupils(actor=ITSELF, school_id=school.pk, text=PUPILS, now=till.now)
    actions.price_meal(
        actor=ITSELF,
        school_id=school.pk,
        name={"en": "Dinner of the day", "cy": "Cinio’r dydd"},
        pence=MEAL_PENCE,
        begins_on=today - timedelta(days=60),
        ends_on=today + timedelta(days=240),
        now=till.now,
    )
    for number in (*ITS_PUPILS, ASKED_FOR):
        who = ASKS if number == ASKED_FOR else GUARDIAN
        _claim(school, who, number, till.now, is_approved=who is GUARDIAN)
    trip = actions.add_activity(
        actor=ITSELF,
        school_id=school.pk,
        name={"en": "Castle trip", "cy": "Taith i’r castell"},
        fund="school-trips",
        places=25,
        closes_on=today + timedelta(days=40),
        instalments=[(today + timedelta(days=7), 1500), (today + timedelta(days=50), 1500)],
        now=till.now,
    )
    actions.add_activity(
        actor=ITSELF,
        school_id=school.pk,
        name={"en": "Chess club", "cy": "Clwb gwyddbwyll"},
        fund="school-trips",
        places=12,
        closes_on=today + timedelta(days=30),
        instalments=[(today + timedelta(days=30), 1800)],
        now=till.now,
    )
    _pay_in(till, school, trip)


def sell(council: CouncilRow, *, now: datetime) -> None:
    """Sell dinners at the school's till, one of which nobody could pay for in full."""
    school = School.objects.get(council_id=council.id)
    till, key = register_till(
        actor=ITSELF,
        council_id=council.id,
        name="Dining hall" if council.slug == "aldermoor" else "Ffreutur",
        scheme=MEALS,
        fund="school-meals",
        holder_type=PUPIL,
        place_id=school.pk,
        offline_pence=600,
        now=now,
    )
    secrets.keep(till_secret(council), key)
    pupils = {one.number: one for one in Pupil.objects.filter(school_id=school.pk)}
    tokens = {number: _card(council, PUPIL, one.pk, now) for number, one in pupils.items()}
    secrets.keep(card_secret(council), tokens[ITS_PUPILS[0]])
    eaten = [*pupils, *ITS_PUPILS, SPENDS_TOO_MUCH, SPENDS_TOO_MUCH]
    for sequence, number in enumerate(eaten, 1):
        days = 1 if sequence > len(pupils) else 2
        take_sale(
            till_id=till.pk,
            told=Sale(
                sequence=sequence,
                card_digest=digest_of_card(tokens[number]),
                price_pence=MEAL_PENCE,
                sold_at=now - timedelta(days=days) + timedelta(minutes=sequence),
                is_offline=True,
                is_meal=True,
            ),
            now=now,
        )
    _buy_coffee(council, now)


def _buy_coffee(council: CouncilRow, now: datetime) -> None:
    """Let a resident's card be used at the leisure centre, and some of its money asked back."""
    joined = residents.joined(CARD_HOLDER)
    till, _key = register_till(
        actor=ITSELF,
        council_id=council.id,
        name="Leisure centre café" if council.slug == "aldermoor" else "Caffi’r ganolfan hamdden",
        scheme=CARD,
        fund="leisure-centre",
        holder_type=PERSON,
        place_id=None,
        offline_pence=500,
        now=now,
    )
    token = _card(council, PERSON, joined.person.pk, now)
    take_sale(
        till_id=till.pk,
        told=Sale(
            sequence=1,
            card_digest=digest_of_card(token),
            price_pence=COFFEE_PENCE,
            sold_at=now - timedelta(hours=1),
        ),
        now=now,
    )
    wallet = Wallet.objects.get(holder_id=joined.person.pk, scheme__key=CARD)
    ask_for_payout(actor=joined.actor, wallet_id=wallet.pk, pence=PAYOUT_PENCE, now=now)


def _pay_in(till: Till, school: School, trip: Activity) -> None:
    """Let the guardian fill a wallet and take a place, and a resident fill a card."""
    pupil = Pupil.objects.get(school_id=school.pk, number=ITS_PUPILS[0])
    meals = Wallet.objects.get(holder_id=pupil.pk)
    holder = residents.joined(CARD_HOLDER)
    own = open_wallet(
        actor=holder.actor,
        council_id=till.council.id,
        scheme=CARD,
        holder_type=PERSON,
        holder_id=holder.person.pk,
        now=till.now,
    )

    def dinners_and_trip(actor: Actor, basket_id: UUID) -> None:
        ask_for_top_up(
            actor=actor, wallet_id=meals.pk, pence=TOP_UP_PENCE, basket_id=basket_id, now=till.now
        )
        actions.ask_for_place(
            actor=actor, activity_id=trip.pk, pupil_id=pupil.pk, basket_id=basket_id, now=till.now
        )

    def card(actor: Actor, basket_id: UUID) -> None:
        ask_for_top_up(
            actor=actor, wallet_id=own.pk, pence=CARD_PENCE, basket_id=basket_id, now=till.now
        )

    till.buy(dinners_and_trip, GUARDIAN)
    till.buy(card, CARD_HOLDER)


def _let_officers_work(school: School, now: datetime) -> None:
    roles = StaffRole.objects.filter(council_id=school.council_id, role=Role.OFFICER)
    for role in roles.select_related("user"):
        actions.add_worker(
            actor=ITSELF,
            school_id=school.pk,
            staff_identifier=str(role.user.pk),
            name=role.user.name,
            now=now,
        )


def _claim(school: School, who: Resident, number: str, now: datetime, *, is_approved: bool) -> None:
    joined = residents.joined(who)
    pupil = Pupil.objects.get(school_id=school.pk, number=number)
    if pupil.born_on is None:
        raise LookupError(number)
    actions.claim_child(
        actor=joined.actor,
        council_id=school.council_id,
        school_id=school.pk,
        number=number,
        born_on=pupil.born_on,
        now=now,
    )
    if is_approved:
        claim = Guardian.objects.get(pupil_id=pupil.pk, person_id=joined.person.pk)
        actions.decide_claim(actor=ITSELF, guardian_id=claim.pk, is_approved=True, now=now)


def _card(council: CouncilRow, kind: str, holder_id: UUID, now: datetime) -> str:
    _card, token = issue_card(
        actor=ITSELF, council_id=council.id, holder_type=kind, holder_id=holder_id,
        now=now - timedelta(days=3),
    )  # fmt: skip
    return token
