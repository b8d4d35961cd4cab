"""GOV.UK Pay's API as a stranger sees it; every answer is held against the published contract."""

import signal
from concurrent.futures import ThreadPoolExecutor

import pytest
from openapi_spec_validator import validate

from simulators.govuk_pay.firewall import Rates
from simulators.tests.govuk_pay_client import CONTRACT, DAY, WANTED, Stranger
from simulators.tests.program import CLIENT, Program

CARD = "4242424242424242"


@pytest.fixture
def stranger(govuk_pay):
    return Stranger(govuk_pay)


@pytest.fixture
def all_features(govuk_pay):
    return Stranger(govuk_pay, "all-features")


def code_of(answer):
    return answer.status_code, answer.json()["code"]


def test_the_contract_is_one():
    validate(CONTRACT)


def test_a_payment_is_paid_taken_and_paid_out(stranger):
    begun = stranger.begin(metadata={"ours": "1"}, email="sian@example.org", language="cy")
    assert begun["state"] == {"status": "created", "finished": False}
    assert begun["_links"]["next_url"]["href"].startswith(stranger.program.url)

    stranger.tell("/_payer", payment_id=begun["payment_id"])
    paid = stranger.get(f"payments/{begun['payment_id']}")
    stranger.wait(60)
    taken = stranger.get(f"payments/{begun['payment_id']}")
    stranger.wait(3 * DAY)
    paid_out = stranger.get(f"payments/{begun['payment_id']}")

    assert paid["state"] == {"status": "success", "finished": True}
    assert "captured_date" not in paid["settlement_summary"]
    assert paid["refund_summary"]["status"] == "pending"
    assert "captured_date" in taken["settlement_summary"]
    assert taken["refund_summary"]["status"] == "available"
    assert (taken["fee"], taken["net_amount"]) == (87, 4413)
    assert taken["metadata"] == {"ours": "1"}
    assert taken["card_details"]["last_digits_card_number"] == "4242"
    assert "settled_date" in paid_out["settlement_summary"]
    events = stranger.get(f"payments/{begun['payment_id']}/events")["events"]
    assert [one["state"]["status"] for one in events] == [
        "created", "started", "submitted", "success",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("card", "state"),
    [
        ("4000000000000002", ("failed", True, "P0010")),
        ("4000000000000069", ("failed", True, "P0010")),
        ("4000000000009995", ("failed", True, "P0010")),
        ("4000000000000119", ("error", True, "P0050")),
        (CARD, ("success", True, None)),
    ],
)
def test_what_becomes_of_a_payment_is_the_cards(stranger, card, state):
    payment_id = stranger.pay(card)

    assert stranger.state(payment_id) == state


def test_who_does_nothing_for_ninety_minutes_is_too_late(stranger):
    payment_id = stranger.begin()["payment_id"]
    stranger.wait(89 * 60)
    assert stranger.state(payment_id) == ("created", False, None)

    stranger.wait(2 * 60)

    assert stranger.state(payment_id) == ("failed", True, "P0020")


def test_a_service_cancels_what_is_under_way_and_nothing_else(stranger):
    payment_id, paid = stranger.begin()["payment_id"], stranger.pay()

    assert stranger.ask("POST", f"payments/{payment_id}/cancel").status_code == 204
    assert code_of(stranger.ask("POST", f"payments/{payment_id}/cancel")) == (400, "P0501")
    assert code_of(stranger.ask("POST", f"payments/{paid}/cancel")) == (400, "P0501")
    assert code_of(stranger.ask("POST", "payments/nobodys/cancel")) == (404, "P0500")
    assert stranger.state(payment_id) == ("cancelled", True, "P0040")
    assert stranger.state(paid) == ("success", True, None)


def test_reserved_money_is_taken_within_five_days_of_the_beginning(stranger):
    taken = stranger.pay(delayed_capture=True)
    forgotten = stranger.pay(delayed_capture=True)
    assert stranger.state(taken) == ("capturable", False, None)
    assert "capture" in stranger.get(f"payments/{taken}")["_links"]

    assert stranger.ask("POST", f"payments/{taken}/capture").status_code == 204
    stranger.wait(5 * DAY)

    assert stranger.state(taken) == ("success", True, None)
    assert stranger.state(forgotten) == ("failed", True, "P0020")
    assert code_of(stranger.ask("POST", f"payments/{forgotten}/capture")) == (409, "P1003")
    assert code_of(stranger.ask("POST", "payments/nobodys/capture")) == (404, "P1000")


