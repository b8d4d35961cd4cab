"""
The few blocks that the body of a page is built from.

Templates draw a body from its stored form, not from these classes: a body of fifty blocks costs
no query and no object of Wagtail's.
"""

import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

_OURS = re.compile(r"^/(?![/\\])[^\s\\]*$")
_ELSEWHERE = re.compile(r"^(https?://[^\s/?#\\]+([/?#]\S*)?|mailto:\S+@\S+|tel:[+\d ]+)$")

TEXT_FEATURES = ["bold", "link", "document-link", "ul", "ol"]


def safe_address(value: str) -> None:
    """
    Accept an address of this site or a whole one elsewhere, and nothing that could run.

    :raises ValidationError: for anything else
    """
    if value and not (_OURS.match(value) or _ELSEWHERE.match(value)):
        raise ValidationError(
            _("Write an address here, like /bins/, or a full one that begins with https://")
        )


class LinkBlock(blocks.StructBlock):
    """A way on: to a page, or to an address such as a form's."""

    text = blocks.CharBlock(max_length=120)
    detail = blocks.CharBlock(max_length=200, required=False)
    page = blocks.PageChooserBlock(required=False)
    address = blocks.CharBlock(
        required=False,
        validators=[safe_address],
        help_text=_("Used when no page is chosen: /forms/missed-bin/ or https://…"),
    )

    def clean(self, value: Any) -> Any:
        """
        Check that the link leads somewhere.

        :raises ValidationError: if neither page nor address is given
        """
        cleaned = super().clean(value)
        if not cleaned.get("page") and not cleaned.get("address"):
            raise blocks.StructBlockValidationError(
                {"address": ValidationError(_("Choose a page or write an address."))}
            )
        return cleaned

    class Meta:
        icon = "link"


class HeadingBlock(blocks.StructBlock):
    """A heading inside the page."""

    text = blocks.CharBlock(max_length=160)
    level = blocks.ChoiceBlock(choices=[("2", _("Section")), ("3", _("Part of a section"))])

    class Meta:
        icon = "title"


class CallOutBlock(blocks.StructBlock):
    """Words that must not be missed."""

    kind = blocks.ChoiceBlock(choices=[("note", _("Note")), ("warning", _("Warning"))])
    text = blocks.RichTextBlock(features=["bold", "link"])

    class Meta:
        icon = "warning"


class StepsBlock(blocks.StructBlock):
    """A list, numbered where the order matters."""

    numbered = blocks.BooleanBlock(required=False)
    items = blocks.ListBlock(blocks.RichTextBlock(features=["bold", "link"]))

    class Meta:
        icon = "list-ul"


class ContactBlock(blocks.StructBlock):
    """How to reach a team; what is left empty is not shown."""

    name = blocks.CharBlock(max_length=120)
    phone = blocks.CharBlock(max_length=40, required=False)
    email = blocks.EmailBlock(required=False)
    address = blocks.TextBlock(required=False, rows=3)
    opening_hours = blocks.CharBlock(max_length=200, required=False)

    class Meta:
        icon = "mail"


class ExpanderBlock(blocks.StructBlock):
    """More words behind a short line, for those who need them."""

    summary = blocks.CharBlock(max_length=160)
    text = blocks.RichTextBlock(features=TEXT_FEATURES)

    class Meta:
        icon = "arrow-down-big"


class TableBlock(blocks.StructBlock):
    """Rows and columns of plain text."""

    caption = blocks.CharBlock(max_length=160)
    columns = blocks.ListBlock(blocks.CharBlock(max_length=80))
    rows = blocks.ListBlock(blocks.ListBlock(blocks.CharBlock(max_length=300, required=False)))
    row_headings = blocks.BooleanBlock(required=False, help_text=_("The first cell is a heading."))

    class Meta:
        icon = "table"


class ImageBlock(blocks.StructBlock):
    """A picture, described for those who cannot see it."""

    image = ImageChooserBlock()
    description = blocks.CharBlock(
        max_length=200,
        required=False,
        help_text=_("What the picture shows. Leave empty only where it is decoration."),
    )
    caption = blocks.CharBlock(max_length=200, required=False)

    class Meta:
        icon = "image"


class DocumentBlock(blocks.StructBlock):
    """A file to download, with its name in plain words."""

    document = DocumentChooserBlock()
    text = blocks.CharBlock(max_length=160)

    class Meta:
        icon = "doc-full"


class BodyBlock(blocks.StreamBlock):
    """The body of a page."""

    heading = HeadingBlock()
    paragraph = blocks.RichTextBlock(features=TEXT_FEATURES, icon="pilcrow")
    steps = StepsBlock()
    call_out = CallOutBlock()
    contact = ContactBlock()
    expander = ExpanderBlock()
    table = TableBlock()
    image = ImageBlock()
    document = DocumentBlock()
    links = blocks.ListBlock(LinkBlock(), icon="link")

    class Meta:
        required = False


class LinksBlock(blocks.StreamBlock):
    """A row of ways on."""

    link = LinkBlock()

    class Meta:
        required = False
        block_counts: ClassVar = {"link": {"max_num": 8}}
