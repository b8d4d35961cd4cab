"""The gateway and the simulator over HTTP: every way in which a sale begins, goes on and ends."""

import socket
import threading
import time

import pytest

from moothall.kernel.errors import GiveUp, Retry
from moothall.payments.gateways.capita_scp.tests.conftest import TELEPHONES
from moothall.payments.gateways.capita_scp.tests.payer import BROKEN, REFUSED, act, pay
from moothall.payments.ports import (
    CapturesLater,
    CardEntry,
    HintRefused,
    KeepsCards,
    LostAnswer,
    Outcome,
    Refunds,
    Settles,
    gateways,
)
from simulators.tests.program import CLIENT


def sales(pay360, request):
    return pay360.get("/_sales.json", request_id=str(request.payment_id)).json()["sales"]


def test_it_is_registered_and_says_what_it_cannot_do(gateway):
    registered = gateways.get("capita_scp")

    assert type(registered) is type(gateway)
    assert registered.entries == {CardEntry.ONLINE, CardEntry.TELEPHONE}
    assert registered.gives_hints is False
    for port in (CapturesLater, Refunds, KeepsCards, Settles):
        assert not isinstance(registered, port)


def test_a_basket_is_begun_paid_and_told_of(gateway, pay360, options, request_of):
    request = request_of()

    started = gateway.start(request, options)
    before = gateway.fetch(started.gateway_reference, options)
    back = pay(started.next_url)
    after = gateway.fetch(started.gateway_reference, options)

    (sale,) = sales(pay360, request)
    assert [(item["pence"], item["fund_code"], item["vat_code"]) for item in sale["items"]] == [
        (6000, "31", "01"),
        (12345, "05", "03"),
    ]
    assert before.outcome is Outcome.UNDER_WAY
    assert (back.status_code, back.headers["location"]) == (303, request.return_url)
    assert (after.outcome, after.amount_pence) == (Outcome.PAID, 18345)
    assert (after.card_kind, after.card_ending) == ("Visa", "1111")
    assert after.captured_on is not None


def test_an_employee_types_a_card_for_somebody_who_rang(gateway, pay360, options_at, request_of):
    telephones = options_at(pay360.url, TELEPHONES)
    request = request_of(entry=CardEntry.TELEPHONE)

    started = gateway.start(request, telephones)
    pay(started.next_url)

    assert sales(pay360, request)[0]["entry"] == "CNP"
    assert gateway.fetch(started.gateway_reference, telephones).outcome is Outcome.PAID


def test_a_portal_for_payers_takes_no_cards_by_telephone(gateway, pay360, options, request_of):
    request = request_of(entry=CardEntry.TELEPHONE)

    with pytest.raises(GiveUp, match="CNP"):
        gateway.start(request, options)

    assert sales(pay360, request) == []


@pytest.mark.parametrize(
    ("steps", "outcome", "code"),
    [
        ([("cancel", "")], Outcome.CANCELLED, "CANCELLED"),
        ([("log_out", "")], Outcome.EXPIRED, "LOGGED_OUT"),
        ([("expire", "")], Outcome.EXPIRED, "LOGGED_OUT"),
        ([("pay", REFUSED)] * 3, Outcome.FAILED, "CARD_DETAILS_REJECTED"),
        ([("pay", REFUSED), ("cancel", "")], Outcome.FAILED, "CARD_DETAILS_REJECTED"),
        ([("pay", BROKEN)], Outcome.FAILED, "ERROR 2001"),
    ],
)
def test_each_way_to_leave_without_paying(gateway, options, request_of, steps, outcome, code):
    started = gateway.start(request_of(), options)

    for do, number in steps:
        act(started.next_url, do, number)
    status = gateway.fetch(started.gateway_reference, options)

    assert (status.outcome, status.code) == (outcome, code)


def test_a_card_refused_and_another_taken_is_paid(gateway, options, request_of):
    started = gateway.start(request_of(), options)

    again = pay(started.next_url, REFUSED)
    between = gateway.fetch(started.gateway_reference, options)
    pay(started.next_url)

    assert again.status_code == 422
    assert between.outcome is Outcome.UNDER_WAY
    assert gateway.fetch(started.gateway_reference, options).outcome is Outcome.PAID


