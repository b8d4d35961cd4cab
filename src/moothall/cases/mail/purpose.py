"""What files may come with a letter."""

from django.utils.translation import gettext_lazy as _

from moothall.documents.purposes import EVIDENCE_PACKED, MEGABYTE, Purpose, purposes

_OFFICE = frozenset(
    {
        "application/msword",
        "application/rtf",
        "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.oasis.opendocument.spreadsheet",
    }
)

MAIL = purposes.register(
    Purpose(
        "mail",
        EVIDENCE_PACKED.allowed | _OFFICE,
        40 * MEGABYTE,
        _("a photo, a PDF, a text or table of an office program, or a zip file of these"),
    )
)
