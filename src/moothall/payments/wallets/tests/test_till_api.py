"""A till over the API: it proves itself by its key, and survives whatever a connection does."""

import json
import random
from datetime import timedelta

import pytest

from moothall.payments.wallets import actions
from moothall.payments.wallets.models import ResidentCard, Till, TillSale
from moothall.payments.wallets.tests.kit import BOSS
from simulators.till.device import NotSold
from simulators.till.device import Till as Device


@pytest.fixture(autouse=True)
def _now(clock_stands):
    """Sales are told at the moment at which cards were issued."""


class Line:
    """A connection that can be cut, or loses answers, and knows what was asked."""

    def __init__(self, client, key):
        self.client, self.key = client, key
        self.is_cut = self.loses_answers = False

    def __call__(self, method, path, body):
        if self.is_cut:
            raise OSError("cut")
        answer = self.client.generic(
            method, path, json.dumps(body), content_type="application/json",
            headers={"host": "northvale.test", "authorization": f"Bearer {self.key}"},
        )  # fmt: skip
        if self.loses_answers:
            raise OSError("lost")
        return answer.status_code, answer.json()


@pytest.fixture
def ground(canteen, rhian, client, tmp_path):
    """A wallet with £10, its card, and a device with a connection."""
    wallet = canteen.wallet(rhian.pk, 1_000)
    card, token = actions.issue_card(
        actor=BOSS, council_id=canteen.council.id, holder_type="people.person",
        holder_id=rhian.pk, now=canteen.now - timedelta(days=1),
    )  # fmt: skip
    _, key = canteen.till()
    line = Line(client, key)
    device = Device(tmp_path / "till.json", line)
    device.fetch_book()
    return canteen, wallet, card, token, line, device


def sell(ground, pence=200, **how):
    canteen, _, _, token, _, device = ground
    return device.sell(token, pence, at=canteen.now, **how)


def test_a_connected_till_sells_and_is_refused(ground):
    canteen, wallet, *_ = ground

    assert sell(ground)["wallet_pence"] == 200
    with pytest.raises(NotSold, match="not_enough"):
        sell(ground, 900)

    assert canteen.held(wallet) == 800


def test_what_was_sold_offline_is_taken_once_however_it_is_forwarded(ground):
    canteen, wallet, _, _, line, device = ground
    line.is_cut = True
    for pence in (200, 300, 150):
        assert sell(ground, pence)["state"] == "stored"
    with pytest.raises(NotSold):
        sell(ground, 400)  # more than the till's limit of £10 with what was sold
    line.is_cut = False

    told = device.forward(times=3, shuffled=random.Random(3))

    assert told == 9
    assert canteen.held(wallet) == 350
    assert TillSale.objects.count() == 3
    assert device.journal == []


def test_a_lost_answer_and_a_restart_double_nothing(ground, tmp_path):
    canteen, wallet, _, token, line, _ = ground
    line.loses_answers = True
    assert sell(ground)["state"] == "stored"  # it was taken, but the till does not know
    line.loses_answers = False

    again = Device(tmp_path / "till.json", line)
    again.forward()
    again.sell(token, 100, at=canteen.now)

    assert canteen.held(wallet) == 700
    assert list(TillSale.objects.order_by("sequence").values_list("sequence", "conflicts")) == [
        (1, 0),
        (2, 0),
    ]


def test_a_card_that_was_blocked_meanwhile_sells_into_the_shortfall(ground):
    canteen, wallet, card, _, line, device = ground
    line.is_cut = True
    sell(ground)
    ResidentCard.objects.filter(pk=card.pk).update(blocked_at=canteen.now - timedelta(hours=1))
    line.is_cut = False

    device.forward()

    assert canteen.held(wallet) == 1_000
    assert TillSale.objects.values_list("state", "missing_pence").get() == ("short", 200)
    device.fetch_book()
    assert device.book["cards"] == []
    assert device.book["blocked"] == [card.token_digest]


@pytest.mark.parametrize("key", ["", "wrong", "x" * 500])
def test_who_has_no_key_learns_and_sells_nothing(ground, key):
    line = ground[4]
    line.key = key

    for method, path, body in (
        ("GET", "/api/v1/till/book", None),
        ("POST", "/api/v1/till/sales", {"sales": []}),
        ("GET", f"/api/v1/till/cards/{'0' * 64}", None),
    ):
        assert line(method, path, body)[0] == 401

    assert TillSale.objects.count() == 0


def test_a_key_opens_nothing_at_the_other_council_or_after_its_end(ground, southmere, client):
    canteen, *_, line, _ = ground
    answer = client.get(
        "/api/v1/till/book",
        headers={"host": "southmere.test", "authorization": f"Bearer {line.key}"},
    )
    assert answer.status_code == 401

    actions.end_till(actor=BOSS, till_id=Till.objects.get().pk, now=canteen.now)
    assert line("GET", "/api/v1/till/book", None)[0] == 401


@pytest.mark.parametrize(
    "sale",
    [
        {},
        {"sequence": 0, "card": "0" * 64, "price_pence": 1, "sold_at": "2026-11-18T11:00:00Z"},
        {"sequence": 1, "card": "0" * 64, "price_pence": 1.5, "sold_at": "2026-11-18T11:00:00Z"},
        {"sequence": 1, "card": "0" * 64, "price_pence": -1, "sold_at": "2026-11-18T11:00:00Z"},
        {"sequence": 1, "card": "0" * 64, "price_pence": 1, "sold_at": "2026-11-18T11:00:00"},
        {"sequence": 1, "card": "4444333322221111", "price_pence": 1,
         "sold_at": "2026-11-18T11:00:00Z"},
        {"sequence": True, "card": "0" * 64, "price_pence": 1, "sold_at": "2026-11-18T11:00:00Z"},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_whole(ground, sale):
    good = {
        "sequence": 9, "card": "0" * 64, "price_pence": 1, "sold_at": "2026-11-18T11:00:00Z",
    }  # fmt: skip

    status, _ = ground[4]("POST", "/api/v1/till/sales", {"sales": [good, sale]})

    assert status == 422
    assert TillSale.objects.count() == 0


def test_a_card_on_the_till_is_shown_with_what_is_left(ground, django_assert_max_num_queries):
    _, _, card, _, line, _ = ground

    status, shown = line("GET", f"/api/v1/till/cards/{card.token_digest}", None)
    assert status == 200
    assert (shown["name"], shown["spendable_pence"]) == ("Rhian Evans", 1_000)
    assert line("GET", f"/api/v1/till/cards/{'0' * 64}", None)[0] == 404
