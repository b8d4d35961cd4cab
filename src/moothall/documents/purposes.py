"""What files may be handed in for what: kinds and sizes, by purpose."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moothall.kernel.registry import Registry

MEGABYTE = 1_000_000

ZIP = "application/zip"
IMAGES = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"})
PAPERS = frozenset(
    {
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.oasis.opendocument.text",
        "text/plain",
    }
)


@dataclass(frozen=True)
class Purpose:
    """One reason to hand in a file."""

    key: str
    allowed: frozenset[str]
    largest: int
    words: str | Promise


purposes: Registry[Purpose] = Registry("purpose of a file")

PHOTO = purposes.register(
    Purpose("photo", IMAGES, 15 * MEGABYTE, _("a photo (JPG, PNG, WebP or HEIC)"))
)
#: What the product writes itself, such as the answers as they were sent; nobody hands it in.
WRITTEN = purposes.register(Purpose("written", frozenset(), 0, ""))
EVIDENCE = purposes.register(
    Purpose(
        "evidence",
        IMAGES | PAPERS,
        20 * MEGABYTE,
        _("a photo (JPG, PNG, WebP or HEIC), a PDF, a Word or OpenDocument text, or plain text"),
    )
)
EVIDENCE_PACKED = purposes.register(
    Purpose(
        "evidence-packed",
        EVIDENCE.allowed | {ZIP},
        50 * MEGABYTE,
        _(
            "a photo (JPG, PNG, WebP or HEIC), a PDF, a Word or OpenDocument text, plain text, "
            "or a zip file of these"
        ),
    )
)
