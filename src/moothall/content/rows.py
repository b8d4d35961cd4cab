"""What pages are given to draw: frozen rows, so that a template cannot start a query."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class PageLink:
    """A live page as others link to it."""

    id: int
    title: str
    summary: str
    path: str
    kind: str


@dataclass(frozen=True)
class AlertRow:
    """An alert in the language of the page that shows it."""

    severity: str
    title: str
    text: str
    link: str


@dataclass(frozen=True)
class Surroundings:
    """What stands around a page: the way to it, and the same page in the other languages."""

    ancestors: tuple[PageLink, ...]
    translations: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Links:
    """What a body refers to, fetched at once: pages, documents and pictures by id."""

    pages: dict[int, PageLink] = field(default_factory=dict)
    documents: dict[int, "DocumentLink"] = field(default_factory=dict)
    images: dict[int, "Picture"] = field(default_factory=dict)


@dataclass(frozen=True)
class DocumentLink:
    """A document as a page links to it."""

    path: str
    kind: str
    size: int


@dataclass(frozen=True)
class Picture:
    """A picture in the size a page shows it in."""

    path: str
    width: int
    height: int


@dataclass(frozen=True)
class Found:
    """One result of a search."""

    title: str
    summary: str
    path: str
    kind: str


@dataclass(frozen=True)
class Letter:
    """One letter of the A to Z with what begins with it."""

    letter: str
    entries: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SitemapEntry:
    """One address for search engines, with the same page in other languages."""

    path: str
    changed_at: datetime | None
    alternates: tuple[tuple[str, str], ...]