@pytest.mark.parametrize(
    ("changed", "status", "code", "field"),
    [
        ({"amount": None}, 400, "P0101", "amount"),
        ({"amount": 10_000_001}, 422, "P0102", "amount"),
        ({"amount": 29}, 422, "P0102", "amount"),
        ({"amount": "12"}, 422, "P0102", "amount"),
        ({"reference": None}, 400, "P0101", "reference"),
        ({"reference": "r" * 256}, 422, "P0102", "reference"),
        ({"description": "see https://example.org/"}, 422, "P0102", "description"),
        ({"description": "see www.example.org"}, 422, "P0102", "description"),
        ({"return_url": None}, 400, "P0101", "return_url"),
        ({"return_url": "https://a.test/" + "x" * 2000}, 422, "P0102", "return_url"),
        ({"language": "fr"}, 422, "P0102", "language"),
        ({"metadata": {}}, 422, "P0102", "metadata"),
        ({"metadata": {str(n): "x" for n in range(16)}}, 422, "P0102", "metadata"),
        ({"metadata": {"k" * 31: "x"}}, 422, "P0102", "metadata"),
        ({"metadata": {"k": "x" * 101}}, 422, "P0102", "metadata"),
        ({"metadata": {"k": ["x"]}}, 422, "P0102", "metadata"),
        ({"authorisation_mode": "moto_api", "return_url": None}, 422, "P0195", None),
        ({"set_up_agreement": "a" * 26}, 400, "P0103", "set_up_agreement"),
        (
            {"authorisation_mode": "agreement", "agreement_id": "a" * 26},
            400, "P0104", "return_url",
        ),
        (
            {"authorisation_mode": "agreement", "agreement_id": "a" * 26, "return_url": None},
            400, "P0102", "agreement_id",
        ),
    ],
)  # fmt: skip
def test_what_is_not_right_is_named_and_nothing_is_begun(stranger, changed, status, code, field):
    wanted = {name: value for name, value in {**WANTED, **changed}.items() if value is not None}

    answer = stranger.ask("POST", "payments", wanted)

    assert (*code_of(answer), answer.json().get("field")) == (status, code, field)
    assert stranger.program.get("/_payments.json").json()["count"] == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b'{"amount": 100, "description": "caf\\u00e9"}',
        b'{"amount": 100, "description": "a <b> c"}',
        b'{"amount": 100, "description": "a | c"}',
    ],
)
def test_the_firewall_takes_no_backslash_nor_brackets(stranger, body):
    headers = {"Authorization": f"Bearer {stranger.key}", "Content-Type": "application/json"}

    answer = CLIENT.post(f"{stranger.program.url}/v1/payments", content=body, headers=headers)

    assert code_of(answer) == (400, "P0920")


def test_a_live_account_wants_https_and_has_no_feature_that_it_did_not_ask_for(govuk_pay):
    live = Stranger(govuk_pay, "live")
    unsafe = {**WANTED, "return_url": "http://a.test"}

    assert code_of(live.ask("POST", "payments", unsafe)) == (400, "P0920")
    assert code_of(live.ask("POST", "payments", {**WANTED, "moto": True})) == (422, "P0196")
    agreement = {"reference": "r", "description": "d"}
    assert code_of(live.ask("POST", "agreements", agreement)) == (403, "P0942")


def test_another_accounts_key_opens_nothing(stranger, govuk_pay):
    payment_id = stranger.pay()
    other = Stranger(govuk_pay, "cwm-helyg")

    assert code_of(other.ask("GET", f"payments/{payment_id}")) == (404, "P0200")
    assert code_of(other.refund(payment_id, 100, 4500)) == (404, "P0600")
    assert code_of(other.ask("GET", f"payments/{payment_id}/events")) == (404, "P0300")
    assert other.get("payments")["total"] == 0
    other.key = "nobodys"
    assert other.ask("GET", f"payments/{payment_id}").status_code == 401


def test_a_search_follows_later(stranger):
    payment_id = stranger.begin()["payment_id"]
    assert stranger.get("payments", reference="ALD-PAY-1")["total"] == 0

    stranger.wait(21)
    stranger.tell("/_payer", payment_id=payment_id)

    (found,) = stranger.get("payments", reference="ald-pay-1")["results"]
    assert found["state"]["status"] == "created"
    assert "next_url" not in found["_links"]
    assert stranger.state(payment_id)[0] == "success"


