"""A group session: seen, printed, its attendance written down, and its people written to."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from moothall.bookings.participants import actions
from moothall.bookings.participants.forms import WordForm
from moothall.bookings.participants.queries import session_row
from moothall.bookings.policies import BOOK, DESK, VIEW
from moothall.bookings.staff_words import REFUSALS, refusal
from moothall.bookings.views.screens import screen
from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.errors import NotFound

#: The select of each participant is named so, and their booking's id.
_CAME = "came-"


@for_council(VIEW)
def session(request: HttpRequest, council: CouncilRow, session_id: UUID) -> HttpResponse:
    """Show who takes part in a session."""
    row = session_row(session_id)
    return screen(request, council, "session", session=row, has_begun=row.starts_at <= clock.now())


@require_POST
@for_council(DESK)
def came(request: HttpRequest, council: CouncilRow, session_id: UUID) -> HttpResponseBase:
    """Write down who came; those of whom nothing is said stay as they are."""
    known = {one.id for one in session_row(session_id).participants}
    said = {
        UUID(name.removeprefix(_CAME)): value == "yes"
        for name, value in request.POST.items()
        if name.startswith(_CAME) and value in {"yes", "no"}
    }
    if not known >= said.keys():
        raise NotFound("Somebody of these does not take part.")
    try:
        actions.record_attendances(actor=actor_of(request), came=said, now=clock.now())
    except REFUSALS as error:
        messages.error(request, refusal(error))
    else:
        messages.success(request, _("It is written down who came."))
    return redirect("workspace:diary-session", council.slug, session_id)


@for_council(BOOK)
def write(request: HttpRequest, council: CouncilRow, session_id: UUID) -> HttpResponseBase:
    """Write to everybody who takes part."""
    row = session_row(session_id)
    form = WordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        told = actions.write_to_session(
            actor=actor_of(request),
            session_id=session_id,
            words=form.words,
            sending_id=form.cleaned_data["sending_id"],
            now=clock.now(),
        )
        messages.success(request, _said(told))
        return redirect("workspace:diary-session", council.slug, session_id)
    return screen(
        request,
        council,
        "session_write",
        session=row,
        form=form,
        status=422 if form.is_bound else 200,
    )


def _said(told: actions.Told) -> str:
    said = ngettext(
        "The message goes to %(count)s person.",
        "The message goes to %(count)s people.",
        told.count,
    ) % {"count": told.count}
    if not told.unreachable:
        return said
    missed = _("Tell these yourself, since they left no address: %(names)s.")
    return f"{said} {missed % {'names': ', '.join(told.unreachable)}}"
