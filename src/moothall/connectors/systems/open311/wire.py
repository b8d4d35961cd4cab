"""Reading what Open311 servers answer, in JSON and XML, with one, none or many of everything."""

import json
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring

#: Some servers begin with it, though JSON has no room for it (RFC 8259, section 8.1).
BYTE_ORDER_MARK = "\ufeff"
#: An object with one of these is an item itself, whatever lists it has besides.
OF_AN_ITEM = frozenset({"description", "service_request_id", "token", "update_id"})


class Unreadable(ValueError):
    """An answer that is not in the standard's shape, such as a page of HTML."""


def text(answer: Mapping[str, Any], name: str) -> str:
    """
    Return a value as text that a database can keep; absent, null and empty are all empty.

    JSON may hold a NUL and halves of characters, which no database does.
    """
    value = answer.get(name)
    written = "" if value is None else str(value).replace("\0", "").strip()
    return written.encode(errors="replace").decode()


def read_list(body: str, *, is_xml: bool, item: str) -> list[Mapping[str, Any]]:
    """
    Return the items of an answer, as mappings of text.

    Some servers answer with one item where a list belongs, or wrap the list in an object.

    :raises Unreadable: if it is neither
    """
    if is_xml:
        return _from_xml(body, item)
    try:
        data = json.loads(body.removeprefix(BYTE_ORDER_MARK))
    except (RecursionError, ValueError) as error:
        raise Unreadable("The answer is not JSON.") from error
    if isinstance(data, dict):
        lists = [value for value in data.values() if isinstance(value, list)]
        data = [data] if data.keys() & OF_AN_ITEM or not lists else lists[0]
    if not isinstance(data, list) or not all(isinstance(entry, dict) for entry in data):
        raise Unreadable("The answer is not a list of objects.")
    return data


def errors_in(body: str, *, is_xml: bool) -> str:
    """Return the descriptions of an answer in the standard's error shape, else an empty text."""
    try:
        entries = read_list(body, is_xml=is_xml, item="error")
    except Unreadable:
        return ""
    return "; ".join(filter(None, (text(entry, "description") for entry in entries)))


def _from_xml(body: str, item: str) -> list[Mapping[str, Any]]:
    try:
        root: Element = fromstring(body.removeprefix(BYTE_ORDER_MARK))
    except (ParseError, ValueError) as error:
        raise Unreadable("The answer is not XML.") from error
    entries = [root] if root.tag == item else root.findall(f".//{item}")
    if not entries and len(root):
        raise Unreadable(f"The answer holds no {item}.")
    return [{child.tag: (child.text or "").strip() for child in entry} for entry in entries]
