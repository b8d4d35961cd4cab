"""Images and documents, which are private until a live page uses them."""

from mimetypes import guess_type
from pathlib import PurePosixPath

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from moothall.content.drawing import FOR_CACHES
from moothall.content.media import is_used_by_live_page
from moothall.content.models import CouncilDocument, CouncilImage, CouncilRendition
from moothall.councils.rows import CouncilRow
from moothall.kernel.access import public
from moothall.kernel.errors import NotFound
from moothall.people.models import Account
from moothall.people.queries import actor_for

#: What a browser may show by itself; everything else is saved, so that nothing in it can run.
SHOWN = {"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "application/pdf"}


@public
@require_safe
def image(request: HttpRequest, rendition_id: int, name: str) -> HttpResponseBase:
    """
    Serve a picture.

    :raises NotFound: if no live page of this council uses it and no editor asks
    """
    rendition = CouncilRendition.objects.filter(pk=rendition_id).select_related("image").first()
    if rendition is None or name != PurePosixPath(rendition.file.name).name:
        raise NotFound("There is no such picture.")
    return _serve(request, rendition.image, rendition.file, name)


@public
@require_safe
def document(request: HttpRequest, document_id: int, name: str) -> HttpResponseBase:
    """
    Serve a document.

    :raises NotFound: if no live page of this council uses it and no editor asks
    """
    found = CouncilDocument.objects.filter(pk=document_id).first()
    if found is None or name != found.filename:
        raise NotFound("There is no such document.")
    return _serve(request, found, found.file, found.filename)


def _serve(
    request: HttpRequest, thing: CouncilImage | CouncilDocument, file: object, name: str
) -> HttpResponseBase:
    is_live = is_used_by_live_page(thing)
    if not is_live and not _is_editor(request):
        raise NotFound("No live page uses this file.")
    try:
        opened = file.open("rb")  # type: ignore[attr-defined]
    except FileNotFoundError as error:
        raise NotFound("The file is gone.") from error
    kind = guess_type(name)[0] or "application/octet-stream"
    response = FileResponse(
        opened, filename=name, content_type=kind, as_attachment=kind not in SHOWN
    )
    if is_live:
        patch_cache_control(response, **FOR_CACHES)
    else:
        response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _is_editor(request: HttpRequest) -> bool:
    """Tell whether an editor of this very council asks, who sees drafts in the admin."""
    council: CouncilRow = request.council  # type: ignore[attr-defined]
    user = request.user
    if not (isinstance(user, Account) and user.is_employee and user.is_active):
        return False
    return user.is_superuser or actor_for(user).may("content.edit", council.id)
