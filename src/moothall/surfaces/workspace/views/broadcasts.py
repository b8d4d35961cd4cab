"""News to everybody who subscribed to a topic: write them, look at them, send them, see them."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.kernel.errors import Conflict, NotFound, TransitionNotAllowed
from moothall.kernel.ids import new_id
from moothall.notifications import actions
from moothall.notifications.broadcasts import (
    MOST_SHOWN,
    BroadcastRow,
    audience_of,
    broadcast,
    broadcasts_of,
    looks_of,
    topics_to_write_about,
)
from moothall.notifications.forms import channel_words
from moothall.notifications.policies import SEND_NEWS
from moothall.surfaces.workspace.acting import Acting, StaffRequest, acting, acting_in, frame
from moothall.surfaces.workspace.broadcast_forms import NewsForm, SendForm, initial_of


@staff(SEND_NEWS)
def broadcasts(request: StaffRequest) -> HttpResponse:
    """List drafts and what was sent, the newest first."""
    here = acting(request, SEND_NEWS)
    rows = broadcasts_of(here.ids)
    context = {
        **frame(request, here, switcher=True),
        "lines": [
            {
                "row": row,
                "council": here.council(row.council_id),
                "number": here.number(row.council_id),
                "told": _counted(row.told),
            }
            for row in rows
        ],
        "most_shown": MOST_SHOWN,
    }
    return render(request, "workspace/broadcasts.html", context)


@staff(SEND_NEWS)
def new(request: StaffRequest) -> HttpResponse:
    """Write a draft."""
    here = acting(request, SEND_NEWS)
    return _write(request, here, {"key": new_id(), "seen": 0}, None)


@staff(SEND_NEWS)
def change(request: StaffRequest, broadcast_id: UUID) -> HttpResponse:
    """Write a draft anew."""
    row = broadcast(broadcast_id)
    here = acting_in(request, row.council_id, SEND_NEWS)
    if not row.is_draft:
        return redirect(here.address("workspace:broadcast", row.id))
    return _write(request, here, initial_of(row), row)


@staff(SEND_NEWS)
def one(request: StaffRequest, broadcast_id: UUID) -> HttpResponse:
    """Show how it looks to each reader and how many they are, or were; send it from here."""
    row = broadcast(broadcast_id)
    return _page(request, row, SendForm(initial={"revision": row.revision}))


@staff(SEND_NEWS)
@require_POST
def send(request: StaffRequest, broadcast_id: UUID) -> HttpResponse:
    """Put it on its way, if it is what was looked at."""
    row = broadcast(broadcast_id)
    here = acting_in(request, row.council_id, SEND_NEWS)
    form = SendForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form)
    try:
        actions.send_broadcast(
            actor=request.actor,
            broadcast_id=row.id,
            revision=form.cleaned_data["revision"],
            now=clock.now(),
        )
    except Conflict:
        form = SendForm({"revision": row.revision, "is_read": ""})
        form.is_valid()
        form.errors.clear()
        form.add_error("is_read", _("It was changed meanwhile. Read it again."))
        return _page(request, row, form)
    messages.success(request, _("It is on its way."))
    return redirect(here.address("workspace:broadcast", row.id))


@staff(SEND_NEWS)
@require_POST
def discard(request: StaffRequest, broadcast_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    row = broadcast(broadcast_id)
    here = acting_in(request, row.council_id, SEND_NEWS)
    try:
        actions.discard_broadcast(actor=request.actor, broadcast_id=row.id, now=clock.now())
    except Conflict:
        messages.warning(request, _("It was sent meanwhile."))
    else:
        messages.success(request, _("The draft is gone."))
    return redirect(here.address("workspace:broadcasts"))


def _write(
    request: StaffRequest, here: Acting, initial: dict[str, object], row: BroadcastRow | None
) -> HttpResponse:
    form = NewsForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        councils=here.chosen,
        topics=topics_to_write_about(here.ids),
    )
    if form.is_valid() and (saved := _saved(request, form, row)):
        return redirect(here.address("workspace:broadcast", saved))
    context = {
        **frame(request, here, switcher=row is None),
        "form": form,
        "row": row,
        "action": here.address("workspace:broadcast-change", row.id)
        if row
        else here.address("workspace:broadcast-new"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "workspace/broadcast_write.html", context, status=status)


def _saved(request: StaffRequest, form: NewsForm, row: BroadcastRow | None) -> UUID | None:
    """Save what was written and return its id, or say why it was not; nothing typed is lost."""
    given = form.cleaned_data
    try:
        saved = actions.write_broadcast(
            actor=request.actor,
            council_id=form.council.id,
            broadcast_id=row.id if row else given["key"],
            seen=given["seen"],
            topic=form.topic_key,
            words=form.words,
            now=clock.now(),
        )
    except (Conflict, NotFound):
        form.add_error(
            None, _("Somebody else has changed it meanwhile. Open it again in another window.")
        )
        return None
    except TransitionNotAllowed:
        form.add_error(None, _("It was sent meanwhile."))
        return None
    return saved.pk


def _page(request: StaffRequest, row: BroadcastRow, form: SendForm) -> HttpResponse:
    here = acting_in(request, row.council_id, SEND_NEWS)
    audience = audience_of(row) if row.is_draft else None
    words = channel_words()
    context = {
        **frame(request, here),
        "row": row,
        "form": form,
        "looks": [{"look": look, "channel": words[look.channel]} for look in looks_of(row)],
        "audience": audience,
        "reaches": _counted(audience.by_channel if audience else row.told),
        "council_of_news": here.chosen[0],
    }
    status = 422 if form.is_bound else 200
    return render(request, "workspace/broadcast.html", context, status=status)


def _counted(by_channel: Mapping[str, int]) -> list[dict[str, str]]:
    words = channel_words()
    return [
        {"key": words[one], "value": str(by_channel[one])} for one in words if by_channel.get(one)
    ]
