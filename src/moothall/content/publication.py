"""
How we hear of publications: Wagtail tells by its own signals, and nothing else tells of all.

Its hooks speak for the admin's screens alone; these signals speak for schedules and programs too.
They arrive in the same thread and, from the admin and the schedule, in the same transaction as
the change; what we do with them is write rows.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models.signals import post_delete  # noqa: TID251 - see on_media_deleted
from wagtail.models import Page, Revision
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from moothall.content import actions, media, purging
from moothall.content.body import references_in
from moothall.content.models import CouncilDocument, CouncilRendition
from moothall.content.models.pages import ContentPage, CouncilPage
from moothall.kernel.clock import now
from moothall.kernel.scope import current_council_id

#: Whatever the last few versions showed may still be held by a cache.
REVISIONS_LOOKED_AT = 3


def listen() -> None:
    """Connect to Wagtail's signals; called once at start-up."""
    page_published.connect(on_published, dispatch_uid="content.published")
    page_unpublished.connect(on_unpublished, dispatch_uid="content.unpublished")
    post_page_move.connect(on_moved, dispatch_uid="content.moved")
    page_slug_changed.connect(on_slug_changed, dispatch_uid="content.slug-changed")
    for model in (CouncilDocument, CouncilRendition):
        post_delete.connect(on_media_deleted, sender=model, dispatch_uid=f"content.{model}-gone")


def on_published(instance: Page, **_: Any) -> None:
    """Note that a page is live as it stands."""
    _note(instance, is_live=True)


def on_unpublished(instance: Page, **_: Any) -> None:
    """Note that a page is live no more."""
    _note(instance, is_live=False)


def on_moved(instance: Page, url_path_before: str, **_: Any) -> None:
    """Note that a page, and those below it, have other addresses."""
    _note_with_descendants(instance, url_path_before)


def on_slug_changed(instance: Page, instance_before: Page, **_: Any) -> None:
    """Note that a page, and those below it, have other addresses."""
    _note_with_descendants(instance, instance_before.url_path)


def on_media_deleted(instance: CouncilDocument | CouncilRendition, **_: Any) -> None:
    """
    Note that a file is gone.

    Wagtail deletes them from several screens and tells of it in no other way; like the others,
    this runs in the transaction of the change and writes rows.
    """
    actions.note_media_change(council_id=current_council_id(), paths=[instance.url], now=now())


def _note_with_descendants(page: Page, url_path_before: str) -> None:
    fresh = Page.objects.get(pk=page.pk).specific
    _note(fresh, is_live=fresh.live, before=[url_path_before])
    for below in fresh.get_descendants().live().specific().iterator():
        _note(below, is_live=True)


def _note(page: Page, *, is_live: bool, before: Iterable[str] = ()) -> None:
    specific = page.specific
    if not isinstance(specific, CouncilPage):
        return
    council_id = current_council_id()
    paths = purging.paths_touched_by(council_id, specific, [specific.url_path, *before])
    actions.note_page_change(
        council_id=council_id,
        page=specific,
        is_live=is_live,
        paths=[*paths, *_media_paths(specific)],
        now=now(),
    )


def _media_paths(page: CouncilPage) -> list[str]:
    if not isinstance(page, ContentPage):
        return []
    bodies = [page.body.get_prep_value()]
    recent = Revision.objects.for_instance(page).order_by("-created_at", "-id")
    for content in recent.values_list("content", flat=True)[:REVISIONS_LOOKED_AT]:
        field = page._meta.get_field("body")
        bodies.append(field.to_python(content.get("body") or "[]").get_prep_value())
    return media.paths_of(references_in(*bodies))
