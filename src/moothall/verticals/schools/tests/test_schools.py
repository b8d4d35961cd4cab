"""Pupils come from a file, are looked after by whom the school approves, and eat at a till."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from moothall.kernel.errors import NotFound, NotPermitted
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.notifications.models import Message
from moothall.payments.ports import Outcome
from moothall.payments.wallets.actions.selling import take_sale
from moothall.payments.wallets.holders import wallet_holders
from moothall.payments.wallets.models import Entitlement, ResidentCard, TillSale, Wallet
from moothall.payments.wallets.till_book import till_book
from moothall.verticals.schools import actions, queries
from moothall.verticals.schools.actions.importing import UnreadableList
from moothall.verticals.schools.errors import PlaceTaken, TooManyClaims
from moothall.verticals.schools.holding_wallets import PUPIL
from moothall.verticals.schools.models import ActivityPlace, Guardian, Instalment, Pupil
from moothall.verticals.schools.tests.conftest import BOSS, HEAD


def as_resident(person):
    return kit.actor_of_resident_person(person)


def wallet_of(office, number="17"):
    return Wallet.objects.get(holder_id=office.pupil(number).pk)


def test_good_rows_are_taken_and_bad_ones_told_by_line(office):
    outcome = office.bring(
        HEAD
        + "19,Nia Rees,2016-09-01,5A,,yes\n"
        + "20,,2016-09-01,5A,,\n"
        + "21,Ifan,1 May 2016,5A,,\n"
        + "19,Twice,2016-09-01,5A,,\n"
        + "17,Mali Evans,2018-05-04,3B,nuts,yes\n"
    )

    assert (outcome.added, outcome.changed) == (1, 1)
    assert [(row.line, row.why) for row in outcome.bad] == [
        (3, "name is empty."),
        (4, "born_on is no date like 2015-09-30."),
        (5, "This number is in the file twice."),
    ]
    assert Pupil.objects.count() == 3
    assert office.pupil().class_name == "3B"


def test_a_file_without_its_columns_changes_nothing(office):
    with pytest.raises(UnreadableList):
        office.bring("name;number\nx;1\n")

    assert Pupil.objects.count() == 2


def test_the_same_file_again_changes_nothing(office):
    outcome = office.bring()

    assert (outcome.added, outcome.changed, outcome.bad) == (0, 0, ())
    assert Entitlement.objects.count() == 1


def test_a_claim_gives_nothing_until_the_school_approves_it(office, rhian):
    claim = office.claim(rhian)
    assert queries.children_of(rhian.pk, "en") == []
    assert not wallet_holders.get(PUPIL).may_use(
        as_resident(rhian), office.council.id, office.pupil().pk
    )

    actions.decide_claim(actor=BOSS, guardian_id=claim.pk, is_approved=True, now=office.now)

    [child] = queries.children_of(rhian.pk, "en")
    assert (child.name, child.school, child.pence) == ("Mali Evans", "Hill Primary", 0)
    assert Message.objects.get().template == "schools.approved"


@pytest.mark.parametrize(
    ("number", "born_on"), [("99", date(2018, 5, 4)), ("17", date(2018, 5, 5))]
)
def test_a_wrong_claim_makes_nothing_and_says_nothing(office, rhian, number, born_on):
    assert office.claim(rhian, number, born_on) is None
    assert Guardian.objects.count() == 0


def test_nobody_tries_numbers_for_long(office, rhian):
    for _ in range(8):
        office.claim(rhian, "99")

    with pytest.raises(TooManyClaims):
        office.claim(rhian)

    assert Guardian.objects.count() == 0


def test_a_child_has_several_guardians_and_none_sees_the_others(office, rhian, tomos, client):
    office.guardian(rhian)
    office.guardian(tomos)

    assert len(wallet_holders.get(PUPIL).told(office.pupil().pk)) == 2
    kit.sign_in_resident(client, rhian)
    page = client.get(
        reverse("account:school-child", args=[office.pupil().pk]), HTTP_HOST="northvale.test"
    )
    assert page.status_code == 200
    assert "Tomos" not in page.text


def test_an_ended_guardian_sees_nothing_from_that_moment(office, rhian, client):
    guardian = office.guardian(rhian)
    actions.end_guardian(actor=BOSS, guardian_id=guardian.pk, now=office.now)

    kit.sign_in_resident(client, rhian)
    for name, part in (("school-child", office.pupil().pk), ("wallet", wallet_of(office).pk)):
        page = client.get(reverse(f"account:{name}", args=[part]), HTTP_HOST="northvale.test")
        assert page.status_code == 404


def test_of_a_protected_child_only_who_protects_people_decides(office, rhian, alice):
    actions.add_worker(
        actor=BOSS, school_id=office.school.pk, staff_identifier=str(alice.pk), name="Alice",
        now=office.now,
    )  # fmt: skip
    Pupil.objects.update(is_protected=True)
    claim = office.claim(rhian)
    actor = kit.actor_of(alice)

    for refused in (
        lambda: actions.decide_claim(
            actor=actor, guardian_id=claim.pk, is_approved=True, now=office.now
        ),
        lambda: actions.invite_guardian(
            actor=actor, pupil_id=office.pupil().pk, email="x@example.org", now=office.now
        ),
        lambda: actions.change_pupil(
            actor=actor, pupil_id=office.pupil().pk, has_free_meals=True, is_protected=False,
            left_on=None, now=office.now,
        ),
    ):  # fmt: skip
        with pytest.raises(NotPermitted):
            refused()

    assert Guardian.objects.get().state == "asked"
    assert office.pupil().is_protected


def test_an_officer_works_only_at_the_schools_that_name_them(office, alice, bob, carys):
    with pytest.raises(NotPermitted):
        office.bring(actor=kit.actor_of(alice))
    actions.add_worker(
        actor=BOSS, school_id=office.school.pk, staff_identifier=str(alice.pk), name="Alice",
        now=office.now,
    )  # fmt: skip

    assert office.bring(actor=kit.actor_of(alice)).bad == ()
    for other in (bob, carys):
        with pytest.raises(NotPermitted):
            office.bring(actor=kit.actor_of(other))


def test_an_invitation_lets_one_person_in_once(office, rhian, tomos):
    secret = actions.invite_guardian(
        actor=BOSS, pupil_id=office.pupil().pk, email="r@example.org", now=office.now
    )
    assert "Mali" not in Message.objects.get().body

    actions.accept_invitation(
        actor=as_resident(rhian), council_id=office.council.id, secret=secret, now=office.now
    )
    with pytest.raises(NotFound):
        actions.accept_invitation(
            actor=as_resident(tomos), council_id=office.council.id, secret=secret, now=office.now
        )

    assert [row.person_id for row in Guardian.objects.all()] == [rhian.pk]


def test_the_till_of_a_school_knows_its_pupils_what_they_must_not_eat_and_the_price(office):
    canteen, pupil = office.canteen, office.pupil()
    _, card = canteen.card(pupil.pk, holder_type=PUPIL)
    till, _ = canteen.till(holder_type=PUPIL, place_id=office.school.pk)
    actions.price_meal(
        actor=BOSS, school_id=office.school.pk, name={"en": "Hot meal"}, pence=265,
        begins_on=office.now.date(), ends_on=office.now.date(), now=office.now,
    )  # fmt: skip

    book = till_book(till, now=office.now)

    assert book["prices"] == [{"name": {"en": "Hot meal"}, "pence": 265}]
    assert book["cards"] == [
        {
            "card": card,
            "name": "Mali Evans",
            "allergens": "nuts, egg",
            "spendable_pence": 0,
            "entitled_pence": 260,
        }
    ]
    tomorrow = till_book(till, now=office.now + timedelta(days=1))
    assert tomorrow["prices"] == []


def test_a_free_meal_pays_its_part_and_the_wallet_the_rest(office):
    canteen, pupil = office.canteen, office.pupil()
    wallet = canteen.wallet(pupil.pk, 100, holder_type=PUPIL)
    _, card = canteen.card(pupil.pk, holder_type=PUPIL)
    till, _ = canteen.till(holder_type=PUPIL, place_id=office.school.pk)

    take_sale(till_id=till.pk, told=canteen.told(card, 290, is_meal=True), now=office.now)

    sale = TillSale.objects.get()
    assert (sale.entitled_pence, sale.wallet_pence, sale.state) == (260, 30, "sold")
    assert canteen.held(wallet) == 70


def test_every_guardian_is_told_that_a_wallet_runs_low(office, rhian, tomos):
    for person in (rhian, tomos):
        office.guardian(person)
    Message.objects.all().delete()
    canteen, pupil = office.canteen, office.pupil("17")
    canteen.wallet(pupil.pk, 600, holder_type=PUPIL)
    _, card = canteen.card(pupil.pk, holder_type=PUPIL)
    till, _ = canteen.till(holder_type=PUPIL, place_id=office.school.pk)

    canteen.sell(till, card, 200)

    assert {row.person_id for row in Message.objects.all()} == {rhian.pk, tomos.pk}


def test_who_has_left_loses_card_and_free_meals_and_keeps_the_money(office):
    canteen, pupil = office.canteen, office.pupil()
    wallet = canteen.wallet(pupil.pk, 500, holder_type=PUPIL)
    canteen.card(pupil.pk, holder_type=PUPIL)

    actions.change_pupil(
        actor=BOSS, pupil_id=pupil.pk, has_free_meals=True, is_protected=False,
        left_on=office.now.date(), now=office.now,
    )  # fmt: skip

    assert ResidentCard.objects.get().blocked_at is not None
    assert not any(row.counts_on(office.now.date()) for row in Entitlement.objects.all())
    assert office.pupil().allergens == ""
    assert canteen.held(wallet) == 500


def join(office, person, trip, number="17"):
    basket = office.canteen.shop.basket(person_id=person.pk)
    actions.ask_for_place(
        actor=as_resident(person),
        activity_id=trip.pk,
        pupil_id=office.pupil(number).pk,
        basket_id=basket.pk,
        now=office.now,
    )
    return basket


def pay(office, basket, queue):
    payment = office.canteen.shop.begin(basket)
    office.canteen.shop.gateway.become(payment.pk, Outcome.PAID)
    office.canteen.shop.check(payment)
    queue.run_all()


def test_the_last_place_goes_to_whoever_pays_first(office, rhian, tomos, queue):
    from moothall.payments.errors import LinesRefused

    office.guardian(rhian)
    office.guardian(tomos, "18", date(2017, 1, 31))
    trip = office.trip(places=1)
    hers, his = join(office, rhian, trip), join(office, tomos, trip, "18")

    pay(office, his, queue)
    with pytest.raises(LinesRefused):
        office.canteen.shop.begin(hers)

    states = dict(ActivityPlace.objects.values_list("pupil__number", "state"))
    assert states == {"17": "waits", "18": "taken"}


def test_parts_are_paid_one_after_the_other(office, rhian, queue):
    office.guardian(rhian)
    trip = office.trip(parts=((date(2026, 12, 1), 2_500), (date(2027, 3, 1), 4_000)))
    pay(office, join(office, rhian, trip), queue)
    second = Instalment.objects.get(number=2)

    basket = office.canteen.shop.basket(person_id=rhian.pk)
    actions.pay_instalment(
        actor=as_resident(rhian), instalment_id=second.pk, basket_id=basket.pk, now=office.now
    )
    pay(office, basket, queue)

    [row] = queries.trips_for(office.pupil(), "cy", now=office.now)
    assert (row.name, row.state, row.left) == ("Taith castell", "taken", 0)
    assert [(part.pence, part.is_paid) for part in row.parts] == [(2_500, True), (4_000, True)]


def test_nobody_takes_a_place_twice_or_for_another_s_child(office, rhian, tomos):
    office.guardian(rhian)
    trip = office.trip(places=5)
    join(office, rhian, trip)

    with pytest.raises(PlaceTaken):
        join(office, rhian, trip)
    with pytest.raises(NotPermitted):
        join(office, tomos, trip)

    assert ActivityPlace.objects.count() == 1


def test_a_place_that_leaves_the_basket_can_be_asked_for_again(office, rhian):
    from moothall.payments.actions import take_out
    from moothall.payments.models import BasketLine

    office.guardian(rhian)
    trip = office.trip()
    basket = join(office, rhian, trip)
    line = BasketLine.objects.get(removed_at=None)

    take_out(actor=as_resident(rhian), basket_id=basket.pk, line_id=line.pk, now=office.now)
    join(office, rhian, trip)

    states = ActivityPlace.objects.order_by("asked_at", "pk").values_list("state", flat=True)
    assert sorted(states) == ["waits", "withdrawn"]


def test_the_other_council_sees_no_school(office, southmere):
    pupil_id = office.pupil().pk

    with acting_for(southmere.id):
        assert queries.schools_of(southmere.id) == []
        assert queries.pupils_at(office.school.pk, text="", limit=10) == []
        with pytest.raises(NotFound):
            queries.pupil_by_id(pupil_id)


def test_lists_ask_the_same_however_long_they_are(office, rhian, django_assert_max_num_queries):
    office.guardian(rhian)
    office.guardian(rhian, "18", date(2017, 1, 31))
    for _ in range(3):
        office.trip()

    with django_assert_max_num_queries(5):
        assert len(queries.children_of(rhian.pk, "en")) == 2
    with django_assert_max_num_queries(4):
        assert len(queries.trips_for(office.pupil(), "en", now=office.now)) == 3
