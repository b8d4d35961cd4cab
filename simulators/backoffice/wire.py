"""How Open311 answers look on the wire: one answer, written as XML or as JSON."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Europe/London")
CONTENT_TYPES = {
    "xml": "text/xml; charset=utf-8",
    "json": "application/json; charset=utf-8",
}
SINGULAR = {
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
}
"""Lists that XML wraps in an element of their own; any other list repeats its element."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Value = str | int | float | bool | None | Sequence["Value"] | Mapping[str, "Value"]


def write_list(extension: str, root: str, item: str, rows: Sequence[Mapping[str, Value]]) -> bytes:
    """Write a list, which JSON shows bare and XML wraps twice."""
    if extension == "json":
        return _json(rows)
    tree = ET.Element(root)
    for row in rows:
        _fill(ET.SubElement(tree, item), row)
    return _xml(tree)


def write_one(extension: str, root: str, content: Mapping[str, Value]) -> bytes:
    """Write a single thing."""
    if extension == "json":
        return _json(content)
    tree = ET.Element(root)
    _fill(tree, content)
    return _xml(tree)


def write_errors(extension: str, errors: Sequence[tuple[int, str]]) -> bytes:
    """Write what went wrong, in the standard's shape."""
    rows: list[dict[str, Value]] = [
        {"code": code, "description": description} for code, description in errors
    ]
    return write_list(extension, "errors", "error", rows)


def write_moment(seconds: float) -> str:
    """Write a moment in the local time of the United Kingdom, with its offset."""
    return datetime.fromtimestamp(int(seconds), LOCAL).isoformat()


def read_moment(text: str) -> float:
    """
    Read a moment, which must name its offset.

    :raises ValueError: if it is none, or names no offset
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("the time zone is missing")
    return moment.timestamp()


def _json(content: Value) -> bytes:
    """Write JSON with letters as they are."""
    return json.dumps(content, ensure_ascii=False).encode()


def _xml(tree: ET.Element) -> bytes:
    """Write XML with its declaration."""
    text = ET.tostring(tree, "unicode", xml_declaration=False)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}'.encode()


def _fill(element: ET.Element, content: Mapping[str, Value]) -> None:
    """Put each entry into its element."""
    for name, value in content.items():
        if name in SINGULAR and isinstance(value, list):
            wrapper = ET.SubElement(element, name)
            for one in value:
                _put(wrapper, SINGULAR[name], one)
        elif isinstance(value, list):
            for one in value or [None]:
                _put(element, name, one)
        else:
            _put(element, name, value)


def _put(parent: ET.Element, name: str, value: Value) -> None:
    """Put one value into an element of its own."""
    element = ET.SubElement(parent, name)
    if isinstance(value, Mapping):
        _fill(element, value)
    elif value is not None:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        element.text = _NOT_XML.sub("\ufffd", text)
