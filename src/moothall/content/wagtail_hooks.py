"""What we add to Wagtail's admin, and what follows from an editor's change of an alert."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from moothall.content import actions
from moothall.content.models import Alert, PageFeedback
from moothall.kernel.clock import now
from moothall.kernel.scope import current_council_id


class AlertViewSet(SnippetViewSet):
    """The alerts of the council in force."""

    model = Alert
    icon = "warning"
    menu_label = _("Alerts")
    menu_order = 300
    add_to_admin_menu = True
    list_display: ClassVar[list[str]] = ["title", "severity", "starts_at", "ends_at"]
    panels: ClassVar[list[Any]] = [
        FieldPanel("severity"),
        MultiFieldPanel([FieldPanel("title"), FieldPanel("text")], heading=_("English")),
        MultiFieldPanel([FieldPanel("title_cy"), FieldPanel("text_cy")], heading=_("Welsh")),
        FieldPanel("link"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
    ]


class PageFeedbackViewSet(ModelViewSet):
    """What visitors said of pages, to read."""

    model = PageFeedback
    icon = "comment"
    menu_label = _("Page feedback")
    menu_order = 310
    add_to_admin_menu = True
    inspect_view_enabled = True
    form_fields: ClassVar[list[str]] = ["comment"]
    list_display: ClassVar[list[str]] = ["path", "is_useful", "comment", "created_at"]
    list_filter: ClassVar[list[str]] = ["is_useful", "language"]
    ordering: ClassVar[list[str]] = ["-created_at"]


register_snippet(AlertViewSet)


@hooks.register("register_admin_viewset")
def register_feedback() -> ModelViewSet:
    """Show page feedback in the menu."""
    return PageFeedbackViewSet("page_feedback")


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def tell_of_alert(_request: HttpRequest, instance: object) -> None:
    """Let every page of the site be drawn anew once an alert changed."""
    if isinstance(instance, Alert) and instance.council_id is not None:
        actions.note_alert_change(council_id=instance.council_id, alert=instance, now=now())


@hooks.register("after_delete_snippet")
def tell_of_deleted_alerts(_request: HttpRequest, instances: QuerySet[Any] | list[Any]) -> None:
    """Let every page of the site be drawn anew once an alert is gone."""
    if any(isinstance(instance, Alert) for instance in instances):
        actions.note_site_change(council_id=current_council_id(), now=now())


@hooks.register("insert_global_admin_js")
def start_pickers() -> str:
    """Start date pickers from a file: the admin's policy runs no script inside a page."""
    return format_html('<script src="{}"></script>', static("content/cms.js"))


@hooks.register("construct_main_menu")
def leave_out_what_is_closed(_request: HttpRequest, menu_items: list[Any]) -> None:
    """Take links to closed screens, and to pages elsewhere, out of the menu."""
    menu_items[:] = [item for item in menu_items if item.name != "help"]
