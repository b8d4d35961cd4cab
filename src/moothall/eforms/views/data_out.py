"""Taking away what was handed in with a form, as a file that is written while it is sent."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.eforms import actions
from moothall.eforms.data_out.columns import holds_sensitive, labels_of
from moothall.eforms.data_out.exports import Export, Layout, Wanted
from moothall.eforms.errors import TooManyToExport
from moothall.eforms.forms import DataOutForm
from moothall.eforms.policies import EXPORT
from moothall.eforms.queries import definitions_of, form_of
from moothall.eforms.versions import versions_of
from moothall.eforms.views.doors import language_of
from moothall.eforms.views.managing import screen
from moothall.kernel import clock

USUAL_DAYS = 30
#: A page may keep one worker of the web busy for some ten seconds; a command may take its time.
MOST = 100_000


@for_council(EXPORT)
def data_out(request: HttpRequest, council: CouncilRow, form: str) -> HttpResponseBase:
    """Ask what is wanted of a form's answers, and send it as a file."""
    language, row = language_of(request), form_of(council.id, form)
    known = [definition for _, definition in definitions_of(council.id, form).values()]
    typed = DataOutForm(
        request.POST or None,
        published=versions_of(council.id, form),
        holds_sensitive=any(map(holds_sensitive, known)),
        initial=_usual(council),
    )
    if request.method == "POST" and typed.is_valid():
        export = _export(request, council, form, typed)
        if export is not None:
            return _file(export)
    return screen(
        request, council, "data_out", row=row, title=row.title.within(language), form=typed,
        columns=list(labels_of(known, language).items()),
    )  # fmt: skip


def _export(
    request: HttpRequest, council: CouncilRow, form: str, typed: DataOutForm
) -> Export | None:
    """Return what is wanted; nothing, and why in the form, if that is no submission or too many."""
    try:
        export = actions.export_submissions(
            actor=actor_of(request), council_id=council.id,
            wanted=_wanted(form, typed.cleaned_data), now=clock.now(), most=MOST,
        )  # fmt: skip
    except TooManyToExport as error:
        told = {"count": f"{error.count:,}", "most": f"{MOST:,}"}
        typed.add_error(
            "since",
            _("%(count)s were sent on these days. Choose fewer days: you can get %(most)s at once.")
            % told,
        )
        return None
    if not export.count:
        typed.add_error("since", _("Nothing was sent on these days. Choose other days."))
        return None
    return export


def _usual(council: CouncilRow) -> dict[str, Any]:
    today = clock.now().astimezone(ZoneInfo(council.time_zone)).date()
    return {
        "since": today - timedelta(days=USUAL_DAYS - 1),
        "until": today,
        "layout": Layout.CSV.value,
    }


def _wanted(form: str, chosen: dict[str, Any]) -> Wanted:
    return Wanted(
        form=form,
        since=chosen["since"],
        until=chosen["until"],
        layout=Layout(chosen["layout"]),
        versions=frozenset(map(int, chosen.get("versions", ()))),
        with_sensitive=chosen.get("with_sensitive", False),
    )


def _file(export: Export) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        export.pieces,
        headers={
            "Content-Type": export.content_type,
            "Content-Disposition": f'attachment; filename="{export.name}"',
            "Cache-Control": "no-store",
        },
    )
