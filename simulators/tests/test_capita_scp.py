"""Pay360 as a program: strict about what it is sent, and its payer's page."""

import signal
from datetime import timedelta

import httpx
import pytest

from simulators.capita_scp.portals import load_portals
from simulators.tests.program import CLIENT, ROOT, Program
from simulators.tests.scp_client import (
    BACK,
    HEADERS,
    RETURN,
    begin,
    credentials,
    fault,
    invoke,
    item,
    post,
    press,
    query,
    standing,
    text,
    told,
    version,
)

GOOD, REFUSED, BROKEN = "4444333322221111", "4000000000000002", "4000000000000119"
RECORDED = ROOT / "src/moothall/payments/gateways/capita_scp/tests/recorded"
SITE, PORTAL = "<b:siteId>33</b:siteId>", "<b:scpId>4033</b:scpId>"
CARD = (
    "<b:billing><b:card><b:cardDetails><b:cardNumber>0000000000000000</b:cardNumber>"
    "</b:cardDetails></b:card></b:billing>"
)
OLD_DRAFT = "http://www.w3.org/2003/05/soap-envelope"


def refused(answer):
    """Return the status and the number of the mistake in an invoke's answer."""
    message = told(answer)
    assert text(message, "transactionState") == "COMPLETE"
    return text(message, "status"), text(message, "errorId")


def test_a_sale_goes_from_invoke_over_the_page_to_paid(capita_scp):
    begun = told(post(capita_scp, invoke()))
    reference, page = text(begun, "scpReference"), text(begun, "redirectUrl")
    assert (text(begun, "requestId"), text(begun, "transactionState")) == ("our-1", "IN_PROGRESS")
    assert standing(capita_scp, reference) == ("IN_PROGRESS", "")

    shown = CLIENT.get(page)
    back = press(page, "pay", "4444 3333 2222 1111")

    assert "£12.00" in shown.text
    assert "MH-1" in shown.text
    assert (back.status_code, back.headers["location"]) == (303, RETURN)
    paid = told(post(capita_scp, query(reference)))
    assert {name: text(paid, name) for name in ("status", "amountInMinorUnits", "cardType")} == {
        "status": "SUCCESS", "amountInMinorUnits": "1200", "cardType": "CREDIT",
    }  # fmt: skip
    assert text(paid, "maskedCardNumber") == "444433******1111"
    assert (text(paid, "lineId"), len(text(paid, "uniqueTranId"))) == ("1", 12)


def test_it_tells_its_version(capita_scp):
    assert text(told(post(capita_scp, version())), "schemaVersion") == "9.3.0.0"


@pytest.mark.parametrize(
    ("presses", "end", "goes_to"),
    [
        ([("cancel", "")], "CANCELLED", BACK),
        ([("log_out", "")], "LOGGED_OUT", BACK),
        ([("expire", "")], "LOGGED_OUT", None),
        ([("pay_and_close", GOOD)], "SUCCESS", None),
        ([("pay", REFUSED), ("pay", GOOD)], "SUCCESS", RETURN),
        ([("pay", REFUSED)] * 3, "CARD_DETAILS_REJECTED", RETURN),
        ([("pay", REFUSED), ("cancel", "")], "CARD_DETAILS_REJECTED", BACK),
        ([("pay", BROKEN)], "ERROR", RETURN),
    ],
)
def test_each_way_to_leave_the_page(capita_scp, presses, end, goes_to):
    reference, page = begin(capita_scp)

    for do, number in presses:
        left = press(page, do, number)

    assert left.headers.get("location") == goes_to
    assert standing(capita_scp, reference) == ("COMPLETE", end)


def test_what_has_ended_cannot_be_paid(capita_scp):
    reference, page = begin(capita_scp)
    press(page, "cancel")

    late = press(page, "pay", GOOD)

    assert late.status_code == 410
    assert standing(capita_scp, reference) == ("COMPLETE", "CANCELLED")


def test_without_a_way_back_the_council_s_address_is_used_or_the_window_closes(capita_scp):
    _, page = begin(capita_scp, back="")
    _, window = begin(capita_scp, back="", return_url="scp:close")

    assert press(page, "cancel").headers["location"] == RETURN
    assert "location" not in press(window, "pay", GOOD).headers


@pytest.mark.parametrize(
    ("number", "more", "named"),
    [
        ("4111111111111112", {}, "number"),
        ("4111111111111111", {}, "number"),
        (GOOD, {"month": "13"}, "expiry"),
        (GOOD, {"year": "20"}, "expiry"),
        (GOOD, {"code": "12a"}, "code"),
    ],
)
def test_a_mistake_on_the_page_is_said_beside_its_field(capita_scp, number, more, named):
    reference, page = begin(capita_scp)

    answer = press(page, "pay", number, **more)

    assert answer.status_code == 422
    assert f'id="{named}-mistake"' in answer.text
    assert f'value="{number}"' not in answer.text
    assert standing(capita_scp, reference) == ("IN_PROGRESS", "")


