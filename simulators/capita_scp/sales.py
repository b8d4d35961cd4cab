"""Reading a sale from an invoke request, and whether its figures and codes hold together."""

from decimal import ROUND_HALF_UP, Decimal

from lxml import etree

from simulators.capita_scp.envelope import SIMPLE, text_at
from simulators.capita_scp.portals import Portal
from simulators.capita_scp.register import Item, Order

SYSTEM_CODE = "SCP"
LARGEST_ROUNDING = 1
"""In pence: how far VAT may be from what its rate makes of the amount."""


class BadSaleError(ValueError):
    """A request that fits the schema, and yet cannot be sold."""

    def __init__(self, error_id: str, message: str) -> None:
        super().__init__(message)
        self.error_id = error_id


def read(message: etree._Element, portal: Portal) -> Order:
    """
    Return the sale that a request asks for.

    :raises BadSaleError: if its figures do not add up, or this portal does not sell such things
    """
    _check_request(message, portal)
    sale = message.find(f"{{{SIMPLE}}}sale")
    if sale is None:
        raise BadSaleError("1001", "A payment needs a sale.")
    items = tuple(_item(one) for one in sale.findall(f"{{{SIMPLE}}}items/{{{SIMPLE}}}item"))
    order = Order(
        scp_id=portal.scp_id,
        request_id=text_at(message, "requestId").strip(),
        entry=text_at(message, "panEntryMethod"),
        return_url=text_at(message, "routing", "returnUrl").strip(),
        back_url=text_at(message, "routing", "backUrl").strip(),
        language=text_at(message, "additionalInstructions", "language"),
        description=text_at(sale, "saleSummary", "description"),
        reference=text_at(sale, "saleSummary", "reference"),
        pence=int(text_at(sale, "saleSummary", "amountInMinorUnits")),
        items=items,
    )
    _check_figures(order)
    for item in items:
        _check_codes(item, portal)
    return order


def _check_request(message: etree._Element, portal: Portal) -> None:
    if text_at(message, "requestType") != "payOnly":
        raise BadSaleError("1002", "This portal does nothing but payOnly.")
    site, scp = text_at(message, "routing", "siteId"), text_at(message, "routing", "scpId")
    if (int(site), int(scp)) != (portal.site_id, portal.scp_id):
        raise BadSaleError("1003", "The routing is not that of the portal that signed.")
    entry = text_at(message, "panEntryMethod")
    if entry not in portal.entries:
        raise BadSaleError("1004", f"This portal takes no cards by {entry}.")
    code = text_at(message, "additionalInstructions", "systemCode")
    if code and code != SYSTEM_CODE:
        raise BadSaleError("1005", "The system code is another system's.")


def _item(element: etree._Element) -> Item:
    return Item(
        line_id=text_at(element, "lineId").strip(),
        description=text_at(element, "itemSummary", "description"),
        reference=text_at(element, "itemSummary", "reference"),
        pence=int(text_at(element, "itemSummary", "amountInMinorUnits")),
        fund_code=text_at(element, "lgItemDetails", "fundCode"),
        vat_code=text_at(element, "tax", "vat", "vatCode"),
        vat_rate=text_at(element, "tax", "vat", "vatRate"),
        vat_pence=int(text_at(element, "tax", "vat", "vatAmountInMinorUnits") or 0),
        additional_reference=text_at(element, "lgItemDetails", "additionalReference"),
        narrative=text_at(element, "lgItemDetails", "narrative"),
        account_name=text_at(element, "lgItemDetails", "accountName", "surname"),
    )


def _check_figures(order: Order) -> None:
    if order.pence <= 0:
        raise BadSaleError("1010", "The amount of a sale is more than nothing.")
    if order.items and sum(item.pence for item in order.items) != order.pence:
        raise BadSaleError("1011", "The items do not add up to the sale.")
    lines = [item.line_id for item in order.items]
    if len(set(lines)) != len(lines):
        raise BadSaleError("1012", "A line is there twice.")


def _check_codes(item: Item, portal: Portal) -> None:
    if item.pence <= 0:
        raise BadSaleError("1013", f"Line {item.line_id} costs nothing.")
    if portal.fund_codes and item.fund_code not in portal.fund_codes:
        raise BadSaleError("1020", f"There is no fund {item.fund_code!r}.")
    if not item.vat_rate:
        return
    rate = Decimal(item.vat_rate)
    if portal.vat_codes and portal.vat_codes.get(item.vat_code) != rate:
        raise BadSaleError("1021", f"VAT {item.vat_code!r} is not charged at {rate}%.")
    exact = Decimal(item.pence) * rate / (100 + rate)
    fair = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    if abs(item.vat_pence - fair) > LARGEST_ROUNDING:
        raise BadSaleError("1022", f"The VAT of line {item.line_id} does not follow from its rate.")
