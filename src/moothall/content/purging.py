"""Which addresses a change touches, and the caches that are told."""

from collections.abc import Sequence

from django.conf import settings
from wagtail.models import Page

from moothall.content.addresses import home_path, public_path
from moothall.content.front_caches.nginx import NginxCache
from moothall.content.models.pages import CouncilPage
from moothall.content.ports import FrontCache
from moothall.councils.models import Hostname
from moothall.councils.queries import council_by_id


def caches() -> list[FrontCache]:
    """Return the caches in front, as the settings name them."""
    return [NginxCache(address) for address in settings.PURGE_URLS]


def purge(council_id: int, paths: Sequence[str]) -> None:
    """
    Let every cache in front forget these paths, under each of the council's names.

    :raises Retry: if one of them cannot be reached; those told before do no harm twice
    """
    if not settings.PURGE_URLS or not paths:
        return
    hosts = list(Hostname.objects.filter(council_id=council_id).values_list("host", flat=True))
    for cache in caches():
        for host in hosts:
            cache.forget(host, list(paths))


def every_path(council_id: int) -> list[str]:
    """Return the paths of all live pages of a council, and of the lists made from them."""
    pages = Page.objects.live().filter(depth__gt=2).values_list("url_path", flat=True)
    return sorted({public_path(url_path) for url_path in pages} | set(_lists(council_id)))


def paths_touched_by(council_id: int, page: CouncilPage, url_paths: Sequence[str]) -> list[str]:
    """
    Return what shows a page: itself, those above and below, its translations, and the lists.

    `url_paths` are its places in the tree now and, where it moved, before.
    """
    paths = set(_lists(council_id))
    for url_path in url_paths:
        parts = url_path.strip("/").split("/")
        paths |= {public_path("/" + "/".join(parts[:n]) + "/") for n in range(2, len(parts) + 1)}
    below = page.get_descendants().live().values_list("url_path", flat=True)
    same = Page.objects.filter(translation_key=page.translation_key).values_list(
        "url_path", flat=True
    )
    for url_path in [*below, *same]:
        paths.add(public_path(url_path))
        for before in url_paths:
            if before != page.url_path and url_path.startswith(page.url_path):
                paths.add(public_path(before + url_path.removeprefix(page.url_path)))
    return sorted(path for path in paths if path)


def _lists(council_id: int) -> list[str]:
    homes = [home_path(language) for language in council_by_id(council_id).languages]
    return ["/sitemap.xml", *homes, *(f"{home}a-to-z/" for home in homes)]