def test_searches_find_by_what_they_say(stranger):
    stranger.pay(reference="one", email="a@example.org")
    stranger.pay("4000000000000002", reference="two")
    stranger.wait(3 * DAY)

    def found(**parameters):
        results = stranger.get("payments", **parameters)["results"]
        return [one["reference"] for one in results]

    assert found() == ["two", "one"]
    assert found(state="failed") == ["two"]
    assert found(email="A@example.org") == ["one"]
    assert found(last_digits_card_number="0002") == ["two"]
    assert found(from_date="2026-01-01T00:00:00Z") == ["two", "one"]
    assert found(to_date="2026-01-01T00:00:00Z") == []
    (settled,) = stranger.get("payments", from_settled_date="2026-01-01")["results"]
    day = settled["settlement_summary"]["settled_date"]
    assert found(from_settled_date=day) == ["one"]
    assert found(from_settled_date="2026-01-01", to_settled_date=day) == []


def test_a_search_comes_in_pages(stranger):
    for number in range(3):
        stranger.begin(reference=str(number))
    stranger.wait(60)

    second = stranger.get("payments", page="2", display_size="2")

    assert (second["total"], second["count"], second["page"]) == (3, 1, 2)
    assert set(second["_links"]) == {"self", "first_page", "last_page", "prev_page"}
    assert code_of(stranger.ask("GET", "payments", page="3", display_size="2")) == (404, "P0402")
    wrong = stranger.ask("GET", "payments", display_size="501", from_date="x", state="lost")
    assert code_of(wrong) == (422, "P0401")
    assert "from_date, state, display_size" in wrong.json()["description"]
    assert code_of(stranger.ask("GET", "refunds", from_settled_date="x")) == (422, "P1101")


def test_a_refund_is_taken_from_who_knows_the_rest(stranger):
    payment_id = stranger.pay()

    made = stranger.refund(payment_id, 1000, 4500)
    again = stranger.refund(payment_id, 1000, 4500)
    too_much = stranger.refund(payment_id, 3501, 3500)

    assert made.status_code == 202
    assert (code_of(again), code_of(too_much)) == ((412, "P0604"), (400, "P0603"))
    refund_id = made.json()["refund_id"]
    assert stranger.get(f"payments/{payment_id}/refunds/{refund_id}")["status"] == "submitted"
    assert stranger.get(f"payments/{payment_id}/refunds")["_embedded"]["refunds"] == []
    stranger.wait(60)
    assert stranger.get(f"payments/{payment_id}/refunds/{refund_id}")["status"] == "success"
    (listed,) = stranger.get(f"payments/{payment_id}/refunds")["_embedded"]["refunds"]
    assert listed["refund_id"] == refund_id
    rest = stranger.get(f"payments/{payment_id}")["refund_summary"]
    assert rest == {"status": "available", "amount_available": 3500, "amount_submitted": 1000}
    assert stranger.refund(payment_id, 3500, 3500).status_code == 202
    assert stranger.get(f"payments/{payment_id}")["refund_summary"]["status"] == "full"


def test_of_many_refunds_at_once_one_is_made(stranger):
    payment_id = stranger.pay()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: stranger.refund(payment_id, 3000, 4500), range(8)))

    assert sorted(answer.status_code for answer in answers) == [202] + [412] * 7


def test_a_refund_that_the_bank_refuses_leaves_the_rest_as_it_was(stranger):
    payment_id = stranger.pay()
    stranger.program.control(refund_fails=1)

    refund_id = stranger.refund(payment_id, 1000, 4500).json()["refund_id"]
    stranger.wait(60)

    assert stranger.get(f"payments/{payment_id}/refunds/{refund_id}")["status"] == "error"
    assert stranger.get(f"payments/{payment_id}")["refund_summary"]["amount_available"] == 4500


def test_what_is_not_taken_yet_cannot_be_refunded(stranger):
    payment_id = stranger.begin()["payment_id"]
    stranger.tell("/_payer", payment_id=payment_id)

    answer = stranger.refund(payment_id, 100, 4500)

    assert code_of(answer) == (400, "P0603")
    assert answer.json()["description"].endswith("pending")


def test_a_lost_dispute_is_taken_with_its_fee(stranger):
    payment_id = stranger.pay("4000000000000259")
    stranger.wait(3 * DAY)

    (dispute,) = stranger.get("disputes", status="lost", from_settled_date="2026-01-01")["results"]

    assert (dispute["payment_id"], dispute["net_amount"]) == (payment_id, -6500)
    assert code_of(stranger.refund(payment_id, 100, 4500)) == (400, "P0603")


