"""What a team makes by hand: letters to post, and messages in braille, easy read or audio."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.notifications import actions
from moothall.notifications.queries import message_for_team, messages_for_team
from moothall.people.needs import LARGE_PRINT, needs_in_words
from moothall.people.sight import sighted
from moothall.surfaces.workspace.acting import StaffRequest, acting, acting_in, frame

MOST_SHOWN = 100


@staff("interaction.log")
def letters(request: StaffRequest) -> HttpResponse:
    """List what waits, oldest first."""
    here = acting(request, "interaction.log")
    waiting = messages_for_team(here.ids, limit=MOST_SHOWN)
    context = {
        **frame(request, here, switcher=True),
        "lines": [
            {
                "message": one,
                "needs": needs_in_words(one.needs),
                "council": here.council(one.council_id),
            }
            for one in waiting
        ],
        "most_shown": MOST_SHOWN,
    }
    return render(request, "workspace/letters.html", context)


@staff("interaction.log")
@sighted
def letter(request: StaffRequest, message_id: UUID) -> HttpResponse:
    """Show one as it is printed, in large type where its reader needs that."""
    message = message_for_team(message_id)
    here = acting_in(request, message.council_id, "interaction.log")
    context = {
        **frame(request, here),
        "message": message,
        "council_of_letter": here.chosen[0],
        "needs": needs_in_words(message.needs),
        "large": LARGE_PRINT in message.needs,
    }
    return render(request, "workspace/letter.html", context)


@staff("interaction.log")
@sighted
def done(request: StaffRequest, message_id: UUID) -> HttpResponse:
    """Write down that it was posted or made."""
    message = message_for_team(message_id)
    here = acting_in(request, message.council_id, "interaction.log")
    if message.is_withheld:  # nobody has posted what they may not read
        return redirect(here.address("workspace:letter", message.id))
    if request.method == "POST":
        actions.finish_by_hand(actor=request.actor, message_id=message.id, now=clock.now())
        messages.success(request, _("Saved."))
    return redirect(here.address("workspace:letters"))
