"""Booking for several people at once on the telephone, and what was booked at once."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moothall.bookings import actions, queries, several_reads
from moothall.bookings.details import Details
from moothall.bookings.errors import NotBookable, SomeTaken, TooManyBookings
from moothall.bookings.policies import BOOK, VIEW
from moothall.bookings.rows import ActivityRow, Slot
from moothall.bookings.several_reads import Together
from moothall.bookings.slots import Wish
from moothall.bookings.staff_forms import BookSeveralForm, HowManyForm
from moothall.bookings.staff_words import REFUSALS, refusal
from moothall.bookings.views.screens import day_asked, screen, today
from moothall.bookings.views.workspace import EVERYBODY
from moothall.bookings.workflow import Status
from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.card_numbers import CardNumberRefused
from moothall.payments.policies import TAKE


@for_council(BOOK)
def book(request: HttpRequest, council: CouncilRow) -> HttpResponseBase:
    """Choose what, a day and how many, then a time for all and each one's name; on one page."""
    offered = queries.activities(audiences=EVERYBODY)
    activity = next((one for one in offered if one.key == request.GET.get("activity")), None)
    day = day_asked(request.GET.get("on", ""), today(council))
    asked = HowManyForm(request.GET if activity else None)
    together = asked.together if activity and asked.is_valid() else None
    form = BookSeveralForm(
        request.POST if request.method == "POST" else None,
        how_many=together.how_many if together else 0,
    )
    if activity is not None and together is not None and form.is_valid():
        group_id = _booked(request, form, activity, together)
        if group_id is not None:
            return redirect("workspace:diary-together", council.slug, group_id)
    return screen(
        request,
        council,
        "book_several",
        activities=offered,
        activity=activity,
        day=day,
        asked=asked,
        together=together,
        slots=_slots(activity, day, together),
        form=form,
        status=422 if form.errors or asked.errors else 200,
    )


@for_council(VIEW)
def all_of_it(request: HttpRequest, council: CouncilRow, set_id: UUID) -> HttpResponseBase:
    """Show all that was booked at once, with the way to each."""
    rows = several_reads.bookings_of_set(set_id)
    return screen(
        request,
        council,
        "together",
        rows=rows,
        set_id=set_id,
        may_cancel=any(row.status == Status.CONFIRMED for row in rows),
        due_pence=sum(row.due_pence for row in rows if row.status == Status.HELD),
        may_take=actor_of(request).may(TAKE, council.id),
    )


@for_council(BOOK)
def cancel(request: HttpRequest, council: CouncilRow, set_id: UUID) -> HttpResponseBase:
    """Call off all of it that is still ahead."""
    now = clock.now()
    rows = several_reads.bookings_of_set(set_id)
    ahead = [row for row in rows if row.status == Status.CONFIRMED and row.starts_at > now]
    if request.method != "POST":
        return screen(request, council, "together_cancel", rows=ahead, set_id=set_id)
    done = actions.cancel_several(
        actor=actor_of(request),
        keys={row.id: "" for row in ahead},
        because=request.POST.get("because", ""),
        now=now,
    )
    count = len(done.cancelled)
    said = ngettext("%(num)s booking is cancelled.", "%(num)s bookings are cancelled.", count)
    messages.success(request, said % {"num": count})
    if done.too_late:
        late = _("For %(num)s of them the notice has passed.")
        messages.warning(request, late % {"num": len(done.too_late)})
    return redirect("workspace:diary-together", council.slug, set_id)


def _slots(activity: ActivityRow | None, day: date, together: Together | None) -> list[Slot]:
    if activity is None or together is None:
        return []
    wish = Wish(is_staff=True)
    return several_reads.free_slots(activity.id, day, wish, together, now=clock.now())


def _booked(
    request: HttpRequest, form: BookSeveralForm, activity: ActivityRow, together: Together
) -> UUID | None:
    """Book what the form says; return the group's id, or nothing and say why in the form."""
    typed = form.cleaned_data
    try:
        starts_at, site_id = queries.slot_from_key(typed["slot"])
        held = actions.book_group_now(
            actor=actor_of(request),
            activity_id=activity.id,
            starts_at=starts_at,
            in_a_row=together.in_a_row,
            request=actions.Request(site_id=site_id, channel="phone", language=typed["language"]),
            details=[_details(name, typed) for name in form.names],
            now=clock.now(),
        )
    except ValueError:
        form.add_error("slot", _("Choose a time"))
    except REFUSALS as error:
        form.add_error("slot", refusal(error))
    except SomeTaken:
        form.add_error("slot", _("Some of these times are taken. Choose another."))
    except TooManyBookings:
        form.add_error(None, _("This is more than can be booked at once by one person."))
    except NotBookable:
        form.add_error("slot", _("This cannot be booked."))
    except CardNumberRefused:
        form.add_error("note", _("Take the card number out. Never write one down."))
    else:
        messages.success(request, _("Booked for %(count)s people.") % {"count": len(held)})
        return held[0].booking.group_id
    return None


def _details(name: str, typed: dict[str, Any]) -> Details:
    return Details(
        name=name,
        email=typed["email"],
        phone=typed["phone"],
        language=typed["language"],
        note=typed["note"],
    )
