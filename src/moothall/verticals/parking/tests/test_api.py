"""Programs: partners sell, enforcement asks, and neither can do what the other does."""

import json
from datetime import timedelta

import pytest

from moothall.kernel.models import AuditEntry
from moothall.kernel.scope import acting_for
from moothall.payments.ledger.balances import balance_of as account_balance
from moothall.payments.ledger.chart import AccountKind, AccountName
from moothall.payments.models import LedgerTransaction
from moothall.verticals.parking import actions
from moothall.verticals.parking.models import ParkingCheck, ParkingSession
from moothall.verticals.parking.tests.scenery import BOSS, sessions

STAY = {"place": "2001", "vrm": "ab12 cde", "minutes": 60}


class Program:
    """A program with its key, on a council's host."""

    def __init__(self, client, key, host="northvale.test"):
        self.client, self.key, self.host = client, key, host

    def __call__(self, path, body=None, *, once="", **headers):
        headers |= {"host": self.host, "authorization": f"Bearer {self.key}"}
        if once:
            headers["idempotency-key"] = once
        at = f"/api/v1/parking/{path}"
        if body is None:
            return self.client.get(at, headers=headers)
        given = body if isinstance(body, str) else json.dumps(body)
        return self.client.post(at, given, content_type="application/json", headers=headers)


@pytest.fixture
def app(kerb, client, clock_stands):
    return Program(client, kerb.client("sells", "app")[1])


@pytest.fixture
def officer(kerb, client, clock_stands):
    return Program(client, kerb.client("checks", "officers")[1])


def test_a_partner_sells_lengthens_and_stops_and_owes_what_it_took(kerb, app):
    quote = app("quotes", STAY).json()
    assert (quote["pence"], quote["vrm"]) == (120, "AB12CDE")
    assert sessions() == []

    made = app("sessions", {**STAY, "minutes": 240, "pence": 480}, once="a")
    again = app("sessions", {**STAY, "minutes": 240, "pence": 480}, once="a")
    assert (made.status_code, again.json()) == (201, made.json())
    path = f"sessions/{made.json()['id']}"
    assert app(f"{path}/extensions", {"minutes": 60}, once="b").json()["pence"] == 800
    assert app(f"{path}/stop", {}, once="c").json()["pence"] == 120
    assert app(path).json()["ends_at"] == "2026-11-18T11:01:00Z"

    held = AccountName(kind=AccountKind.GATEWAY, code="parking-app")
    vat = AccountName(
        kind=AccountKind.VAT, fund_code="31", gl_code="GL-31", vat_code="STD", vat_rate=2000
    )
    assert account_balance(kerb.council.id, held) == -120
    assert account_balance(kerb.council.id, vat) == 20
    assert LedgerTransaction.objects.count() == 3


def test_a_changed_price_sells_nothing(kerb, app):
    refused = app("sessions", {**STAY, "pence": 100}, once="a")

    assert (refused.status_code, refused.json()["code"], refused.json()["pence"]) == (
        409, "price_changed", 120,
    )  # fmt: skip
    assert sessions() == []


@pytest.mark.parametrize(
    ("body", "once", "code", "status"),
    [
        (STAY, "", "unreadable", 422),
        (STAY, "x" * 81, "unreadable", 422),
        ("{", "a", "unreadable", 422),
        ("[1]", "a", "unreadable", 422),
        ({"place": "2001"}, "a", "unreadable", 422),
        ({**STAY, "minutes": True}, "a", "unreadable", 422),
        ({**STAY, "minutes": "60"}, "a", "unreadable", 422),
        ({**STAY, "minutes": 0}, "a", "unreadable", 422),
        ({**STAY, "minutes": None}, "a", "unreadable", 422),
        ({**STAY, "place": ["2001"]}, "a", "unreadable", 422),
        ({**STAY, "vrm": "AB\x00"}, "a", "unreadable", 422),
        ({**STAY, "vrm": "Ä"}, "a", "wrong_vehicle", 422),
        ({**STAY, "place": "7"}, "a", "no_such_place", 404),
        ({**STAY, "place": "1001", "minutes": 121}, "a", "stay_too_long", 409),
    ],
)
def test_what_is_sent_wrong_is_said_and_changes_nothing(kerb, app, body, once, code, status):
    answer = app("sessions", body, once=once)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert sessions() == []


