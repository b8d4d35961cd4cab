"""Images and documents of the website, private until a live page uses them."""

from django.db import models
from django.urls import reverse
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class CouncilImage(AbstractImage):
    """A picture that one council's editors may put on their pages."""

    admin_form_fields = Image.admin_form_fields


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

    admin_form_fields = Document.admin_form_fields

    @property
    def url(self) -> str:
        """Return the address of a view that asks whether a live page uses the document."""
        return reverse("public:document", kwargs={"document_id": self.pk, "name": self.filename})
