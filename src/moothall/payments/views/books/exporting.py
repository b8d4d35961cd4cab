"""Handing the books over, and fetching the very same files again."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.payments.actions.exporting import export_books, exported_file
from moothall.payments.books_forms import ExportForm
from moothall.payments.books_policies import EXPORT
from moothall.payments.books_settings import export_layouts
from moothall.payments.finance.layouts import LayoutRefused
from moothall.payments.models import ExportedFile
from moothall.payments.views.books import screen

SHOWN = 50


@for_council(EXPORT)
def exports(request: HttpRequest, council: CouncilRow) -> HttpResponse:
    """List what was handed over, and hand over what was not."""
    layouts, now = export_layouts(council.id), clock.now()
    today = now.astimezone(ZoneInfo(council.time_zone)).date()
    form = ExportForm(
        request.POST or None, layouts=layouts, initial={"until": today - timedelta(days=1)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = export_books(
                actor=actor_of(request), council_id=council.id,
                layout=form.cleaned_data["layout"], until=form.cleaned_data["until"], now=now,
            )  # fmt: skip
        except LayoutRefused as error:
            form.add_error("layout", str(error))
        else:
            words = _("The files are ready.") if made else _("There is nothing new to hand over.")
            messages.success(request, words)
            return redirect("workspace:books-exports", council=council.slug)
    files = (
        ExportedFile.objects.filter(council_id=council.id)
        .select_related("export")
        .defer("content")
        .order_by("-export__made_at", "-export__number", "position")
    )
    return screen(
        request, council, "exports", form=form, layouts=layouts, files=list(files[:SHOWN]),
        named={one["key"]: one["name"] for one in layouts},
    )  # fmt: skip


@for_council(EXPORT)
def fetch(request: HttpRequest, council: CouncilRow, file_id: UUID) -> HttpResponse:
    """Send a file as it was handed over."""
    try:
        file = exported_file(actor=actor_of(request), file_id=file_id, now=clock.now())
    except ExportedFile.DoesNotExist as error:
        raise Http404 from error
    return HttpResponse(
        bytes(file.content),
        headers={
            "Content-Type": "application/octet-stream",
            "Content-Disposition": f'attachment; filename="{file.name}"',
            "Cache-Control": "no-store",
        },
    )
