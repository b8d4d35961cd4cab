"""What is asked of the portal, in its own terms, element by element in the order it demands."""

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from moothall.payments.gateways.capita_scp import signature
from moothall.payments.gateways.capita_scp.signature import Credentials
from moothall.payments.gateways.capita_scp.soap import BASE, FOUNDATION, SIMPLE, node

INVOKE = "scpSimpleInvokeRequest"
INVOKED = "scpSimpleInvokeResponse"
QUERY = "scpSimpleQueryRequest"
QUERIED = "scpSimpleQueryResponse"
PAY_ONLY = "payOnly"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing that is sold, coded for the council's books. What is empty is left out."""

    line_id: str
    description: str
    pence: int
    reference: str
    fund_code: str
    additional_reference: str = ""
    narrative: str = ""
    account_name: str = ""
    vat_code: str = ""
    vat_rate: str = ""
    vat_pence: int = 0


@dataclass(frozen=True, kw_only=True)
class Invoke:
    """A sale, with where its payer goes afterwards. What is empty is left out."""

    request_id: str
    site_id: str
    scp_id: str
    pan_entry_method: str
    return_url: str
    back_url: str
    description: str
    pence: int
    reference: str
    items: Sequence[Item]
    email: str = ""
    language: str = ""


def invoke(asked: Invoke, credentials: Credentials) -> etree._Element:
    """Return the message that begins a sale."""
    return node(
        SIMPLE,
        INVOKE,
        _credentials(credentials),
        _base("requestType", PAY_ONLY),
        _base("requestId", asked.request_id),
        _base(
            "routing",
            _base("returnUrl", asked.return_url),
            _base("backUrl", asked.back_url),
            _base("siteId", asked.site_id),
            _base("scpId", asked.scp_id),
        ),
        _base("panEntryMethod", asked.pan_entry_method),
        _base(
            "additionalInstructions",
            _unless_empty("language", asked.language),
            _base("systemCode", signature.SYSTEM_CODE),
        ),
        _billing(asked.email) if asked.email else None,
        node(
            SIMPLE,
            "sale",
            _summary("saleSummary", asked.description, asked.pence, asked.reference),
            node(SIMPLE, "items", *map(_item, asked.items)),
        ),
    )


def query(scp_reference: str, site_id: str, credentials: Credentials) -> etree._Element:
    """Return the message that asks how a sale stands."""
    return node(
        SIMPLE,
        QUERY,
        _credentials(credentials),
        _base("siteId", site_id),
        _base("scpReference", scp_reference),
    )


def _credentials(given: Credentials) -> etree._Element:
    def common(name: str, *content: str | etree._Element) -> etree._Element:
        return node(FOUNDATION, name, *content)

    return common(
        "credentials",
        common(
            "subject",
            common("subjectType", signature.SUBJECT_TYPE),
            common("identifier", given.scp_id),
            common("systemCode", signature.SYSTEM_CODE),
        ),
        common(
            "requestIdentification",
            common("uniqueReference", given.unique_reference),
            common("timeStamp", given.time_stamp),
        ),
        common(
            "signature",
            common("algorithm", signature.ALGORITHM),
            common("hmacKeyID", given.key_id),
            common("digest", given.digest),
        ),
    )


def _billing(email: str) -> etree._Element:
    contact = _base("contact", _base("email", email))
    return _base("billing", _base("cardHolderDetails", contact))


def _item(item: Item) -> etree._Element:
    return node(
        SIMPLE,
        "item",
        _summary("itemSummary", item.description, item.pence, item.reference),
        _tax(item) if item.vat_code else None,
        _base(
            "lgItemDetails",
            _base("fundCode", item.fund_code),
            _unless_empty("additionalReference", item.additional_reference),
            _unless_empty("narrative", item.narrative),
            _base("accountName", _base("surname", item.account_name))
            if item.account_name
            else None,
        ),
        _base("lineId", item.line_id),
    )


def _tax(item: Item) -> etree._Element:
    return _base(
        "tax",
        _base(
            "vat",
            _base("vatCode", item.vat_code),
            _base("vatRate", item.vat_rate),
            _base("vatAmountInMinorUnits", str(item.vat_pence)),
        ),
    )


def _summary(name: str, description: str, pence: int, reference: str) -> etree._Element:
    return _base(
        name,
        _base("description", description),
        _base("amountInMinorUnits", str(pence)),
        _unless_empty("reference", reference),
    )


def _unless_empty(name: str, text: str) -> etree._Element | None:
    return _base(name, text) if text else None


def _base(name: str, *content: str | etree._Element | None) -> etree._Element:
    return node(BASE, name, *content)
