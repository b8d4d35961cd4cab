"""
SOAP 1.1 envelopes around the portal's messages: written to the letter, read with a light hand.

What is sent keeps to namespaces and order, since the portal checks both. In what comes back names
alone are looked at: portals of different age put them into different namespaces.
"""

from lxml import etree

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
SIMPLE = "http://www.capita-software-services.com/scp/simple"
BASE = "http://www.capita-software-services.com/scp/base"
FOUNDATION = "https://support.capita-software.co.uk/selfservice/?commonFoundation"
PREFIXES = {None: SIMPLE, "common": FOUNDATION, "scpbase": BASE}


class Unreadable(ValueError):
    """An answer that is no message of the portal's, such as a page of HTML."""


class Fault(Exception):
    """The portal took the request for wrong, or failed itself, and said so in SOAP's own way."""

    def __init__(self, said: str, *, is_ours: bool) -> None:
        super().__init__(said)
        self.is_ours = is_ours


def node(namespace: str, name: str, *content: "str | etree._Element | None") -> etree._Element:
    """Return an element with text or with other elements; what is None is left out."""
    made = etree.Element(f"{{{namespace}}}{name}", nsmap=PREFIXES)
    for part in content:
        if isinstance(part, str):
            made.text = part
        elif part is not None:
            made.append(part)
    return made


def envelope(message: etree._Element) -> bytes:
    """Return a message as it is sent."""
    whole = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soap": SOAP})
    etree.SubElement(whole, f"{{{SOAP}}}Body").append(message)
    return bytes(etree.tostring(whole, xml_declaration=True, encoding="UTF-8"))


def message_in(body: bytes, name: str) -> "Answer":
    """
    Return the message of this name.

    :raises Fault: if the portal answered with one
    :raises Unreadable: if it is something else
    """
    root = _parse(body)
    inner = [child for child in root if _name(child) == "Body"]
    if root.tag != f"{{{SOAP}}}Envelope" or len(inner) != 1 or len(inner[0]) != 1:
        raise Unreadable("The answer is no envelope of SOAP 1.1 with one message.")
    message = inner[0][0]
    if message.tag == f"{{{SOAP}}}Fault":
        code = (message.findtext("faultcode") or "").rpartition(":")[2]
        raise Fault(
            _cleaned(message.findtext("faultstring")) or "no reason given",
            # SOAP lets a code be made finer with a dot: Client.Authentication.
            is_ours=code.split(".")[0] == "Client",
        )
    if _name(message) != name:
        raise Unreadable(f"The answer is a {_name(message)} where a {name} belongs.")
    return Answer(message)


class Answer:
    """A message of the portal's, or a part of one."""

    def __init__(self, found: etree._Element) -> None:
        self._found = found

    def part(self, name: str) -> "Answer | None":
        """Return the part of this name, if there is one."""
        for child in self._found:
            if _name(child) == name:
                return Answer(child)
        return None

    def text(self, *path: str) -> str:
        """Return the text at the end of a path, or nothing."""
        here: Answer | None = self
        for name in path:
            here = here.part(name) if here is not None else None
        return _cleaned(here._found.text) if here is not None else ""


def _parse(body: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("The answer is not XML.") from error
    # Whoever declares a type declares entities, and SOAP allows neither (section 3).
    if root.getroottree().docinfo.doctype:
        raise Unreadable("The answer declares a document type.")
    return root


def _name(element: etree._Element) -> str:
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def _cleaned(text: str | None) -> str:
    return " ".join((text or "").split())
