"""The content app."""

from django.apps import AppConfig


class ContentConfig(AppConfig):
    """Registers the site section of a council's file, and what follows from a publication."""

    name = "moothall.content"
    label = "content"
    verbose_name = "website"
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        """Register."""
        from moothall.content import events, handlers, publication, setup
        from moothall.councils.setup import section
        from moothall.kernel import outbox

        section("site", setup.apply_site)
        outbox.subscribe(events.PageChanged, handlers.on_page_changed_purge_caches)
        outbox.subscribe(events.SiteChanged, handlers.on_site_changed_purge_caches)
        outbox.subscribe(events.MediaChanged, handlers.on_media_changed_purge_caches)
        publication.listen()
