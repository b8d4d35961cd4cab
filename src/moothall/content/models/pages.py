"""The types of page. What a page says is here; how it is found and drawn is not."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, Site

from moothall.content.addresses import public_path
from moothall.content.blocks import BodyBlock, LinksBlock, safe_address
from moothall.councils.queries import council_by_id
from moothall.kernel.scope import current_council_id


class CouncilPage(Page):
    """What all our page types share: an address worked out without a query, and our own drawing."""

    class Meta:
        abstract = True

    def get_url_parts(
        self,
        request: HttpRequest | None = None,
    ) -> tuple[int, str, str] | None:
        """Return where the page is, for Wagtail's links to it."""
        path = public_path(self.url_path or "")
        site = Site.objects.values_list("pk", flat=True).first()
        if not path or site is None:
            return None
        return site, council_by_id(current_council_id()).url, path

    def serve(self, request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
        """Draw the page; Wagtail calls this for previews, visitors come by our own view."""
        from moothall.content.drawing import draw  # noqa: PLC0415 - models import no drawing

        return draw(request, self)

    def serve_preview(
        self,
        request: HttpRequest,
        mode_name: str,
    ) -> HttpResponse:
        """Draw the page as it would be if it were published now."""
        response = self.serve(request)
        response["Cache-Control"] = "private, no-store"
        return response


class ContentPage(CouncilPage):
    """A page with a body."""

    summary = models.CharField(
        max_length=300,
        blank=True,
        help_text=_("One plain sentence, shown under the title and in search results."),
    )
    other_words = models.TextField(
        blank=True,
        help_text=_("Other words people use for this, one a line. Search finds the page by them."),
    )
    a_to_z_titles = models.TextField(
        blank=True,
        help_text=_("Also listed in the A to Z as, one a line, like “Rubbish not collected”."),
    )
    body = StreamField(BodyBlock(), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
    ]
    promote_panels = [
        *Page.promote_panels,
        MultiFieldPanel(
            [FieldPanel("other_words"), FieldPanel("a_to_z_titles")], heading=_("How it is found")
        ),
    ]

    class Meta:
        abstract = True


class CouncilRoot(CouncilPage):
    """The trunk of one council's pages, above the home page of each language; never shown."""

    parent_page_types: ClassVar[list[str]] = []
    subpage_types: ClassVar[list[str]] = ["content.HomePage"]
    is_creatable = False
    max_count = 1

    class Meta:
        verbose_name = "council"


class HomePage(CouncilPage):
    """A council's home page in one language."""

    welcome = models.CharField(max_length=160, blank=True)
    popular_tasks = StreamField(LinksBlock(), blank=True)

    parent_page_types: ClassVar[list[str]] = ["content.CouncilRoot"]
    subpage_types: ClassVar[list[str]] = [
        "content.ServiceLandingPage",
        "content.ServicePage",
        "content.InformationPage",
    ]
    content_panels = [*Page.content_panels, FieldPanel("welcome"), FieldPanel("popular_tasks")]

    class Meta:
        verbose_name = "home page"


class ServiceLandingPage(ContentPage):
    """The way into a group of services, such as bins and recycling."""

    top_tasks = StreamField(LinksBlock(), blank=True)

    parent_page_types: ClassVar[list[str]] = ["content.HomePage", "content.ServiceLandingPage"]
    subpage_types: ClassVar[list[str]] = [
        "content.ServiceLandingPage",
        "content.ServicePage",
        "content.InformationPage",
    ]
    content_panels = [*ContentPage.content_panels, FieldPanel("top_tasks")]

    class Meta:
        verbose_name = "service landing page"


class TaskKind(models.TextChoices):
    """Where the button of a service page leads."""

    NONE = "none", _("No button")
    FORM = "form", _("One of our forms")
    LINK = "link", _("Another address")


class ServicePage(ContentPage):
    """
    One service of a council, keyed to the Local Government Services List.

    `service` names the entry of the catalogue it belongs to, whose other words search knows too.
    """

    lgsl = models.PositiveIntegerField("LGSL number", null=True, blank=True)
    lgil = models.PositiveIntegerField("LGIL number", null=True, blank=True)
    service = models.SlugField(max_length=80, blank=True)
    task_kind = models.CharField(max_length=10, choices=TaskKind.choices, default=TaskKind.NONE)
    task_text = models.CharField(
        "words on the button", max_length=80, blank=True, help_text=_("Begin with the verb.")
    )
    task_form = models.SlugField("form", max_length=80, blank=True)
    task_link = models.CharField("address", max_length=500, blank=True, validators=[safe_address])

    parent_page_types: ClassVar[list[str]] = ["content.HomePage", "content.ServiceLandingPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldPanel("task_kind"),
                FieldPanel("task_text"),
                FieldPanel("task_form"),
                FieldPanel("task_link"),
            ],
            heading=_("Main task"),
        ),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("service"), FieldPanel("lgsl"), FieldPanel("lgil")],
            heading=_("Service catalogue"),
        ),
    ]

    class Meta:
        verbose_name = "service page"

    def clean(self) -> None:
        """
        Check that a button says what it does and leads somewhere.

        :raises ValidationError: if it does not
        """
        super().clean()
        if self.task_kind == TaskKind.NONE:
            return
        needed = "task_form" if self.task_kind == TaskKind.FORM else "task_link"
        missing = [name for name in ("task_text", needed) if not getattr(self, name)]
        if missing:
            raise ValidationError({name: _("The main task needs this.") for name in missing})

    @property
    def task_address(self) -> str:
        """Return where the button leads, without a language; empty if there is no button."""
        if self.task_kind == TaskKind.FORM:
            return f"/forms/{self.task_form}/"
        return self.task_link if self.task_kind == TaskKind.LINK else ""


class PageRole(models.TextChoices):
    """The pages that every council must have, which other pages rely on."""

    STANDARD = "standard", _("Ordinary page")
    CONTACT = "contact", _("Contact us")
    ACCESSIBILITY = "accessibility", _("Accessibility statement")
    COOKIES = "cookies", _("Cookies")
    PRIVACY = "privacy", _("Privacy")


class InformationPage(ContentPage):
    """A page of words."""

    role = models.CharField(max_length=20, choices=PageRole.choices, default=PageRole.STANDARD)

    parent_page_types: ClassVar[list[str]] = [
        "content.HomePage",
        "content.ServiceLandingPage",
        "content.InformationPage",
    ]
    subpage_types: ClassVar[list[str]] = ["content.InformationPage"]
    content_panels = [*ContentPage.content_panels, FieldPanel("role")]

    class Meta:
        verbose_name = "information page"


#: Every type that has an address, by the name under which a page holds it.
PAGE_TYPES: dict[str, type[CouncilPage]] = {
    model.__name__.lower(): model
    for model in (HomePage, ServiceLandingPage, ServicePage, InformationPage)
}