def test_a_browser_closed_after_paying_loses_nothing(gateway, options, request_of):
    started = gateway.start(request_of(), options)

    act(started.next_url, "pay_and_close", "4444333322221111")

    assert gateway.fetch(started.gateway_reference, options).outcome is Outcome.PAID


def test_after_a_lost_answer_another_sale_is_begun_and_only_that_can_be_paid(
    gateway, pay360, options, request_of
):
    request = request_of()
    pay360.control(lose_answer={"times": 1, "only": "post_invoke"})

    with pytest.raises(LostAnswer):
        gateway.start(request, options)
    assert gateway.find(request.payment_id, request.reference, options) is None
    started = gateway.start(request_of(**{**vars(request), "outcome_unknown": True}), options)
    pay(started.next_url)

    newer, lost = sales(pay360, request)
    assert (newer["scp_reference"], newer["status"]) == (started.gateway_reference, "SUCCESS")
    assert (lost["status"], lost["opened"]) == ("", False)


@pytest.mark.parametrize(
    "trouble",
    [
        {"down": 1},
        {"fail": {"status": 500, "times": 1}},
        {"fail": {"status": 502, "times": 1}},
        {"html": 1},
        {"fault_in_a_200": 1},
        {"fault_in_a_200": {"after_the_work": True, "times": 1}},
    ],
)
def test_no_readable_answer_to_a_start_leaves_open_what_happened(
    gateway, pay360, options_at, request_of, trouble
):
    pay360.control(**trouble)

    with pytest.raises(LostAnswer):
        gateway.start(request_of(), options_at(pay360.url, timeout_seconds="1"))


@pytest.mark.parametrize(
    "trouble",
    [
        {"down": 1},
        {"fail": 1},
        {"refuse": 1},
        {"html": 1},
        {"fault_in_a_200": 1},
        {"lose_answer": 1},
        {"clock": True},
    ],
)
def test_no_readable_answer_to_a_question_settles_nothing(
    gateway, pay360, options_at, request_of, trouble
):
    options = options_at(pay360.url, timeout_seconds="1")
    started = gateway.start(request_of(), options)
    pay(started.next_url)
    pay360.control(**trouble)

    with pytest.raises(Retry) as raised:
        gateway.fetch(started.gateway_reference, options)
    assert not isinstance(raised.value, LostAnswer)

    pay360.control(calm=True)
    assert gateway.fetch(started.gateway_reference, options).outcome is Outcome.PAID


@pytest.mark.slow
def test_a_slow_portal_is_not_waited_for(gateway, pay360, options_at, request_of):
    options = options_at(pay360.url, timeout_seconds="1")
    started = gateway.start(request_of(), options)
    pay360.control(slow={"seconds": 1.2})

    with pytest.raises(LostAnswer):
        gateway.start(request_of(), options)
    with pytest.raises(Retry):
        gateway.fetch(started.gateway_reference, options)

    # Or what still waits would have the trouble of the next test.
    while not all(one["outcome"] for one in pay360.received()):
        time.sleep(0.05)


def test_complete_and_error_begins_nothing_and_may_be_tried_again(
    gateway, pay360, options, request_of
):
    request = request_of()
    pay360.control(error_when_complete=1)

    with pytest.raises(Retry) as raised:
        gateway.start(request, options)

    assert not isinstance(raised.value, LostAnswer)
    assert sales(pay360, request) == []


def test_complete_and_error_of_a_sale_is_a_failure(gateway, pay360, options, request_of):
    started = gateway.start(request_of(), options)
    pay360.control(error_when_complete=1)

    status = gateway.fetch(started.gateway_reference, options)

    assert (status.outcome, status.code) == (Outcome.FAILED, "ERROR 9999")


def test_a_portal_that_is_late_with_the_truth_is_believed_later(
    gateway, pay360, options, request_of
):
    started = gateway.start(request_of(), options)
    pay(started.next_url)
    pay360.control(late=1)

    assert gateway.fetch(started.gateway_reference, options).outcome is Outcome.UNDER_WAY
    assert gateway.fetch(started.gateway_reference, options).outcome is Outcome.PAID