def test_a_card_is_kept_by_its_first_payment_and_charged_once_a_key(stranger):
    wanted = {"reference": "GW-1", "description": "Garden waste each year"}
    agreement = stranger.ask("POST", "agreements", wanted).json()
    path = f"agreements/{agreement['agreement_id']}"
    assert (agreement["status"], stranger.get(path)["status"]) == ("created", "created")
    stranger.pay(set_up_agreement=agreement["agreement_id"])
    assert stranger.get(path)["status"] == "active"
    repeat = {
        "amount": 5000,
        "reference": "GW-2",
        "description": "Second year",
        "authorisation_mode": "agreement",
        "agreement_id": agreement["agreement_id"],
    }
    key = {"Idempotency-Key": "0192f3a0-0000-7000-8000-0000000000a1"}

    first = stranger.ask("POST", "payments", repeat, headers=key)
    again = stranger.ask("POST", "payments", repeat, headers=key)
    other = stranger.ask("POST", "payments", {**repeat, "amount": 6000}, headers=key)
    stranger.wait(60)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["payment_id"] == again.json()["payment_id"]
    assert first.json()["authorisation_mode"] == "agreement"
    assert "next_url" not in first.json()["_links"]
    assert code_of(other) == (409, "P0191")
    assert stranger.state(first.json()["payment_id"]) == ("success", True, None)
    stranger.wait(DAY)
    assert stranger.ask("POST", "payments", repeat, headers=key).status_code == 201

    assert stranger.ask("POST", f"{path}/cancel").status_code == 204
    assert code_of(stranger.ask("POST", f"{path}/cancel")) == (400, "P2501")
    assert code_of(stranger.ask("POST", "payments", repeat)) == (400, "P0102")


@pytest.mark.parametrize(("can_retry", "status"), [(True, "active"), (False, "inactive")])
def test_a_repeat_that_is_declined_says_whether_to_try_again(stranger, can_retry, status):
    wanted = {"reference": "GW-1", "description": "Garden waste each year"}
    agreement_id = stranger.ask("POST", "agreements", wanted).json()["agreement_id"]
    stranger.pay(set_up_agreement=agreement_id)
    stranger.program.control(decline_repeats={"times": 1, "can_retry": can_retry})

    repeat = stranger.begin(
        authorisation_mode="agreement", agreement_id=agreement_id, return_url=None
    )
    stranger.wait(60)

    state = stranger.get(f"payments/{repeat['payment_id']}")["state"]
    assert (state["code"], state["can_retry"]) == ("P0010", can_retry)
    assert stranger.get(f"agreements/{agreement_id}")["status"] == status


def test_a_card_that_a_program_sends_is_nowhere_kept(all_features, tmp_path_factory):
    begun = all_features.begin(authorisation_mode="moto_api", return_url=None)
    token = begun["_links"]["auth_url_post"]["params"]["one_time_token"]
    card = {
        "one_time_token": token, "card_number": CARD, "cvc": "123", "expiry_date": "12/49",
        "cardholder_name": "S. Payer",
    }  # fmt: skip

    assert all_features.ask("POST", "auth", card).status_code == 204
    assert code_of(all_features.ask("POST", "auth", card)) == (400, "P1212")
    again = {**card, "one_time_token": "x"}
    assert code_of(all_features.ask("POST", "auth", again)) == (400, "P1211")
    assert all_features.state(begun["payment_id"]) == ("success", True, None)
    for file in all_features.program.state.iterdir():
        assert CARD.encode() not in file.read_bytes(), file.name


def test_fifteen_a_second_of_a_kind_are_let_in():
    rates = Rates(15)

    begun = [rates.allow("aldermoor", "post_payment") for _ in range(16)]

    assert begun == [True] * 15 + [False]
    assert rates.allow("aldermoor", "post_capture")
    assert rates.allow("cwm-helyg", "post_payment")


@pytest.mark.slow
def test_all_is_still_known_after_a_kill(tmp_path):
    program = Program("govuk_pay", tmp_path, ("--pace", "30")).start()
    stranger = Stranger(program)
    payment_id = stranger.pay()
    stranger.wait(DAY)
    program.end(signal.SIGKILL)

    program.start()
    try:
        assert stranger.state(payment_id) == ("success", True, None)
        assert stranger.refund(payment_id, 100, 4500).status_code == 202
    finally:
        program.end()
