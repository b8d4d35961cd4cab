"""The pages of wallets, cards and tills, for residents and staff."""

import re

import pytest
from django.test import Client

from moothall.kernel import clock
from moothall.kernel.scope import acting_for
from moothall.kernel.tests import kit
from moothall.payments.models import BasketLine
from moothall.payments.wallets.models import ResidentCard, Till, WalletPayout
from moothall.payments.wallets.queries import sales_to_settle, wallets_held_by
from moothall.payments.wallets.tests.kit import BOSS
from moothall.people import actions as people
from moothall.people.models import Role


def resident_client(person):
    client = Client(HTTP_HOST="northvale.test", headers={"sec-fetch-site": "same-origin"})
    kit.sign_in_resident(client, person)
    return client


@pytest.fixture
def boss(canteen, alice, now):
    """Alice, who is an administrator of Northvale too."""
    people.give_role(
        actor=BOSS, user=alice, role=Role.ADMINISTRATOR, council_id=canteen.council.id,
        partnership_id=None, now=now,
    )  # fmt: skip
    client = Client(HTTP_HOST="northvale.test")
    kit.sign_in(client, alice)
    return client


def test_a_wallet_s_page_shows_what_went_in_and_out(canteen, rhian):
    wallet = canteen.wallet(rhian.pk, 1_250)

    page = resident_client(rhian).get(f"/account/wallets/{wallet.pk}/").text

    assert "School meals" in page
    assert "Left: £12.50" in page
    assert "Paid in" in page


def test_another_resident_s_wallet_and_card_are_not_there(canteen, rhian, tomos):
    wallet, (card, _) = canteen.wallet(rhian.pk, 1_250), canteen.card(rhian.pk)
    client = resident_client(tomos)

    for address in (
        f"/account/wallets/{wallet.pk}/",
        f"/account/wallets/{wallet.pk}/back/",
        f"/account/cards/{card.pk}/block/",
    ):
        assert client.get(address).status_code == 404
    assert client.post(f"/account/cards/{card.pk}/block/").status_code == 404
    assert ResidentCard.objects.get().blocked_at is None


@pytest.mark.parametrize("typed", ["", "much", "-5", "0", "500"])
def test_a_wrong_amount_is_told_and_nothing_is_lost(canteen, rhian, typed):
    wallet = canteen.wallet(rhian.pk)

    page = resident_client(rhian).post(f"/account/wallets/{wallet.pk}/top-up/", {"amount": typed})

    assert page.status_code == 422
    assert "There is a problem" in page.text
    assert f'value="{typed}"' in page.text
    assert BasketLine.objects.count() == 0


def test_paying_in_and_asking_back_and_a_lost_card(canteen, rhian):
    wallet, _ = canteen.wallet(rhian.pk, 1_000), canteen.card(rhian.pk)
    client = resident_client(rhian)

    client.post(f"/account/wallets/{wallet.pk}/top-up/", {"amount": "12.50"})
    assert BasketLine.objects.get().unit_pence == 1_250
    client.post(f"/account/wallets/{wallet.pk}/back/", {"amount": "4"})
    assert WalletPayout.objects.get().pence == 400
    card = ResidentCard.objects.get()
    client.post(f"/account/cards/{card.pk}/block/")
    assert ResidentCard.objects.get().block_reason == "lost"


def test_somebody_opens_a_wallet_that_is_for_people_and_no_other(canteen, rhian):
    canteen.scheme(key="parking", name={"en": "Parking"}, is_for_people=True)
    client = resident_client(rhian)

    assert "Start a wallet: Parking" in client.get("/account/wallets/").text
    assert client.post("/account/wallets/open/parking/").status_code == 302
    assert client.post("/account/wallets/open/meals/").status_code == 403

    [row] = wallets_held_by("people.person", [rhian.pk], "en")
    assert row.name == "Parking"


def test_staff_settle_a_shortfall_pay_back_and_register_a_till(canteen, rhian, boss):
    wallet, (_, digest) = canteen.wallet(rhian.pk, 1_000), canteen.card(rhian.pk)
    till, _ = canteen.till()
    short = canteen.sell(till, digest, 1_200, is_offline=True).sale
    page = boss.get("/workspace/cashless/northvale/").text
    assert "£2 is missing." in page

    boss.post(f"/workspace/cashless/northvale/sales/{short.pk}/write-off/")
    assert sales_to_settle(canteen.council.id, limit=5) == []
    page = boss.post(
        "/workspace/cashless/northvale/tills/new/",
        {
            "name": "Library",
            "scheme": "meals",
            "fund": "garden",
            "offline": "5",
            "serves": "people.person/",
        },
    )
    key = re.search(r'data-testid="key">([^<]+)<', page.text)[1]
    assert key not in boss.get("/workspace/cashless/northvale/").text
    assert Till.objects.get(name="Library").offline_pence == 500
    page = boss.post(f"/workspace/cashless/northvale/holders/people.person/{rhian.pk}/card/")
    assert 'data-testid="token"' in page.text
    assert ResidentCard.objects.filter(blocked_at=None).count() == 1
    card = ResidentCard.objects.get(blocked_at=None)
    blocking = f"/workspace/cashless/northvale/cards/{card.pk}/block/"
    assert f"Block the card ending {card.ending}?" in boss.get(blocking).text
    assert ResidentCard.objects.filter(blocked_at=None).count() == 1
    boss.post(blocking)
    assert ResidentCard.objects.filter(blocked_at=None).count() == 0
    boss.post(f"/workspace/cashless/northvale/wallets/{wallet.pk}/block/")
    assert (
        "Blocked"
        in boss.get(f"/workspace/cashless/northvale/holders/people.person/{rhian.pk}/").text
    )


def test_staff_of_another_council_and_who_may_not_see_nothing(canteen, rhian, carys, mallory):
    for user in (carys, mallory):
        client = Client(HTTP_HOST="northvale.test")
        kit.sign_in(client, user)
        assert client.get("/workspace/cashless/northvale/").status_code in {403, 404}


def test_lists_ask_the_same_however_long_they_are(
    canteen, rhian, tomos, django_assert_max_num_queries
):
    for person in (rhian, tomos):
        canteen.wallet(person.pk, 100)
        _, digest = canteen.card(person.pk)
        till, _ = canteen.till(str(person.pk))
        canteen.sell(till, digest, 200, is_offline=True)

    with django_assert_max_num_queries(4):
        assert len(wallets_held_by("people.person", [rhian.pk, tomos.pk], "en")) == 2
    with django_assert_max_num_queries(2):  # one of them a kind of holder
        sales = sales_to_settle(canteen.council.id, limit=9)
    assert [one.holder for one in sales] == [rhian.name, tomos.name]


def test_in_welsh_the_wallet_has_its_welsh_name(southmere, now):
    from moothall.payments.tests.kit import Shop
    from moothall.payments.wallets.tests.kit import Canteen

    with acting_for(southmere.id):
        found = Canteen(Shop(southmere, now).open(), now)
        found.scheme()
        person = kit.resident("rhian", southmere, clock.now())
        wallet = found.wallet(person.pk, 100)
    client = Client(HTTP_HOST="southmere.test")
    kit.sign_in_resident(client, person)

    assert "Prydau ysgol" in client.get(f"/cy/account/wallets/{wallet.pk}/").text
