"""What we send is what a client in daily use sends; what we read is bounded and safe."""

from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import canonicalize

import pytest
from lxml import etree

from moothall.payments.gateways.capita_scp import mapping, messages, soap
from moothall.payments.gateways.capita_scp.messages import Invoke, Item
from moothall.payments.gateways.capita_scp.signature import sign
from moothall.payments.gateways.capita_scp.soap import Fault, Unreadable, message_in
from moothall.payments.ports import Outcome

RECORDED = Path(__file__).parent / "recorded"
AT = datetime(2026, 11, 22, 3, 55, 36, tzinfo=UTC)
BASE = f"{{{soap.BASE}}}"


def recorded(name):
    return (RECORDED / name).read_bytes()


def message_of(envelope):
    return canonicalize(
        etree.tostring(etree.fromstring(envelope)[0][0]).decode(), rewrite_prefixes=True
    )


def credentials(reference):
    return sign(scp_id="10", key_id="99", key=b"secretkey", unique_reference=reference, now=AT)


def test_the_recorded_invoke_is_reproduced_but_for_name_and_address():
    theirs = etree.fromstring(recorded("invoke_request.xml"))
    # We send neither a payer's name nor address: the portal asks for them itself.
    holder = theirs.find(f".//{BASE}cardHolderDetails")
    for name in ("cardHolderName", "address"):
        holder.remove(holder.find(f"{BASE}{name}"))
    asked = Invoke(
        request_id="123",
        site_id="33",
        scp_id="10",
        pan_entry_method="ECOM",
        return_url="http://127.0.0.1/return",
        back_url="http://127.0.0.1/back",
        description="Garden waste",
        pence=1000,
        reference="GGW123",
        email="bob@example.org",
        items=[
            Item(
                line_id="GGW1",
                description="Garden",
                pence=1000,
                reference="CUST1",
                fund_code="31",
                additional_reference="GGW1",
                narrative="1000001",
                account_name="Bob Mould",
                vat_code="05",
                vat_rate="0",
            )
        ],
    )

    ours = soap.envelope(messages.invoke(asked, credentials("GGW123:1795319736")))

    assert message_of(ours) == message_of(etree.tostring(theirs))


def test_the_recorded_query_is_reproduced():
    ours = soap.envelope(messages.query("abc123", "33", credentials("abc123:1795319736")))

    assert message_of(ours) == message_of(recorded("query_request.xml"))


def test_the_recorded_answers_are_read():
    begun = mapping.to_started(
        message_in(recorded("invoke_answer.xml"), messages.INVOKED), is_secure=False
    )
    paid = mapping.to_status(message_in(recorded("query_answer.xml"), messages.QUERIED), "abc123")

    assert (begun.gateway_reference, begun.next_url) == ("abc123", "http://127.0.0.1/pay")
    assert (paid.outcome, paid.amount_pence) == (Outcome.PAID, 1000)
    assert (paid.card_kind, paid.card_ending, paid.captured_on) == ("", "", None)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Sign in</body>",
        b"<html><body>Sign in</body></html>",
        b"\x00\xff",
        b'<!DOCTYPE x [<!ENTITY a "b">]>' + recorded("query_answer.xml").partition(b"\n")[2],
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x">' + b"<x/>",
        b"<a>" * 5000 + b"</a>" * 5000,
        recorded("query_answer.xml").replace(b"xmlsoap.org/soap/envelope", b"w3.org/2003/05/soap"),
        recorded("invoke_answer.xml"),
    ],
)
def test_what_is_no_answer_is_not_read(body):
    with pytest.raises(Unreadable):
        message_in(body, messages.QUERIED)


def test_no_file_is_ever_opened_for_an_entity(tmp_path):
    (tmp_path / "secret").write_text("very secret")
    body = (
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]>'
        f'<s:Envelope xmlns:s="{soap.SOAP}"><s:Body><s:Fault><faultcode>s:Client</faultcode>'
        "<faultstring>&e;</faultstring></s:Fault></s:Body></s:Envelope>"
    )

    with pytest.raises(Unreadable):
        message_in(body.encode(), messages.QUERIED)


@pytest.mark.parametrize(
    ("code", "is_ours"),
    [("s:Client", True), ("Client.Authentication", True), ("s:Server", False), ("", False)],
)
def test_a_fault_says_whose_it_is(code, is_ours):
    body = (
        f'<s:Envelope xmlns:s="{soap.SOAP}"><s:Body><s:Fault><faultcode>{code}</faultcode>'
        "<faultstring>No.</faultstring></s:Fault></s:Body></s:Envelope>"
    )

    with pytest.raises(Fault, match="No") as fault:
        message_in(body.encode(), messages.QUERIED)

    assert fault.value.is_ours is is_ours
