"""A council's side of SCP simple, written by hand so that it can be wrong in every way."""

import base64
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import httpx
from lxml import etree

from simulators.capita_scp.envelope import SCHEMA, SOAP
from simulators.tests.program import CLIENT, Program

KEY = base64.b64decode("Y3dtLWhlbHlnLWRlbW9uc3RyYXRpb24ta2V5LTMyYnl0ZXM=")
NAMESPACES = (
    'xmlns="http://www.capita-software-services.com/scp/simple" '
    'xmlns:c="https://support.capita-software.co.uk/selfservice/?commonFoundation" '
    'xmlns:b="http://www.capita-software-services.com/scp/base"'
)
HEADERS = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": ""}
RETURN, BACK = "http://127.0.0.1/return", "http://127.0.0.1/back"
ITEM = (
    "<item><b:itemSummary><b:description>Garden waste</b:description>"
    "<b:amountInMinorUnits>{pence}</b:amountInMinorUnits><b:reference>GW1</b:reference>"
    "</b:itemSummary><b:tax><b:vat><b:vatCode>{vat_code}</b:vatCode><b:vatRate>{vat_rate}"
    "</b:vatRate><b:vatAmountInMinorUnits>{vat_pence}</b:vatAmountInMinorUnits></b:vat></b:tax>"
    "<b:lgItemDetails><b:fundCode>{fund}</b:fundCode></b:lgItemDetails>"
    "<b:lineId>{line}</b:lineId></item>"
)


def item(
    line: str = "1",
    pence: int = 1200,
    fund: str = "31",
    vat_code: str = "01",
    vat_rate: str = "20",
    vat_pence: int = 200,
) -> str:
    return ITEM.format(
        line=line, pence=pence, fund=fund, vat_code=vat_code, vat_rate=vat_rate, vat_pence=vat_pence
    )


def credentials(
    *,
    scp_id: int = 4033,
    key_id: int = 5,
    key: bytes = KEY,
    reference: str = "",
    ahead: timedelta = timedelta(),
    time_format: str = "%Y%m%d%H%M%S",
    subject: str = "CapitaPortal",
) -> str:
    reference = reference or secrets.token_hex(8)
    at = (datetime.now(UTC) + ahead).strftime(time_format)
    signed = f"{subject}!{scp_id}!{reference}!{at}!Original!{key_id}"
    digest = base64.b64encode(hmac.new(key, signed.encode(), sha256).digest()).decode()
    return (
        f"<c:credentials><c:subject><c:subjectType>{subject}</c:subjectType>"
        f"<c:identifier>{scp_id}</c:identifier><c:systemCode>SCP</c:systemCode></c:subject>"
        f"<c:requestIdentification><c:uniqueReference>{reference}</c:uniqueReference>"
        f"<c:timeStamp>{at}</c:timeStamp></c:requestIdentification>"
        f"<c:signature><c:algorithm>Original</c:algorithm><c:hmacKeyID>{key_id}</c:hmacKeyID>"
        f"<c:digest>{digest}</c:digest></c:signature></c:credentials>"
    )


def invoke(
    items: str | None = None,
    *,
    proof: str | None = None,
    pence: int = 1200,
    entry: str = "ECOM",
    kind: str = "payOnly",
    scp_id: int = 4033,
    back: str = f"<b:backUrl>{BACK}</b:backUrl>",
    return_url: str = RETURN,
    more: str = "",
) -> str:
    return (
        f"<scpSimpleInvokeRequest {NAMESPACES}>{proof or credentials()}"
        f"<b:requestType>{kind}</b:requestType><b:requestId>our-1</b:requestId>"
        f"<b:routing><b:returnUrl>{return_url}</b:returnUrl>{back}<b:siteId>33</b:siteId>"
        f"<b:scpId>{scp_id}</b:scpId></b:routing><b:panEntryMethod>{entry}</b:panEntryMethod>{more}"
        "<sale><b:saleSummary><b:description>Garden waste</b:description>"
        f"<b:amountInMinorUnits>{pence}</b:amountInMinorUnits><b:reference>MH-1</b:reference>"
        f"</b:saleSummary><items>{item() if items is None else items}</items></sale>"
        "</scpSimpleInvokeRequest>"
    )


def query(reference: str, *, proof: str | None = None) -> str:
    return (
        f"<scpSimpleQueryRequest {NAMESPACES}>{proof or credentials()}<b:siteId>33</b:siteId>"
        f"<b:scpReference>{reference}</b:scpReference></scpSimpleQueryRequest>"
    )


def version() -> str:
    return f"<b:scpVersionRequest {NAMESPACES}>{credentials()}</b:scpVersionRequest>"


def post(program: Program, message: str, *, soap: str = SOAP, **headers: str) -> httpx.Response:
    body = f'<s:Envelope xmlns:s="{soap}"><s:Body>{message}</s:Body></s:Envelope>'
    return CLIENT.post(f"{program.url}/scp/scpws", content=body.encode(), headers=HEADERS | headers)


def told(answer: httpx.Response) -> etree._Element:
    """Return the message in an answer, which fits the schema or is a fault."""
    message = etree.fromstring(etree.tostring(etree.fromstring(answer.content)[1][0]))
    if message.tag != f"{{{SOAP}}}Fault":
        SCHEMA.assertValid(message)
    return message


def text(message: etree._Element, name: str) -> str:
    """Return the text of the first element of this name, in whatever namespace."""
    found = message.xpath(f"//*[local-name()='{name}']/text()")
    return found[0] if found else ""


def fault(answer: httpx.Response) -> tuple[int, str, str]:
    """Return a fault's status, code and words."""
    message = told(answer)
    return answer.status_code, message.findtext("faultcode"), message.findtext("faultstring")


def begin(program: Program, **wishes: object) -> tuple[str, str]:
    """Begin a sale and return its reference and its page."""
    message = told(post(program, invoke(**wishes)))
    return text(message, "scpReference"), text(message, "redirectUrl")


def standing(program: Program, reference: str) -> tuple[str, str]:
    """Return the state and the status of a sale."""
    message = told(post(program, query(reference)))
    return text(message, "transactionState"), text(message, "status")


def press(page: str, do: str, number: str = "", **more: str) -> httpx.Response:
    """Press a button on a payer's page."""
    card = {"number": number, "month": "12", "year": "99", "code": "123"} if number else {}
    return CLIENT.post(page, data={"do": do, **card, **more})
