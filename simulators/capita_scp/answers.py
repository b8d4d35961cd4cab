"""The answers, element by element as the schema has them."""

from datetime import UTC, datetime

from lxml import etree

from simulators.capita_scp.envelope import BASE, SIMPLE, element, of_base
from simulators.capita_scp.register import Item, Sale

INVOKE = f"{{{SIMPLE}}}scpSimpleInvokeResponse"
QUERY = f"{{{SIMPLE}}}scpSimpleQueryResponse"
VERSIONS = ("10.2.1-moothall", "9.3.0.0")
MERCHANT = "99999999"
MACHINE = "SCP01"
SUCCESS, ERROR, INVALID_REQUEST = "SUCCESS", "ERROR", "INVALID_REQUEST"
IN_PROGRESS, COMPLETE, INVALID_REFERENCE = "IN_PROGRESS", "COMPLETE", "INVALID_REFERENCE"


def begun(sale: Sale, redirect_url: str) -> etree._Element:
    """Say where the payer goes on."""
    result = [_base("status", SUCCESS), _base("redirectUrl", redirect_url)]
    return _response(
        INVOKE,
        sale.order.request_id,
        sale.scp_reference,
        IN_PROGRESS,
        _base("invokeResult", result),
    )


def not_begun(request_id: str, status: str, error_id: str, message: str) -> etree._Element:
    """Say why there is nothing to pay."""
    result = [_base("status", status), _error(error_id, message)]
    return _response(INVOKE, request_id, "", COMPLETE, _base("invokeResult", result))


def unknown(scp_reference: str) -> etree._Element:
    """Say that there is no such sale."""
    return _response(QUERY, "", scp_reference, INVALID_REFERENCE)


def standing(sale: Sale) -> etree._Element:
    """Say how a sale stands."""
    if not sale.status:
        return in_progress(sale)
    result = [_base("status", sale.status)]
    if sale.status == SUCCESS:
        result.append(_details(sale))
    elif sale.error:
        result.append(_simple("errorDetails", _error("2001", sale.error)[:]))
    return _complete(sale, result)


def in_progress(sale: Sale) -> etree._Element:
    """Say that nothing has come of a sale yet."""
    return _response(QUERY, sale.order.request_id, sale.scp_reference, IN_PROGRESS)


def failed(sale: Sale) -> etree._Element:
    """Say that a sale is complete, and that it went wrong."""
    details = _simple("errorDetails", _error("9999", "An unexpected error occurred.")[:])
    return _complete(sale, [_base("status", ERROR), details])


def version() -> etree._Element:
    """Say which version this is."""
    number, schema = VERSIONS
    return _base("scpVersionResponse", [_base("version", number), _base("schemaVersion", schema)])


def _complete(sale: Sale, result: list[etree._Element]) -> etree._Element:
    return _response(
        QUERY,
        sale.order.request_id,
        sale.scp_reference,
        COMPLETE,
        _simple("paymentResult", result),
    )


def _details(sale: Sale) -> etree._Element:
    payment = sale.payment
    first = int(payment["first_audit_number"])
    at = datetime.fromtimestamp(sale.ended_at or 0, UTC).replace(microsecond=0)
    header = [
        _base("transactionDate", at.isoformat().replace("+00:00", "Z")),
        _base("machineCode", MACHINE),
        _base("uniqueTranId", payment["transaction_id"]),
    ]
    authorisation = [
        _base("authCode", payment["authorisation"]),
        _base("amountInMinorUnits", str(sale.order.pence)),
        _base("maskedCardNumber", payment["masked"]),
        _base("cardDescription", payment["brand"]),
        _base("cardType", payment["type"]),
        _base("merchantNumber", MERCHANT),
        _base("continuousAuditNumber", str(first)),
    ]
    lines = [_line(item, first + 1 + place) for place, item in enumerate(sale.order.items)]
    return _simple(
        "paymentDetails",
        [
            _base("paymentHeader", header),
            _base("authDetails", authorisation),
            _simple("saleSummary", [_simple("items", lines)] if lines else []),
        ],
    )


def _line(item: Item, number: int) -> etree._Element:
    parts = [_base("lineId", item.line_id), _base("continuousAuditNumber", str(number))]
    return _simple("itemSummary", parts)


def _response(
    name: str, request_id: str, scp_reference: str, state: str, *more: etree._Element
) -> etree._Element:
    made = etree.Element(name, nsmap={"ns1": BASE, "ns2": SIMPLE})
    if request_id:
        made.append(_base("requestId", request_id))
    made.append(_base("scpReference", scp_reference))
    made.append(_base("transactionState", state))
    made.extend(more)
    return made


def _error(error_id: str, message: str) -> etree._Element:
    return _base("errorDetails", [_base("errorId", error_id), _base("errorMessage", message)])


def _base(name: str, content: str | list[etree._Element]) -> etree._Element:
    return element(of_base(name), content)


def _simple(name: str, content: str | list[etree._Element]) -> etree._Element:
    return element(f"{{{SIMPLE}}}{name}", content)
