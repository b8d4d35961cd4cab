"""What fits into a sale, what is cut, what is refused; every word in which a sale ends."""

from dataclasses import replace

import pytest

from moothall.kernel.errors import GiveUp, Retry
from moothall.payments.gateways.capita_scp import mapping, messages, soap
from moothall.payments.gateways.capita_scp.options import CapitaScpOptions
from moothall.payments.gateways.capita_scp.soap import message_in
from moothall.payments.ports import CardEntry, Outcome

GIVEN = {
    "endpoint": "https://scp.example/scp/scpws",
    "site_id": "33",
    "scp_id": "10",
    "key_id": "99",
    "key_secret": "pay360",
}
OPTIONS = CapitaScpOptions.read(GIVEN)


def answer(inside, name=messages.QUERIED):
    body = (
        f'<s:Envelope xmlns:s="{soap.SOAP}"><s:Body><{name}>{inside}</{name}></s:Body></s:Envelope>'
    )
    return message_in(body.encode(), name)


def ended(status, more=""):
    return answer(
        "<scpReference>abc</scpReference><transactionState>COMPLETE</transactionState>"
        f"<paymentResult><status>{status}</status>{more}</paymentResult>"
    )


def paid(pence="1000", **card):
    told = {"maskedCardNumber": "444433******1111", "cardDescription": "VISA"} | card
    inner = "".join(f"<{name}>{text}</{name}>" for name, text in told.items())
    return ended(
        "SUCCESS",
        "<paymentDetails><paymentHeader><transactionDate>2026-11-29T21:40:00Z</transactionDate>"
        "</paymentHeader><authDetails>"
        f"<amountInMinorUnits>{pence}</amountInMinorUnits>{inner}</authDetails></paymentDetails>",
    )


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"endpoint": "http://scp.example/scp/scpws"}, "endpoint"),
        ({"endpoint": "ftp://scp.example"}, "endpoint"),
        ({"site_id": "33a"}, "site_id"),
        ({"scp_id": ""}, "scp_id"),
        ({"key_id": "-1"}, "key_id"),
        ({"timeout_seconds": "0"}, "timeout_seconds"),
        ({"timeout_seconds": "21"}, "timeout_seconds"),
        ({"tells_language": "cy"}, "tells_language"),
        ({"password": "x"}, "password"),
    ],
)
def test_options_are_named_when_they_cannot_be_used(wrong, named):
    with pytest.raises(ValueError, match=named):
        CapitaScpOptions.read({**GIVEN, **wrong})


@pytest.mark.parametrize("missing", sorted(GIVEN))
def test_no_option_is_guessed(missing):
    with pytest.raises(ValueError, match=missing):
        CapitaScpOptions.read({name: text for name, text in GIVEN.items() if name != missing})


def test_a_basket_is_one_sale_with_an_item_a_line(request_of):
    request = request_of()

    asked = mapping.to_invoke(request, OPTIONS)

    assert (asked.request_id, asked.pence, asked.reference) == (
        str(request.payment_id), 18345, "MH-7Q2K-9XW4",
    )  # fmt: skip
    assert [(item.line_id, item.pence, item.fund_code, item.reference) for item in asked.items] == [
        (str(request.lines[0].line_id), 6000, "31", "GW-1007"),
        (str(request.lines[1].line_id), 12345, "05", "700012345"),
    ]
    assert [(item.vat_code, item.vat_rate, item.vat_pence) for item in asked.items] == [
        ("01", "20", 1000),
        ("03", "0", 0),
    ]
    assert {item.additional_reference for item in asked.items} == {"MH-7Q2K-9XW4"}


@pytest.mark.parametrize(
    ("rate", "written"), [(0, "0"), (500, "5"), (1750, "17.5"), (10000, "100")]
)
def test_rates_are_written_in_per_cent(request_of, rate, written):
    request = request_of()
    line = replace(request.lines[0], vat_rate=rate)

    assert mapping.to_invoke(replace(request, lines=[line]), OPTIONS).items[0].vat_rate == written


def test_who_types_the_card_is_told(request_of):
    methods = [
        mapping.to_invoke(request_of(entry=entry), OPTIONS).pan_entry_method
        for entry in (CardEntry.ONLINE, CardEntry.TELEPHONE)
    ]

    assert methods == ["ECOM", "CNP"]


def test_the_language_is_told_only_to_a_portal_that_has_it(request_of):
    welsh = CapitaScpOptions.read({**GIVEN, "tells_language": "yes"})

    assert mapping.to_invoke(request_of(), OPTIONS).language == ""
    assert mapping.to_invoke(request_of(), welsh).language == "cy"


def test_what_people_read_is_cut_to_fit_and_cleaned(request_of):
    request = request_of(description="a\x00b\n" + "é" * 200)
    line = replace(
        request.lines[0], description="x" * 200, narrative="n" * 60, account_name="\x1f" + "m" * 60
    )

    asked = mapping.to_invoke(replace(request, lines=[line]), OPTIONS)

    assert asked.description == "a b " + "é" * 96
    item = asked.items[0]
    assert (len(item.description), item.narrative, item.account_name) == (100, "n" * 50, "m" * 50)


