"""What a council's program asks: begin a sale, tell how it stands, tell your version."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for
from lxml import etree

from simulators.capita_scp import answers, envelope, sales, signature
from simulators.capita_scp.envelope import INVOKE, QUERY, Fault, text_at
from simulators.capita_scp.portals import Portal
from simulators.capita_scp.register import Register
from simulators.trouble import Kind, Troubles

PATH = "/scp/scpws"
CONTENT_TYPE = "text/xml; charset=utf-8"
CLIENT_ERROR = 400
OPERATIONS = {
    "post_invoke": "beginning a sale",
    "post_query": "asking how a sale stands",
    "post_version": "asking for the version",
    "post_unread": "what cannot be read",
}
FAULT_IN_A_200 = Kind(
    "fault_in_a_200",
    "Answer a fault as if all were well",
    "Answer HTTP 200 with a SOAP fault, before the work is done or after.",
    {"after_the_work": False},
)
ERROR_WHEN_COMPLETE = Kind(
    "error_when_complete",
    "Say complete, and error",
    "Answer with the state COMPLETE and the status ERROR, whatever the truth is.",
    aim=("post_invoke", "post_query"),
)
LATE = Kind(
    "late",
    "Be late with the truth",
    "Go on saying IN_PROGRESS of what has ended.",
    aim=("post_query",),
)
CLOCK = Kind(
    "clock",
    "Have a wrong clock",
    "Compare time stamps with a clock that is so many seconds ahead.",
    {"seconds": 3600},
)
FORGET = Kind(
    "forget",
    "Know of no sale",
    "Answer INVALID_REFERENCE to every query.",
    aim=("post_query",),
)
TROUBLES = (FAULT_IN_A_200, ERROR_WHEN_COMPLETE, LATE, CLOCK, FORGET)


def operation_of(method: str, path: str) -> str | None:
    """Name what a request asks, before its body is read."""
    return "post_unread" if (method, path) == ("POST", PATH) else None


def error_shape(path: str, status: int, message: str) -> tuple[str, bytes]:
    """Write an error as a fault."""
    del path
    code = "Server" if status >= envelope.SERVER_ERROR else "Client"
    return CONTENT_TYPE, envelope.fault(Fault(code, message))


@dataclass(frozen=True)
class Api:
    """The one address for all messages."""

    register: Register
    portals: Mapping[int, Portal]
    troubles: Troubles

    def blueprint(self) -> Blueprint:
        """Lay out the address."""
        pages = Blueprint("api", __name__)
        pages.add_url_rule(PATH, view_func=self.take, methods=["POST"])
        return pages

    def take(self) -> Response:
        """Answer one message."""
        try:
            _check_transport()
            message = envelope.read(request.get_data())
            operation = envelope.OPERATIONS[message.tag]
            struck = self.troubles.take(FAULT_IN_A_200.name, operation)
            if struck is not None and not struck["after_the_work"]:
                raise Fault("Server", "The simulator was told to fail.", status=200)
            answer = self._answer(message, operation)
            if struck is not None:
                raise Fault("Server", "The simulator was told to fail.", status=200)
        except Fault as mistake:
            return Response(envelope.fault(mistake), mistake.status, content_type=CONTENT_TYPE)
        return Response(envelope.sent(answer), content_type=CONTENT_TYPE)

    def _answer(self, message: etree._Element, operation: str) -> etree._Element:
        now = time.time()
        ahead = self.troubles.take(CLOCK.name, operation)
        portal = signature.prove(
            signature.read(message),
            self.portals,
            self.register,
            now=now + float(ahead["seconds"] if ahead else 0),
        )
        if message.tag == INVOKE:
            return self._invoke(message, portal, now)
        if message.tag == QUERY:
            return self._query(message, portal, now)
        return answers.version()

    def _invoke(self, message: etree._Element, portal: Portal, now: float) -> etree._Element:
        request_id = text_at(message, "requestId").strip()
        try:
            order = sales.read(message, portal)
        except sales.BadSaleError as mistake:
            return answers.not_begun(
                request_id, answers.INVALID_REQUEST, mistake.error_id, str(mistake)
            )
        if self.troubles.take(ERROR_WHEN_COMPLETE.name, "post_invoke") is not None:
            return answers.not_begun(request_id, answers.ERROR, "9999", "An error occurred.")
        sale = self.register.begin(order, at=now)
        page = url_for("payer.show", page_key=sale.page_key, _external=True)
        return answers.begun(sale, page)

    def _query(self, message: etree._Element, portal: Portal, now: float) -> etree._Element:
        reference = text_at(message, "scpReference")
        sale = self.register.by_reference(reference, now=now)
        forgotten = self.troubles.take(FORGET.name, "post_query") is not None
        theirs = int(text_at(message, "siteId")) == portal.site_id
        if forgotten or sale is None or not theirs or sale.order.scp_id != portal.scp_id:
            return answers.unknown(reference)
        if self.troubles.take(ERROR_WHEN_COMPLETE.name, "post_query") is not None:
            return answers.failed(sale)
        if sale.status and self.troubles.take(LATE.name, "post_query") is not None:
            return answers.in_progress(sale)
        return answers.standing(sale)


def _check_transport() -> None:
    """
    Look at what comes before the envelope.

    :raises Fault: if it is not SOAP 1.1 over HTTP
    """
    if request.mimetype != "text/xml":
        raise Fault("Client", "SOAP 1.1 is sent as text/xml.", status=415)
    action = request.headers.get("SOAPAction")
    if action is None or action.strip('" ') != "":
        raise Fault("Client", "The SOAPAction is there, and empty.")
