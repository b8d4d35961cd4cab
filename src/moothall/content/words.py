"""Bodies of pages as people write them in YAML, turned into what a StreamField stores."""

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from moothall.councils.setup import SetupError

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")


def rich(text: str) -> str:
    """Return plain words as rich text: blank lines part paragraphs, **bold**, [words](address)."""
    paragraphs = [part.strip() for part in text.strip().split("\n\n")]
    return "".join(f"<p>{_inline(part)}</p>" for part in paragraphs if part)


def body(items: Sequence[Any], place: str) -> list[dict[str, Any]]:
    """
    Return the stored form of a body.

    :raises SetupError: naming the place, for an item that is no block
    """
    return [_stored(*_block(item, place)) for item in items]


def links(items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the stored form of a row of links."""
    return [_stored("link", _link(item)) for item in items]


def _inline(text: str) -> str:
    escaped = html.escape(" ".join(text.split()), quote=False)
    bold = _BOLD.sub(r"<b>\1</b>", escaped)
    return _LINK.sub(lambda m: f'<a href="{html.escape(m.group(2))}">{m.group(1)}</a>', bold)


def _stored(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid4())}


def _list(values: Sequence[Any]) -> list[dict[str, Any]]:
    return [_stored("item", value) for value in values]


def _link(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "text": item["text"],
        "detail": item.get("detail", ""),
        "page": None,
        "address": item["address"],
    }


def _block(item: Any, place: str) -> tuple[str, Any]:
    if isinstance(item, str):
        return "paragraph", rich(item)
    if not isinstance(item, Mapping) or len(item) != 1:
        raise SetupError(f"{place}: {item!r} is neither words nor one block.")
    ((kind, value),) = item.items()
    maker = _MAKERS.get(kind)
    if maker is None:
        raise SetupError(f"{place}: there is no block {kind!r} (known: {', '.join(_MAKERS)}).")
    block: tuple[str, Any] = maker(value)
    return block


def _table(value: Mapping[str, Any]) -> tuple[str, Any]:
    return "table", {
        "caption": value["caption"],
        "columns": _list(value["columns"]),
        "rows": _list([_list([str(cell) for cell in row]) for row in value["rows"]]),
        "row_headings": value.get("row_headings", True),
    }


_MAKERS: dict[str, Any] = {
    "heading": lambda value: ("heading", {"text": value, "level": "2"}),
    "subheading": lambda value: ("heading", {"text": value, "level": "3"}),
    "list": lambda value: (
        "steps", {"numbered": False, "items": _list([_inline(text) for text in value])}
    ),
    "steps": lambda value: (
        "steps", {"numbered": True, "items": _list([_inline(text) for text in value])}
    ),
    "note": lambda value: ("call_out", {"kind": "note", "text": rich(value)}),
    "warning": lambda value: ("call_out", {"kind": "warning", "text": rich(value)}),
    "expander": lambda value: (
        "expander", {"summary": value["summary"], "text": rich(value["text"])}
    ),
    "contact": lambda value: (
        "contact",
        {
            name: value.get(name, "")
            for name in ("name", "phone", "email", "address", "opening_hours")
        },
    ),
    "table": _table,
    "links": lambda value: ("links", _list([_link(item) for item in value])),
}  # fmt: skip
