"""Starting, lengthening, stopping: what it costs, that it counts once, and where the money goes."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from moothall.kernel.errors import NotFound, NotPermitted
from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.payments.ledger.balances import balance_of as account_balance
from moothall.payments.ledger.chart import AccountKind, AccountName
from moothall.payments.ledger.wallets import NotEnoughMoney
from moothall.payments.tests.test_ledger_together import at_once
from moothall.payments.wallets.keeping import balance_of
from moothall.people.models import RetentionRule
from moothall.verticals.parking import actions, errors, queries
from moothall.verticals.parking.models import (
    ParkingMovement,
    ParkingPlace,
    ParkingSession,
    ParkingVehicle,
    TariffVersion,
)
from moothall.verticals.parking.tariff_rules import TariffWrong
from moothall.verticals.parking.tests.scenery import CAR_PARK, STREET, sessions, street

INCOME = AccountName(
    kind=AccountKind.INCOME, fund_code="31", gl_code="GL-31", vat_code="STD", vat_rate=2000
)
VAT = AccountName(
    kind=AccountKind.VAT, fund_code="31", gl_code="GL-31", vat_code="STD", vat_rate=2000
)


def test_a_stay_is_paid_from_the_wallet_and_booked_with_its_vat(kerb, rhian):
    wallet = kerb.wallet(rhian)

    session = kerb.start(rhian, wallet, 90)

    assert (session.pence, session.ends_at) == (240, kerb.later(90))
    assert balance_of(wallet) == 760
    assert account_balance(kerb.council.id, INCOME) == 200
    assert account_balance(kerb.council.id, VAT) == 40


def test_a_street_has_no_vat(kerb, rhian):
    kerb.start(rhian, kerb.wallet(rhian), 30, place="1001")

    income = AccountName(
        kind=AccountKind.INCOME, fund_code="77", gl_code="GL-77", vat_code="OOS", vat_rate=0
    )
    assert account_balance(kerb.council.id, income) == 60


def test_the_same_press_twice_starts_once(kerb, rhian):
    wallet = kerb.wallet(rhian)

    first = kerb.start(rhian, wallet, key="press")
    again = kerb.start(rhian, wallet, key="press", now=kerb.later(1))

    assert first.pk == again.pk
    assert balance_of(wallet) == 880
    with pytest.raises(errors.AskedOtherwise):
        kerb.start(rhian, wallet, 90, key="press")


def test_lengthening_costs_what_the_whole_would_have_cost_at_once(kerb, rhian):
    wallet = kerb.wallet(rhian)
    session = kerb.start(rhian, wallet, 50)

    kerb.extend(rhian, session, 10, now=kerb.later(5))
    assert balance_of(wallet) == 880  # still within the first hour
    for _ in range(2):
        after = kerb.extend(rhian, session, 90, key="more", now=kerb.later(50))

    assert (after.pence, after.ends_at) == (480, kerb.later(150))
    assert balance_of(wallet) == 520
    assert [one.pence for one in ParkingMovement.objects.order_by("moved_at")] == [120, 0, 360]


def test_stopping_gives_back_what_was_not_used_where_the_tariff_says_so(kerb, rhian):
    wallet = kerb.wallet(rhian)
    session = kerb.start(rhian, wallet, 240)
    on_street = kerb.start(rhian, wallet, 60, place="1001")
    assert balance_of(wallet) == 400

    for _ in range(2):
        after = kerb.stop(rhian, session, key="stop", now=kerb.later(70) + timedelta(seconds=20))
    kerb.stop(rhian, on_street, now=kerb.later(10))

    assert (after.pence, after.ends_at) == (240, kerb.later(71))
    assert balance_of(wallet) == 640
    assert account_balance(kerb.council.id, VAT) == 40
    with pytest.raises(errors.SessionOver):
        kerb.extend(rhian, session, 10, now=kerb.later(80))


def test_too_little_money_sells_nothing(kerb, rhian):
    wallet = kerb.wallet(rhian, 100)

    with pytest.raises(NotEnoughMoney):
        kerb.start(rhian, wallet, 60)

    assert sessions() == []
    assert balance_of(wallet) == 100


def test_the_rules_of_a_street_are_kept(kerb, rhian):
    wallet = kerb.wallet(rhian)
    with pytest.raises(errors.StayTooLong):
        kerb.start(rhian, wallet, 121, place="1001")
    session = kerb.start(rhian, wallet, 60, place="1001")
    with pytest.raises(errors.HasTime):
        kerb.start(rhian, wallet, 30, place="1001", now=kerb.later(30))
    with pytest.raises(errors.StayTooLong):
        kerb.extend(rhian, session, 61, now=kerb.later(30))
    with pytest.raises(errors.ReturnedTooSoon) as refused:
        kerb.start(rhian, wallet, 30, place="1001", now=kerb.later(119))
    with pytest.raises(errors.NothingToPay):
        kerb.start(rhian, wallet, 30, place="1001", now=kerb.later(8 * 60))
    with pytest.raises(errors.NoSuchPlace):
        kerb.start(rhian, wallet, 30, place="9999")

    assert refused.value.from_at == kerb.later(120)
    kerb.start(rhian, wallet, 30, place="1001", now=kerb.later(120))
    kerb.start(rhian, wallet, 30, place="1001", vrm="AB12CDF")
    assert balance_of(wallet) == 1_000 - 120 - 60 - 60


def test_free_minutes_count_once_a_day_for_a_vehicle(kerb, rhian):
    kerb.place(
        "3001", "on_street", "permits", {**STREET, "free_minutes": 30, "no_return_minutes": 0}
    )
    wallet = kerb.wallet(rhian)

    first = kerb.start(rhian, wallet, 30, place="3001")
    second = kerb.start(rhian, wallet, 30, place="3001", now=kerb.later(40))
    next_day = kerb.start(rhian, wallet, 60, place="3001", now=kerb.later(24 * 60))

    assert [first.pence, second.pence, next_day.pence] == [0, 60, 60]


def test_a_new_tariff_counts_for_stays_that_begin_after_it(kerb, rhian):
    wallet = kerb.wallet(rhian)
    dearer = {"charges": [{**STREET["charges"][0], "step": {"minutes": 30, "pence": 100}}]}
    kerb.place("1001", "on_street", "permits", dearer, valid_from=date(2026, 11, 19))
    before = kerb.start(rhian, wallet, 30, place="1001", vrm="OLD1")

    after = kerb.start(rhian, wallet, 30, place="1001", vrm="NEW1", now=kerb.later(24 * 60))

    assert (before.pence, after.pence) == (60, 100)
    with pytest.raises(TariffWrong):
        kerb.place("1001", "on_street", "permits", dearer, valid_from=date(2026, 4, 1))
    assert TariffVersion.objects.filter(place=street()).count() == 2


@pytest.mark.parametrize(("kind", "fund"), [("on_street", "garden"), ("car_park", "permits")])
def test_vat_must_be_right_by_where_the_place_lies(kerb, kind, fund):
    with pytest.raises(TariffWrong):
        kerb.place("5", kind, fund, CAR_PARK)

    assert ParkingPlace.objects.count() == 2


def test_nobody_deals_with_another_s_sessions_or_vehicles(kerb, rhian, tomos):
    wallet = kerb.wallet(rhian)
    session = kerb.start(rhian, wallet)
    actions.add_vehicle(
        actor=kerb.asked(rhian).actor, council_id=kerb.council.id, person_id=rhian.pk,
        vrm="ab12 cde", now=kerb.now,
    )  # fmt: skip

    for act in (
        lambda: kerb.start(tomos, wallet, vrm="XX1"),
        lambda: kerb.extend(tomos, session, 60),
        lambda: kerb.stop(tomos, session),
    ):
        with pytest.raises(NotPermitted):
            act()
    with pytest.raises(NotFound):
        actions.remove_vehicle(
            actor=kerb.asked(tomos).actor, person_id=tomos.pk,
            vehicle_id=ParkingVehicle.objects.get().pk, now=kerb.now,
        )  # fmt: skip

    assert queries.vehicles_of(rhian.pk)[0][1] == "AB12 CDE"
    assert queries.sessions_of(tomos.pk, "en", now=kerb.now, limit=9) == []


def test_the_other_council_sees_nothing_of_it(kerb, rhian, southmere):
    kerb.start(rhian, kerb.wallet(rhian))

    with acting_for(southmere.id):
        assert queries.place_rows(southmere.id, "en", now=kerb.now) == []
        assert queries.sessions_of(rhian.pk, "en", now=kerb.now, limit=9) == []
        assert queries.takings(southmere.id, "en", now=kerb.now) == []
        assert ParkingSession.objects.count() == 0
        with pytest.raises(NotFound):
            queries.session_by_id(UUID(int=1))


def test_a_number_is_kept_as_it_was_typed(kerb, rhian):
    session = kerb.start(rhian, kerb.wallet(rhian), vrm="OI0BS5Z")

    session.refresh_from_db()
    assert (session.vrm, session.vrm_search) == ("OI0BS5Z", "0108552")


def test_the_database_itself_refuses_two_times_at_once(kerb, rhian):
    session = kerb.start(rhian, kerb.wallet(rhian))
    twin = ParkingSession.objects.get(pk=session.pk)
    twin.pk = UUID(int=7)
    twin.started_at += timedelta(minutes=59)
    twin.ends_at += timedelta(minutes=59)

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)

    assert len(sessions()) == 1


def test_what_was_paid_stays_when_the_vehicle_is_forgotten(kerb, rhian):
    kerb.start(rhian, kerb.wallet(rhian))
    RetentionRule.objects.create(council_id=kerb.council.id, reason="parking", days=30)

    assert actions.forget_old_parking(now=kerb.now + timedelta(days=29)) == 0
    assert actions.forget_old_parking(now=kerb.now + timedelta(days=31)) == 1
    assert actions.forget_old_parking(now=kerb.now + timedelta(days=31)) == 0

    [session] = sessions()
    assert (session.vrm, session.person_id, session.state) == ("", None, "forgotten")
    assert ParkingMovement.objects.get().pence == 120


def test_takings_are_summed_by_place_whatever_their_number(kerb, rhian, django_assert_num_queries):
    wallet = kerb.wallet(rhian)
    for number in range(3):
        kerb.start(rhian, wallet, vrm=f"CAR{number}")
    kerb.start(rhian, wallet, place="1001")

    with django_assert_num_queries(3):
        rows = queries.takings(kerb.council.id, "en", now=kerb.later(5))

    assert [(row.code, row.running, row.today_pence) for row in rows] == [
        ("1001", 1, 120),
        ("2001", 3, 360),
    ]
    seen = queries.seen_sessions(street("2001"), limit=9)
    assert {row.vehicle for row in seen} == {"•••AR0", "•••AR1", "•••AR2"}


def test_the_audit_names_no_vehicle(kerb, rhian):
    kerb.stop(rhian, kerb.start(rhian, kerb.wallet(rhian)), now=kerb.later(5))

    told = str(list(AuditEntry.objects.values_list("verb", "detail")))
    assert "parking.started" in told
    assert "AB12" not in told


def test_a_night_in_which_the_clock_is_put_back_is_an_hour_longer(kerb, rhian):
    begins = datetime(2026, 10, 24, 23, 0, tzinfo=UTC)  # midnight by the clock
    wallet = kerb.wallet(rhian, 5_000)

    session = kerb.start(rhian, wallet, 25 * 60, now=begins)

    assert session.pence == 800  # one local day of 25 hours, at its most
    assert session.ends_at == datetime(2026, 10, 26, 0, 0, tzinfo=UTC)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_start_one_vehicle_at_once_one_does_and_pays_once(kerb, rhian):
    wallet = kerb.wallet(rhian)

    def begin(number):
        def work():
            try:
                return kerb.start(rhian, wallet, key=f"race:{number % 10}").pk
            except errors.HasTime:
                return None

        return work

    done = at_once(kerb.council, [begin(number) for number in range(20)])

    assert len({one for one in done if one}) == 1
    assert ParkingSession.objects.count() == 1
    assert balance_of(wallet) == 880


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_wallet_is_not_overspent_by_twelve_vehicles_at_once(kerb, rhian):
    wallet = kerb.wallet(rhian)

    done = at_once(
        kerb.council, [lambda n=n: kerb.start(rhian, wallet, vrm=f"CAR{n}").pk for n in range(12)]
    )

    assert len([one for one in done if one]) == 8
    assert balance_of(wallet) == 40
    assert ParkingSession.objects.count() == 8


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_stopping_and_lengthening_at_once_leaves_books_and_session_agreeing(kerb, rhian):
    wallet = kerb.wallet(rhian)
    session = kerb.start(rhian, wallet, 240)

    def attempt(act):
        def work():
            try:
                return act()
            except errors.SessionOver:
                return None

        return work

    at_once(
        kerb.council,
        [
            *[attempt(lambda: kerb.stop(rhian, session, key="s", now=kerb.later(30)))] * 4,
            *[attempt(lambda n=n: kerb.extend(rhian, session, 60, key=f"x{n}")) for n in range(4)],
        ],
    )  # fmt: skip

    session.refresh_from_db()
    assert balance_of(wallet) == 1_000 - session.pence
    assert sum(ParkingMovement.objects.values_list("pence", flat=True)) == session.pence