def test_each_kind_of_program_has_its_own_part_and_each_its_own_sessions(
    kerb, app, officer, client, southmere
):
    made = app("sessions", STAY, once="a").json()
    other = Program(client, kerb.client("sells", "other")[1])
    path = f"sessions/{made['id']}"

    assert other(path).status_code == 404
    assert other(f"{path}/stop", {}, once="b").status_code == 404
    assert officer("places").status_code == 401
    assert officer(path).status_code == 401
    assert app("checks", {"place": "2001", "vrm": "AB12CDE"}).status_code == 401
    assert Program(client, "wrong")("places").status_code == 401
    assert Program(client, "")("places")["WWW-Authenticate"] == "Bearer"
    assert Program(client, app.key, "southmere.test")("places").status_code == 401

    [session] = sessions()
    assert session.stopped_at is None
    assert ParkingCheck.objects.count() == 0


def test_an_ended_program_opens_nothing(kerb, client):
    program, key = kerb.client()
    actions.end_client(actor=BOSS, client_id=program.pk, now=kerb.now)

    assert Program(client, key)("places").status_code == 401


def test_a_check_says_until_when_and_is_kept(kerb, app, officer, django_assert_max_num_queries):
    app("sessions", STAY, once="a")

    with django_assert_max_num_queries(16):
        found = officer("checks", {"place": "2001", "vrm": "AB12 CDE"}).json()

    assert found == {
        "place": "2001",
        "vrm": "AB12CDE",
        "at": "2026-11-18T11:00:00Z",
        "valid": True,
        "since": "2026-11-18T11:00:00Z",
        "until": "2026-11-18T12:00:00Z",
        "charging": True,
        "near_matches": [],
    }
    elsewhere = officer("checks", {"place": "1001", "vrm": "AB12CDE"}).json()
    before = officer(
        "checks", {"place": "2001", "vrm": "AB12CDE", "at": "2026-11-18T10:59:00Z"}
    ).json()
    assert (elsewhere["valid"], before["valid"]) == (False, False)
    assert [one.was_valid for one in ParkingCheck.objects.order_by("pk")].count(True) == 1
    assert ParkingCheck.objects.count() == 3


def test_what_looks_alike_is_told_apart_from_what_is_paid(kerb, app, officer):
    app("sessions", {**STAY, "vrm": "B0I 5ZO"}, once="a")

    found = officer("checks", {"place": "2001", "vrm": "BOI SZ0"}).json()
    exact = officer("checks", {"place": "2001", "vrm": "B0I5ZO"}).json()

    assert found["valid"] is False
    assert found["until"] is None
    assert [one["vrm"] for one in found["near_matches"]] == ["B0I5ZO"]
    assert (exact["valid"], exact["near_matches"]) == (True, [])


def test_a_check_says_when_nobody_has_to_pay(kerb, officer, monkeypatch):
    night = kerb.now + timedelta(hours=9)
    monkeypatch.setattr("moothall.kernel.clock.now", lambda: night)

    found = officer("checks", {"place": "1001", "vrm": "AB12CDE"}).json()

    assert (found["valid"], found["charging"]) == (False, False)


@pytest.mark.parametrize(
    "more",
    [
        {"at": "2026-11-18T11:30:00Z"},
        {"at": "2026-01-01T11:30:00Z"},
        {"at": "2026-11-18T10:30:00"},
        {"at": "yesterday"},
        {"at": 5},
        {"vrm": "?"},
    ],
)
def test_a_check_that_cannot_be_read_is_refused_and_not_kept(kerb, officer, more):
    answer = officer("checks", {"place": "2001", "vrm": "AB12CDE", **more})

    assert answer.status_code == 422
    assert ParkingCheck.objects.count() == 0


def test_a_check_after_stopping_early_tells_both(kerb, rhian, officer, monkeypatch):
    session = kerb.start(rhian, kerb.wallet(rhian), 120)
    kerb.stop(rhian, session, now=kerb.later(20))
    monkeypatch.setattr("moothall.kernel.clock.now", lambda: kerb.later(30))

    now = officer("checks", {"place": "2001", "vrm": "AB12CDE"}).json()
    earlier = officer(
        "checks", {"place": "2001", "vrm": "AB12CDE", "at": kerb.later(10).isoformat()}
    ).json()

    assert (now["valid"], earlier["valid"]) == (False, True)


def test_the_other_council_s_officers_learn_nothing(kerb, rhian, client, southmere, clock_stands):
    kerb.start(rhian, kerb.wallet(rhian))
    with acting_for(southmere.id):
        _, key = actions.register_client(
            actor=BOSS, council_id=southmere.id, name="S", code="s", kind="checks", now=kerb.now
        )

    there = Program(client, key, "southmere.test")
    assert there("checks", {"place": "2001", "vrm": "AB12CDE"}).status_code == 404
    here = Program(client, key)
    assert here("checks", {"place": "2001", "vrm": "AB12CDE"}).status_code == 401
    assert ParkingSession.objects.count() == 1
    assert "AB12CDE" not in str(list(AuditEntry.objects.values_list("detail", flat=True)))