@pytest.mark.parametrize("status", [429, 503])
def test_a_portal_that_takes_nothing_for_now_has_begun_nothing(
    gateway, pay360, options, request_of, status
):
    pay360.control(fail={"status": status, "times": 1})

    with pytest.raises(Retry) as raised:
        gateway.start(request_of(), options)

    assert not isinstance(raised.value, LostAnswer)


@pytest.mark.parametrize("trouble", [{"refuse": 1}, {"clock": True}, {"clock": {"seconds": -3600}}])
def test_a_request_that_is_refused_as_such_is_given_up(
    gateway, pay360, options, request_of, trouble
):
    request = request_of()
    pay360.control(**trouble)

    with pytest.raises(GiveUp):
        gateway.start(request, options)

    assert sales(pay360, request) == []


def test_an_unknown_sale_is_given_up(gateway, options):
    with pytest.raises(GiveUp):
        gateway.fetch("0000", options)


def test_the_other_council_cannot_ask_about_a_sale(
    gateway, pay360, options, options_at, request_of
):
    started = gateway.start(request_of(), options)

    with pytest.raises(GiveUp):
        gateway.fetch(started.gateway_reference, options_at(pay360.url, 4021))


def test_cancelling_leaves_the_sale_to_its_payer_and_says_how_it_stands(
    gateway, options, request_of
):
    started = gateway.start(request_of(), options)

    assert gateway.cancel(started.gateway_reference, options).outcome is Outcome.UNDER_WAY
    pay(started.next_url)
    assert gateway.cancel(started.gateway_reference, options).outcome is Outcome.PAID


def test_two_requests_in_one_second_are_both_new(gateway, pay360, options, request_of):
    request = request_of()

    first, second = gateway.start(request, options), gateway.start(request, options)

    assert first.gateway_reference != second.gateway_reference
    assert len(sales(pay360, request)) == 2


def test_a_portal_that_is_not_there_was_not_reached(gateway, options_at, request_of):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nowhere = options_at(f"http://127.0.0.1:{taken.getsockname()[1]}")

        with pytest.raises(Retry) as raised:
            gateway.start(request_of(), nowhere)

    assert not isinstance(raised.value, LostAnswer)


@pytest.mark.parametrize("key", ["c2VjcmV0", "not base 64, at all", None])
def test_a_wrong_key_begins_nothing(gateway, pay360, options_at, request_of, settings, key):
    options = options_at(pay360.url, key_secret="tests-pay360-wrong")
    file = settings.SECRETS_DIR / "tests-pay360-wrong"
    file.unlink(missing_ok=True)
    if key is not None:
        file.write_text(key)
    request = request_of()

    with pytest.raises((GiveUp, Retry)):
        gateway.start(request, options)

    assert sales(pay360, request) == []


def test_an_endless_answer_is_left(gateway, options_at, request_of):
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=talk_without_end, args=(server,), daemon=True).start()
        options = options_at(f"http://127.0.0.1:{server.getsockname()[1]}")

        with pytest.raises(LostAnswer):
            gateway.start(request_of(), options)


def talk_without_end(server):
    taken, _ = server.accept()
    with taken:
        taken.recv(100_000)
        taken.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n")
        try:
            while True:
                taken.sendall(b" " * 65_536)
        except OSError:
            return


def test_nobody_is_believed_who_calls(gateway, options):
    with pytest.raises(HintRefused):
        gateway.read_hint({}, b"<scpReference>abc</scpReference>", options)


def test_no_card_number_is_kept_anywhere(gateway, pay360, options, request_of):
    started = gateway.start(request_of(), options)
    pay(started.next_url)
    gateway.fetch(started.gateway_reference, options)

    kept = b"".join(file.read_bytes() for file in pay360.state.iterdir())
    told = "".join(
        CLIENT.get(pay360.url + path).text for path in ("/", "/_sales.json", "/_received.json")
    )

    assert b"4444333322221111" not in kept
    assert "4444333322221111" not in told