@pytest.mark.parametrize(
    "change",
    [
        {"fund_code": "GENERAL"},
        {"fund_code": ""},
        {"vat_code": "STANDARD"},
        {"reference": "1" * 51},
    ],
)
def test_what_money_is_sorted_by_is_never_cut(request_of, change):
    request = request_of()
    line = replace(request.lines[0], **change)

    with pytest.raises(GiveUp):
        mapping.to_invoke(replace(request, lines=[line]), OPTIONS)


@pytest.mark.parametrize("wish", ["is_captured_later", "keeps_card"])
def test_what_the_portal_cannot_do_is_refused(request_of, wish):
    with pytest.raises(GiveUp, match="neither"):
        mapping.to_invoke(request_of(**{wish: True}), OPTIONS)


def test_a_line_without_a_reference_has_the_payment_s(request_of):
    request = request_of()
    line = replace(request.lines[0], reference="", vat_code="")

    item = mapping.to_invoke(replace(request, lines=[line]), OPTIONS).items[0]

    assert (item.reference, item.vat_code) == ("MH-7Q2K-9XW4", "")


def test_a_sale_under_way():
    status = mapping.to_status(
        answer("<scpReference>abc</scpReference><transactionState>IN_PROGRESS</transactionState>"),
        "abc",
    )

    assert (status.outcome, status.code) == (Outcome.UNDER_WAY, "")
    assert status.next_url is None


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("CANCELLED", Outcome.CANCELLED),
        ("LOGGED_OUT", Outcome.EXPIRED),
        ("NOT_ATTEMPTED", Outcome.EXPIRED),
        ("CARD_DETAILS_REJECTED", Outcome.FAILED),
        ("INVALID_REQUEST", Outcome.FAILED),
        ("ERROR", Outcome.FAILED),
    ],
)
def test_each_end_without_money(word, outcome):
    status = mapping.to_status(ended(word), "abc")

    assert (status.outcome, status.code, status.amount_pence) == (outcome, word, 0)


def test_an_error_is_told_with_its_number():
    details = "<errorDetails><errorId>2001</errorId><errorMessage>x</errorMessage></errorDetails>"

    assert mapping.to_status(ended("ERROR", details), "abc").code == "ERROR 2001"


def test_a_sale_that_was_paid_tells_no_more_of_the_card_than_kind_and_ending():
    status = mapping.to_status(paid(), "abc")

    assert (status.outcome, status.amount_pence) == (Outcome.PAID, 1000)
    assert (status.card_kind, status.card_ending) == ("Visa", "1111")
    assert status.captured_on.isoformat() == "2026-11-29"
    assert "444433" not in repr(status)


def test_a_whole_card_number_is_not_taken_in():
    status = mapping.to_status(
        paid(maskedCardNumber="4444333322221111", cardDescription="4444333322221111"), "abc"
    )

    assert status.card_ending == ""
    assert "1111" not in repr(status)
    assert mapping.reason("card 4444 3333 2222 1111 refused") == "card [number] refused"


@pytest.mark.parametrize("pence", ["", "ten", "10.5", "-1000", "9" * 30])
def test_paid_without_an_amount_is_asked_again(pence):
    with pytest.raises(Retry):
        mapping.to_status(paid(pence), "abc")


@pytest.mark.parametrize(
    "told",
    [
        ended("SUCCESS"),
        ended("SUCCESS", "<paymentDetails/>"),
        ended(""),
        ended("PENDING"),
        answer("<scpReference>abc</scpReference>"),
        answer("<scpReference>abc</scpReference><transactionState>PAUSED</transactionState>"),
        answer("<scpReference>xyz</scpReference><transactionState>IN_PROGRESS</transactionState>"),
    ],
)
def test_words_that_nobody_knows_settle_nothing(told):
    with pytest.raises(Retry):
        mapping.to_status(told, "abc")


def test_an_unknown_sale_is_given_up():
    told = answer("<scpReference/><transactionState>INVALID_REFERENCE</transactionState>")

    with pytest.raises(GiveUp):
        mapping.to_status(told, "abc")


def begun(status="SUCCESS", reference="abc", address="https://scp.example/pay"):
    return answer(
        f"<scpReference>{reference}</scpReference><transactionState>IN_PROGRESS</transactionState>"
        f"<invokeResult><status>{status}</status><redirectUrl>{address}</redirectUrl>"
        "</invokeResult>",
        messages.INVOKED,
    )


def test_a_sale_that_was_begun():
    started = mapping.to_started(begun(), is_secure=True)

    assert (started.gateway_reference, started.next_url) == ("abc", "https://scp.example/pay")


@pytest.mark.parametrize(
    "told",
    [
        begun(status="ERROR"),
        begun(status=""),
        begun(reference=""),
        begun(reference="r" * 121),
        begun(address=""),
        begun(address="javascript:alert(1)"),
        begun(address="http://scp.example/pay"),
        begun(address="https://scp.example/" + "p" * 2000),
    ],
)
def test_without_a_page_to_pay_at_nothing_was_begun(told):
    with pytest.raises(Retry):
        mapping.to_started(told, is_secure=True)


def test_a_sale_that_is_refused_is_given_up():
    with pytest.raises(GiveUp, match="refused"):
        mapping.to_started(begun(status="INVALID_REQUEST"), is_secure=True)
