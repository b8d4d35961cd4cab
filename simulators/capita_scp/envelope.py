"""Reading and writing SOAP 1.1, as strictly as a validating server does."""

import threading
from pathlib import Path

from lxml import etree

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
SIMPLE = "http://www.capita-software-services.com/scp/simple"
BASE = "http://www.capita-software-services.com/scp/base"
FOUNDATION = "https://support.capita-software.co.uk/selfservice/?commonFoundation"
SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "schema" / "simple.xsd"))

INVOKE = f"{{{SIMPLE}}}scpSimpleInvokeRequest"
QUERY = f"{{{SIMPLE}}}scpSimpleQueryRequest"
VERSION = f"{{{BASE}}}scpVersionRequest"
_TURN = threading.Lock()
"""The schema keeps the mistakes of the last message that it looked at."""
OPERATIONS = {INVOKE: "post_invoke", QUERY: "post_query", VERSION: "post_version"}

SERVER_ERROR = 500


class Fault(Exception):
    """What goes back in place of an answer: the caller's mistake (Client) or our own (Server)."""

    def __init__(
        self, code: str, text: str, detail: tuple[str, ...] = (), *, status: int = SERVER_ERROR
    ) -> None:
        """Take what is said, and the HTTP status it is said with."""
        super().__init__(text)
        self.code = code
        self.text = text
        self.detail = detail
        self.status = status


def read(body: bytes) -> etree._Element:
    """
    Return the message in an envelope.

    :raises Fault: if it is not SOAP 1.1, or not one of the messages to the letter
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as mistake:
        raise Fault("Client", "The request is not XML.") from mistake
    if root.getroottree().docinfo.doctype:
        raise Fault("Client", "A document type is not allowed.")
    name = etree.QName(root)
    if name.localname == "Envelope" and name.namespace != SOAP:
        raise Fault("VersionMismatch", "The envelope is not one of SOAP 1.1.")
    bodies = root.findall(f"{{{SOAP}}}Body")
    if root.tag != f"{{{SOAP}}}Envelope" or len(bodies) != 1 or len(bodies[0]) != 1:
        raise Fault("Client", "An envelope with one body and one message belongs here.")
    # On its own, since a schema looks at whole documents.
    message = etree.fromstring(etree.tostring(bodies[0][0], with_tail=False))
    if message.tag not in OPERATIONS:
        raise Fault("Client", f"There is no operation for {message.tag}.")
    with _TURN:
        if not SCHEMA.validate(message):
            mistakes = tuple(str(one.message) for one in SCHEMA.error_log)
            raise Fault("Client", "Validation error", mistakes)
    return message


def operation_in(operation: str, body: bytes) -> str:
    """Name what a request asks for more closely than its address does: all have the same."""
    try:
        return OPERATIONS[read(body).tag]
    except Fault:
        return operation


def of_base(name: str) -> str:
    """Return the full name of an element that all kinds of SCP have."""
    return f"{{{BASE}}}{name}"


def text_at(message: etree._Element, *path: str) -> str:
    """Return the text of an element that all kinds of SCP have, or nothing."""
    return str(message.findtext("/".join(map(of_base, path))) or "")


def element(name: str, content: "str | list[etree._Element]") -> etree._Element:
    """Make an element of either a text or others."""
    made = etree.Element(name)
    if isinstance(content, str):
        made.text = content
    else:
        made.extend(content)
    return made


def sent(message: etree._Element) -> bytes:
    """Put a message into an envelope."""
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"SOAP-ENV": SOAP})
    etree.SubElement(envelope, f"{{{SOAP}}}Header")
    etree.SubElement(envelope, f"{{{SOAP}}}Body").append(message)
    return bytes(etree.tostring(envelope, xml_declaration=True, encoding="UTF-8"))


def fault(what: Fault) -> bytes:
    """Write a fault."""
    made = etree.Element(f"{{{SOAP}}}Fault", nsmap={"SOAP-ENV": SOAP})
    etree.SubElement(made, "faultcode").text = f"SOAP-ENV:{what.code}"
    said = etree.SubElement(made, "faultstring")
    said.text = what.text
    said.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
    if what.detail:
        detail = etree.SubElement(made, "detail")
        for mistake in what.detail:
            etree.SubElement(detail, "error").text = mistake
    return sent(made)
