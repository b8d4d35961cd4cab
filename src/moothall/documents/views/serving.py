"""A file as an answer that a browser saves or shows, but never runs."""

from django.http import FileResponse

from moothall.documents.models import StoredFile
from moothall.documents.queries import content_of


def file_answer(stored: StoredFile) -> FileResponse:
    """Return the file; pictures may be shown in a page, all else is saved."""
    return FileResponse(
        content_of(stored),
        as_attachment=not stored.is_image,
        filename=stored.original_name,
        content_type=stored.content_type,
        headers={
            "Cache-Control": "private, no-store",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )
