"""What the website tells the apps above, and its own worker."""

from dataclasses import dataclass
from typing import ClassVar

from moothall.kernel.outbox import Event


@dataclass(frozen=True, kw_only=True)
class PageChanged(Event):
    """A page was published, unpublished, moved or deleted; `paths` are what visitors may hold."""

    name: ClassVar[str] = "content.page-changed"
    page_id: int
    paths: list[str]


@dataclass(frozen=True, kw_only=True)
class SiteChanged(Event):
    """Something that every page of a website shows has changed, such as an alert."""

    name: ClassVar[str] = "content.site-changed"


@dataclass(frozen=True, kw_only=True)
class MediaChanged(Event):
    """Images or documents were replaced or deleted, or are no longer used by a live page."""

    name: ClassVar[str] = "content.media-changed"
    paths: list[str]
