"""Images and documents of the website, private until a live page uses them."""

from typing import Any

from django.db import models
from django.urls import reverse
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.search import index


def _without_tags(fields: list[Any]) -> list[Any]:
    """Return search fields without those of tags, which one council would share with another."""
    return [
        field
        for field in fields
        if not (isinstance(field, index.RelatedFields) and field.field_name == "tags")
    ]


class CouncilImage(AbstractImage):
    """A picture that one council's editors may put on their pages."""

    #: Tags are one list for the whole installation: they would tell one council another's words.
    tags = None
    search_fields = _without_tags(AbstractImage.search_fields)
    admin_form_fields = tuple(name for name in Image.admin_form_fields if name != "tags")


class CouncilRendition(AbstractRendition):
    """A picture in one size, made when a page first needs it."""

    image = models.ForeignKey(CouncilImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)

    @property
    def url(self) -> str:
        """Return the address of a view that asks whether a live page uses the picture."""
        name = self.file.name.rsplit("/", 1)[-1]
        return reverse("public:image", kwargs={"rendition_id": self.pk, "name": name})


class CouncilDocument(AbstractDocument):
    """A file that one council's editors may link from their pages."""

    tags = None
    search_fields = _without_tags(AbstractDocument.search_fields)
    admin_form_fields = tuple(name for name in Document.admin_form_fields if name != "tags")

    @property
    def url(self) -> str:
        """Return the address of a view that asks whether a live page uses the document."""
        return reverse("public:document", kwargs={"document_id": self.pk, "name": self.filename})
