"""Addresses under which a back office may fetch a file for a while, without an account."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing
from django.urls import reverse

from moothall.councils.queries import council_by_id
from moothall.documents.models import StoredFile
from moothall.kernel.errors import NotFound

LIFE = timedelta(days=30)
_SALT = "moothall.documents.links"


def media_url(stored: StoredFile, *, now: datetime) -> str:
    """Return an absolute address of the file on its own council's site, good for thirty days."""
    expires = int((now + LIFE).timestamp())
    signed = signing.dumps([str(stored.pk), stored.council_id, expires], salt=_SALT)
    return council_by_id(stored.council_id).url + reverse("file-by-link", args=[signed])


def file_named_by(signed: str, *, council_id: int, now: datetime) -> UUID:
    """
    Return the id of the file that a link names.

    :raises NotFound: if the link was altered, is over, or is another council's
    """
    try:
        file_id, owner, expires = signing.loads(signed, salt=_SALT)
    except (signing.BadSignature, ValueError):
        raise NotFound("This link is not one of ours.") from None
    if owner != council_id or expires < now.timestamp():
        raise NotFound("This link is over.")
    return UUID(file_id)