@pytest.mark.slow
def test_time_runs_out(tmp_path):
    program = Program("capita_scp", tmp_path, ("--session", "0")).start()
    try:
        reference, page = begin(program)

        assert standing(program, reference) == ("COMPLETE", "NOT_ATTEMPTED")
        assert CLIENT.get(page).status_code == 410
    finally:
        program.end()


def test_the_page_is_in_welsh_when_asked_for(capita_scp):
    more = "<b:additionalInstructions><b:language>cy</b:language></b:additionalInstructions>"
    _, page = begin(capita_scp, more=more)

    assert "Talu â cherdyn" in CLIENT.get(page).text


def test_a_card_by_telephone_needs_a_portal_for_it(capita_scp):
    other = {"scp_id": 4034, "key_id": 6, "key": load_portals()[4034].keys[6]}
    message = invoke(entry="CNP", scp_id=4034, proof=credentials(**other))

    assert refused(post(capita_scp, invoke(entry="CNP"))) == ("INVALID_REQUEST", "1004")
    assert text(told(post(capita_scp, message)), "status") == "SUCCESS"


# Figures and codes


@pytest.mark.parametrize(
    ("wishes", "number"),
    [
        ({"kind": "authoriseOnly"}, "1002"),
        ({"scp_id": 4034}, "1003"),
        ({"pence": 0}, "1010"),
        ({"pence": 1201}, "1011"),
        ({"items": item() + item(), "pence": 2400}, "1012"),
        ({"items": item("1", 1300, vat_pence=217) + item("2", -100, vat_pence=-17)}, "1013"),
        ({"items": item(fund="99")}, "1020"),
        ({"items": item(vat_code="03")}, "1021"),
        ({"items": item(vat_code="77")}, "1021"),
        ({"items": item(vat_pence=240)}, "1022"),
    ],
)
def test_figures_and_codes_hold_together(capita_scp, wishes, number):
    assert refused(post(capita_scp, invoke(**wishes))) == ("INVALID_REQUEST", number)
    assert capita_scp.get("/_sales.json").json()["count"] == 0


def test_a_penny_of_rounding_is_forgiven(capita_scp):
    reference, _ = begin(capita_scp, items=item(pence=1199, vat_pence=199), pence=1199)

    assert reference


# The letter of the schema


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("<b:requestId>our-1</b:requestId>", ""),
        ("b:panEntryMethod", "panEntryMethod"),
        ("<sale>", '<b:sale xmlns="">'),
        (f"{SITE}{PORTAL}", f"{PORTAL}{SITE}"),
        ("ECOM", "POST"),
        ("<b:fundCode>31<", "<b:fundCode>310000<"),
        (">GW1<", f">{'9' * 51}<"),
        (">Garden waste<", f">{'g' * 101}<"),
        (">1200<", ">12.00<"),
        (">20<", ">20.12345<"),
        ("http://127.0.0.1/return", "/return"),
        ("<sale>", f"{CARD}<sale>"),
    ],
)  # fmt: skip
def test_what_is_not_to_the_letter_is_refused(capita_scp, here, there):
    message = invoke()
    assert here in message

    answer = post(capita_scp, message.replace(here, there))

    assert fault(answer)[:2] == (500, "SOAP-ENV:Client")
    assert capita_scp.get("/_sales.json").json()["count"] == 0


def test_the_envelope_is_soap_1_1_with_an_empty_action(capita_scp):
    assert fault(post(capita_scp, version(), soap=OLD_DRAFT))[1] == "SOAP-ENV:VersionMismatch"
    assert fault(post(capita_scp, version(), SOAPAction='"invoke"'))[1] == "SOAP-ENV:Client"
    assert fault(post(capita_scp, version(), **{"Content-Type": "application/json"}))[0] == 415
    assert CLIENT.get(f"{capita_scp.url}/scp/scpws").status_code == 405


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"<x/>", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'],
)
def test_what_is_no_envelope_is_a_fault(capita_scp, body):
    answer = CLIENT.post(f"{capita_scp.url}/scp/scpws", content=body, headers=HEADERS)

    assert fault(answer)[:2] == (500, "SOAP-ENV:Client")


# Who asks


