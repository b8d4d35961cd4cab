"""
Images and documents as visitors get them: only while a live page of their council uses them.

Whether one is used is asked of Wagtail's reference index, which follows what is saved as live and
never a draft.
"""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Model, Subquery
from django.db.models.functions import Cast
from django.urls import reverse
from wagtail.models import Page, ReferenceIndex

from moothall.content.body import References, Texts, references_in
from moothall.content.models import CouncilDocument, CouncilImage, CouncilRendition
from moothall.content.queries import links_to
from moothall.content.rows import DocumentLink, Links, Picture

#: The one size that pages show pictures in; browsers scale it down.
SIZE = "width-960"


def is_used_by_live_page(thing: Model) -> bool:
    """Tell whether a live page of the council in force refers to an image or a document."""
    live = Page.objects.live().annotate(text_id=Cast("pk", CharField())).values("text_id")
    used: bool = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(thing),
        to_object_id=str(thing.pk),
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id__in=Subquery(live),
    ).exists()
    return used


def links_of(references: References, language: str) -> Links:
    """Fetch all that a body refers to: at most one statement a kind, none for a kind not used."""
    return Links(
        pages=links_to(references.pages, language),
        documents=_documents(references.documents),
        images=_pictures(references.images),
    )


def texts_of(language: str, *bodies: object) -> Texts:
    """Return what draws the rich texts of these bodies."""
    return Texts(links_of(references_in(*bodies), language), language)


def _documents(ids: Iterable[int]) -> dict[int, DocumentLink]:
    if not ids:
        return {}
    return {
        document.pk: DocumentLink(
            path=document.url, kind=document.file_extension.upper(), size=document.file_size or 0
        )
        for document in CouncilDocument.objects.filter(pk__in=ids)
    }


def _pictures(ids: Iterable[int]) -> dict[int, Picture]:
    if not ids:
        return {}
    made = {
        rendition.image_id: rendition
        for rendition in CouncilRendition.objects.filter(image_id__in=ids, filter_spec=SIZE)
    }
    for image in CouncilImage.objects.filter(pk__in=set(ids) - made.keys()):
        made[image.pk] = image.get_rendition(SIZE)
    return {
        number: Picture(path=rendition.url, width=rendition.width, height=rendition.height)
        for number, rendition in made.items()
    }


def paths_of(references: References) -> list[str]:
    """Return the addresses under which visitors hold these images and documents."""
    documents = [
        document.url for document in CouncilDocument.objects.filter(pk__in=references.documents)
    ]
    renditions = CouncilRendition.objects.filter(image_id__in=references.images)
    return documents + [rendition.url for rendition in renditions]


def document_path(document_id: int, name: str) -> str:
    """Return the address of a document that may be gone by now."""
    return reverse("public:document", kwargs={"document_id": document_id, "name": name})
