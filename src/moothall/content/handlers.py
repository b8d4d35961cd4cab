"""What follows from a publication: the caches in front forget."""

from moothall.content import purging
from moothall.content.events import MediaChanged, PageChanged, SiteChanged


def on_page_changed_purge_caches(event: PageChanged) -> None:
    """Let the caches forget a page and what shows it; doing it twice does no harm."""
    purging.purge(event.council_id, event.paths)


def on_site_changed_purge_caches(event: SiteChanged) -> None:
    """Let the caches forget every page of a website."""
    purging.purge(event.council_id, purging.every_path(event.council_id))


def on_media_changed_purge_caches(event: MediaChanged) -> None:
    """Let the caches forget images and documents."""
    purging.purge(event.council_id, event.paths)