@pytest.mark.parametrize(
    ("wishes", "named"),
    [
        ({"key": b"another"}, "digest"),
        ({"key_id": 6}, "key"),
        ({"scp_id": 99}, "portal"),
        ({"subject": "CapitaSite"}, "portal"),
        ({"ahead": timedelta(minutes=6)}, "time stamp"),
        ({"ahead": timedelta(minutes=-6)}, "time stamp"),
        ({"ahead": timedelta(hours=12)}, "time stamp"),
    ],
)
def test_only_the_council_is_heard_and_only_in_time(capita_scp, wishes, named):
    answer = post(capita_scp, invoke(proof=credentials(**wishes)))

    status, code, words = fault(answer)
    assert (status, code) == (500, "SOAP-ENV:Client")
    assert named in words
    assert capita_scp.get("/_sales.json").json()["count"] == 0


def test_a_unique_reference_is_good_once(capita_scp):
    proof = credentials(reference="once")
    assert text(told(post(capita_scp, invoke(proof=proof))), "status") == "SUCCESS"

    for message in (invoke(proof=proof), query("x", proof=credentials(reference="once"))):
        assert "used before" in fault(post(capita_scp, message))[2]


def test_a_sale_is_known_to_its_own_portal_alone(capita_scp):
    reference, _ = begin(capita_scp)
    keys = load_portals()[4034].keys
    other = credentials(scp_id=4034, key_id=6, key=keys[6])

    answer = told(post(capita_scp, query(reference, proof=other)))

    assert text(answer, "transactionState") == "INVALID_REFERENCE"
    assert standing(capita_scp, "nothing")[0] == "INVALID_REFERENCE"


# Trouble


def test_the_answer_is_lost_and_the_work_is_kept(capita_scp):
    capita_scp.control(lose_answer={"times": 1, "only": "post_invoke"})

    with pytest.raises(httpx.RemoteProtocolError):
        post(capita_scp, invoke())

    assert capita_scp.get("/_sales.json").json()["count"] == 1
    assert [one["operation"] for one in capita_scp.received()] == ["post_invoke"]


def test_a_fault_comes_with_200(capita_scp):
    capita_scp.control(fault_in_a_200={"after_the_work": True, "times": 1})

    assert fault(post(capita_scp, invoke()))[:2] == (200, "SOAP-ENV:Server")
    assert capita_scp.get("/_sales.json").json()["count"] == 1


def test_complete_comes_with_error(capita_scp):
    reference, page = begin(capita_scp)
    press(page, "pay", GOOD)
    capita_scp.control(error_when_complete=1)

    assert standing(capita_scp, reference) == ("COMPLETE", "ERROR")
    assert standing(capita_scp, reference) == ("COMPLETE", "SUCCESS")


def test_the_truth_comes_late_or_is_forgotten(capita_scp):
    reference, page = begin(capita_scp)
    press(page, "pay", GOOD)
    capita_scp.control(late=1)

    assert standing(capita_scp, reference) == ("IN_PROGRESS", "")
    capita_scp.control(forget=1)
    assert standing(capita_scp, reference)[0] == "INVALID_REFERENCE"
    assert standing(capita_scp, reference) == ("COMPLETE", "SUCCESS")


def test_its_clock_is_wrong(capita_scp):
    capita_scp.control(clock={"seconds": 400, "times": 1})

    assert "time stamp" in fault(post(capita_scp, version()))[2]
    assert text(told(post(capita_scp, version())), "version")


@pytest.mark.slow
def test_it_knows_everything_again_after_a_kill(tmp_path):
    program = Program("capita_scp", tmp_path).start()
    reference, page = begin(program)
    press(page, "pay", GOOD)
    program.end(signal.SIGKILL)

    again = Program("capita_scp", tmp_path).start()
    try:
        assert standing(again, reference) == ("COMPLETE", "SUCCESS")
    finally:
        again.end()


def test_its_page_shows_sales_and_no_card_number(capita_scp):
    _, page = begin(capita_scp)
    press(page, "pay", GOOD)

    shown = capita_scp.get("/").text

    assert "£12.00: fund 31" in shown
    assert GOOD not in shown
    assert all(GOOD.encode() not in file.read_bytes() for file in capita_scp.state.iterdir())


@pytest.mark.slow
def test_the_recorded_requests_of_a_client_in_daily_use_are_proved(tmp_path):
    portals = tmp_path / "portals.json"
    portals.write_text(
        '{"portals": [{"name": "Theirs", "site_id": 33, "scp_id": 10, "entries": ["ECOM"],'
        ' "keys": [{"id": 99, "key": "c2VjcmV0a2V5"}]}]}'
    )
    program = Program("capita_scp", tmp_path, ("--portals", str(portals))).start()
    try:
        for name in ("invoke_request.xml", "query_request.xml"):
            body = (RECORDED / name).read_bytes()
            answer = CLIENT.post(f"{program.url}/scp/scpws", content=body, headers=HEADERS)

            # To the letter, and signed as we would sign it: nothing but its age is wrong.
            assert "time stamp is too far" in fault(answer)[2]
    finally:
        program.end()
