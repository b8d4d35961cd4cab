"""
What stands in a body: its references, its plain words, and its rich text made ready to show.

Works on the stored form of a StreamField (lists and mappings), so nothing of Wagtail's runs.
"""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from moothall.content.addresses import in_language
from moothall.content.rows import Links

_LINK = re.compile(r"<a\b([^>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"', re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")
_PAGE_IN_TEXT = re.compile(r'<a\b[^>]*\blinktype="(page|document)"[^>]*>', re.IGNORECASE)
_TARGET = {"page": "pages", "document": "documents", "image": "images"}
_CLASSES = (("<p>", '<p class="govuk-body">'), ("<p ", '<p class="govuk-body" '),
            ("<ul>", '<ul class="govuk-list govuk-list--bullet">'),
            ("<ol>", '<ol class="govuk-list govuk-list--number">'))  # fmt: skip


@dataclass
class References:
    """The ids of what a body refers to."""

    pages: set[int] = field(default_factory=set)
    documents: set[int] = field(default_factory=set)
    images: set[int] = field(default_factory=set)


def references_in(*bodies: Any) -> References:
    """Return everything that these bodies refer to, in blocks and inside their texts."""
    found = References()
    for body in bodies:
        for kind, number in _references(body):
            getattr(found, _TARGET[kind]).add(number)
    return found


def _references(value: Any) -> Iterator[tuple[str, int]]:
    if isinstance(value, str):
        for tag in _PAGE_IN_TEXT.finditer(value):
            number = dict(_ATTRIBUTE.findall(tag.group(0))).get("id", "")
            if number.isdecimal():
                yield tag.group(1).lower(), int(number)
    elif isinstance(value, Mapping):
        for key, part in value.items():
            if key in _TARGET and isinstance(part, int):
                yield key, part
            else:
                yield from _references(part)
    elif isinstance(value, Iterable):
        for part in value:
            yield from _references(part)


def plain_text(value: Any, *, key: str = "") -> str:
    """Return the words of a body, without marks, for searching."""
    if isinstance(value, str):
        if key in {"id", "type", "level", "kind", "address"}:
            return ""
        return html.unescape(_TAG.sub(" ", value))
    if isinstance(value, Mapping):
        return " ".join(filter(None, (plain_text(v, key=str(k)) for k, v in value.items())))
    if isinstance(value, Iterable):
        return " ".join(filter(None, (plain_text(part) for part in value)))
    return ""


def list_items(value: Any) -> list[Any]:
    """Return the values of a stored list block, which wraps each in its id."""
    return [
        part["value"] if isinstance(part, Mapping) and "value" in part else part
        for part in value or []
    ]


class Texts:
    """Rich text made ready to show in one language, its links led to where they point now."""

    def __init__(self, links: Links, language: str) -> None:
        self.links = links
        self.language = language

    def rich(self, source: str) -> Markup:
        """
        Return stored rich text as safe HTML.

        Wagtail cleaned it when it was saved; here links get their addresses, tags their classes.
        """
        text = _LINK.sub(self._link, source or "")
        if "<p" not in text and "<ul" not in text and "<ol" not in text:
            text = f"<p>{text}</p>"
        for tag, with_class in _CLASSES:
            text = text.replace(tag, with_class)
        return Markup(text)  # noqa: S704 - cleaned by Wagtail's whitelist on the way in

    def inline(self, source: str) -> Markup:
        """Return stored rich text without its paragraph, for use inside a line."""
        text = _LINK.sub(self._link, source or "")
        return Markup(re.sub(r"</?p\b[^>]*>", "", text))  # noqa: S704

    def items(self, value: Any) -> list[Any]:
        """Return the values of a stored list block."""
        return list_items(value)

    def rows(self, value: Any) -> list[list[Any]]:
        """Return the cells of a stored list of lists."""
        return [list_items(row) for row in list_items(value)]

    def href(self, link: Mapping[str, Any]) -> str:
        """Return where a link block leads; empty when its page is not live any more."""
        if link.get("page"):
            target = self.links.pages.get(link["page"])
            return target.path if target else ""
        return in_language(link.get("address") or "", self.language)

    def ways_on(self, blocks: Any) -> list[dict[str, str]]:
        """Return a stored row of links as `link_cards` wants them, without dead ones."""
        items = []
        for link in list_items(blocks):
            href = self.href(link)
            if href:
                items.append(
                    {"href": href, "text": link["text"], "detail": link.get("detail") or ""}
                )
        return items

    def _link(self, tag: re.Match[str]) -> str:
        attributes = dict(_ATTRIBUTE.findall(tag.group(1)))
        href = self._address(attributes)
        return f'<a class="govuk-link" href="{href}">' if href else "<a>"

    def _address(self, attributes: Mapping[str, str]) -> str:
        number = attributes.get("id", "")
        kind = attributes.get("linktype")
        if kind == "page" and number.isdecimal():
            page = self.links.pages.get(int(number))
            return html.escape(page.path) if page else ""
        if kind == "document" and number.isdecimal():
            document = self.links.documents.get(int(number))
            return html.escape(document.path) if document else ""
        href = html.unescape(attributes.get("href", ""))
        if not href.startswith(("/", "#", "http://", "https://", "mailto:", "tel:")):
            return ""
        return html.escape(in_language(href, self.language))
