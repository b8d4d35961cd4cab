"""One shape of data, written as JSON or as XML, as the standard's two formats ask."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from django.http import HttpResponse

from moothall.connectors.open311.errors import Open311Error

NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

CONTENT_TYPES = {
    "json": "application/json; charset=utf-8",
    "xml": "text/xml; charset=utf-8",
}

#: What one entry of each list is called in XML.
ENTRIES = {
    "attributes": "attribute",
    "endpoints": "endpoint",
    "errors": "error",
    "formats": "format",
    "service_request_updates": "request_update",
    "service_requests": "request",
    "services": "service",
    "values": "value",
}


def answer(data: Any, *, root: str, format_: str, status: int = 200) -> HttpResponse:
    """Return data as the answer; `root` names the outermost element in XML."""
    body = json.dumps(data, ensure_ascii=False) if format_ == "json" else _xml(data, root)
    return HttpResponse(
        body,
        status=status,
        content_type=CONTENT_TYPES[format_],
        headers={"Cache-Control": "no-store"},
    )


def format_of(path: str) -> str:
    """Return the format that an address asks for by its ending: XML if it says so, else JSON."""
    return "xml" if path.rstrip("/").lower().endswith(".xml") else "json"


def refusal(error: Open311Error, *, format_: str) -> HttpResponse:
    """Return an error in the standard's shape."""
    return answer(
        [{"code": error.code, "description": error.description}],
        root="errors",
        format_=format_,
        status=error.status,
    )


def _xml(data: Any, root: str) -> str:
    element = Element(root)
    _fill(element, data)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(element, encoding="unicode")


def _fill(element: Element, data: Any) -> None:
    if isinstance(data, Mapping):
        for name, value in data.items():
            _fill(SubElement(element, name), value)
    elif isinstance(data, Sequence) and not isinstance(data, str):
        for entry in data:
            _fill(SubElement(element, ENTRIES.get(element.tag, "entry")), entry)
    elif isinstance(data, bool):
        element.text = "true" if data else "false"
    elif data is not None:
        element.text = _printable(str(data))


def _printable(text: str) -> str:
    """Leave out the characters that XML 1.0 cannot hold (section 2.2), whatever was typed."""
    return NOT_IN_XML.sub("", text)
