"""All writes of the website that are not Wagtail's own."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from moothall.content import policies as website_policies
from moothall.content import searching
from moothall.content.addresses import in_language
from moothall.content.events import MediaChanged, PageChanged, SiteChanged
from moothall.content.models import Alert, PageFeedback, SearchEntry, ServicePage
from moothall.content.models.pages import CouncilPage
from moothall.councils.rows import CouncilRow
from moothall.kernel import outbox, policies
from moothall.kernel.actors import Actor

LONGEST_COMMENT = 1000


@transaction.atomic
def record_feedback(
    *,
    actor: Actor,
    council_id: int,
    path: str,
    language: str,
    is_useful: bool,
    comment: str,
    now: datetime,
) -> PageFeedback:
    """Keep what a visitor says of a page; anybody may, and nothing of who it was is kept."""
    policies.require(website_policies.can_give_feedback(actor))
    return PageFeedback.objects.create(
        council_id=council_id,
        path=path[:500],
        language=language,
        is_useful=is_useful,
        comment=comment.strip()[:LONGEST_COMMENT],
        created_at=now,
    )


@transaction.atomic
def add_comment(*, actor: Actor, answer_id: UUID, comment: str, now: datetime) -> bool:
    """Add what went wrong to a fresh "no" that has no words yet; tell whether there was one."""
    policies.require(website_policies.can_give_feedback(actor))
    fresh = PageFeedback.objects.filter(
        pk=answer_id, is_useful=False, comment="", created_at__gt=now - timedelta(hours=1)
    )
    return bool(fresh.update(comment=comment.strip()[:LONGEST_COMMENT]))


@transaction.atomic
def note_page_change(
    *,
    council_id: int,
    page: CouncilPage,
    is_live: bool,
    paths: Iterable[str],
    now: datetime,
) -> None:
    """Bring the search up to date with a page and tell that it changed for visitors."""
    if is_live and page.alias_of_id is None:
        searching.enter_page(page, searching.services_by_slug(council_id))
    else:
        searching.forget_page(page.pk)
    outbox.publish(
        PageChanged(
            council_id=council_id, page_id=page.pk, paths=sorted(set(paths)), occurred_at=now
        )
    )


@transaction.atomic
def note_media_change(*, council_id: int, paths: Sequence[str], now: datetime) -> None:
    """Tell that images or documents are not what visitors hold any more."""
    if paths:
        outbox.publish(MediaChanged(council_id=council_id, paths=list(paths), occurred_at=now))


@transaction.atomic
def note_alert_change(*, council_id: int, alert: Alert, now: datetime) -> None:
    """Tell that every page changed now, and let it be told again when the alert begins and ends."""
    from moothall.content.tasks import announce_site_change  # noqa: PLC0415 - tasks call actions

    outbox.publish(SiteChanged(council_id=council_id, occurred_at=now))
    for moment in (alert.starts_at, alert.ends_at):
        if moment is not None and moment > now:
            announce_site_change.defer_with({"council_id": council_id}, at=moment)


@transaction.atomic
def note_site_change(*, council_id: int, now: datetime) -> None:
    """Tell that every page of a council's website changed for visitors."""
    outbox.publish(SiteChanged(council_id=council_id, occurred_at=now))


@transaction.atomic
def rebuild_search(*, council: CouncilRow, pages: Iterable[CouncilPage]) -> None:
    """Enter every live page anew, and each service that no live page is about."""
    services = searching.services_by_slug(council.id)
    SearchEntry.objects.all().delete()
    covered = set()
    for page in pages:
        searching.enter_page(page, services)
        if isinstance(page, ServicePage):
            covered.add((page.service, page.locale.language_code))
    for service in services.values():
        for language in council.languages:
            if (service.slug, language) not in covered:
                path = in_language(f"/forms/{service.slug}/", language)
                searching.enter_service(service, language, path)
