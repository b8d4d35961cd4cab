"""Finishing, seeing and cancelling what was booked at once, a group or a series."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from moothall.bookings import actions, several_reads
from moothall.bookings.details import Details
from moothall.bookings.errors import HoldEnded, PaymentDue, SomeTaken, TooManyBookings
from moothall.bookings.forms import SetDetailsForm
from moothall.bookings.rows import BookingRow
from moothall.bookings.views.doors import page
from moothall.bookings.views.doors_of_sets import SetDoor
from moothall.bookings.views.finishing import too_many
from moothall.bookings.workflow import Deposit, Payment, Status
from moothall.councils.requests import CouncilRequest
from moothall.payments.browser import basket_to_fill, remember_basket
from moothall.payments.errors import BasketPaid, CannotPay, PaymentUnderWay
from moothall.people.queries import person_detail


def show(request: CouncilRequest, door: SetDoor, *, now: datetime) -> HttpResponse:
    """List all with the way to each; what is but held leads to its finishing."""
    if not door.finished:
        has_names = all(row.name for row in door.unfinished)
        return HttpResponseRedirect(door.page("check" if has_names else "details"))
    ahead = _ahead(door, now=now)
    values = {
        "rows": door.finished,
        "ahead": ahead,
        "may_cancel": any(_may_cancel(row, now=now) for row in ahead),
        "done": request.GET.get("done", ""),
        "left": request.GET.get("left", ""),
    }
    return page(request, "public/set", door, values)


def details(request: CouncilRequest, door: SetDoor, *, now: datetime) -> HttpResponse:
    """Ask whom each is for, and how to reach whoever books."""
    if not door.unfinished:
        return HttpResponseRedirect(door.page())
    names = _name_fields(door)
    form = SetDetailsForm(
        request.POST if request.method == "POST" else None,
        names=[(field, label) for field, label, _row in names],
        initial=_known(door),
    )
    if form.is_valid():
        try:
            _fill(door, form, names, now=now)
            return HttpResponseRedirect(door.page("check"))
        except HoldEnded:
            return HttpResponseRedirect(door.page())
        except TooManyBookings:
            form.add_error(None, too_many())
    values = {"form": form, **_held_values(door, now=now)}
    return page(request, "public/set_details", door, values, status=422 if form.is_bound else 200)


def check(request: CouncilRequest, door: SetDoor, *, now: datetime) -> HttpResponse:
    """Show all; then promise them, or put their fees into one basket."""
    if not door.unfinished:
        return HttpResponseRedirect(door.page())
    if not all(row.name for row in door.unfinished):
        return HttpResponseRedirect(door.page("details"))
    if request.method == "POST":
        return _finish(request, door, now=now)
    return _check_page(request, door, now=now)


def keep(request: CouncilRequest, door: SetDoor, *, now: datetime) -> HttpResponse:
    """Keep the times longer, if they can be."""
    held = [row for row in door.rows if row.status == Status.HELD]
    with suppress(HoldEnded):  # the page says so, and that nothing is lost
        actions.keep_several(actor=door.actor, keys=door.keys_of(held), now=now)
    return HttpResponseRedirect(door.page("check"))


def release(request: CouncilRequest, door: SetDoor, *, now: datetime) -> HttpResponse:
    """Give the times back, and lead to the beginning."""
    actions.release_several(actor=door.actor, keys=door.keys_of(door.unfinished), now=now)
    return HttpResponseRedirect(_start(door))


def cancel(request: CouncilRequest, door: SetDoor, *, now: datetime) -> HttpResponse:
    """Show what is given back for all that are ahead; then call them off."""
    ahead = [row for row in _ahead(door, now=now) if _may_cancel(row, now=now)]
    if not ahead:
        return HttpResponseRedirect(door.page())
    if request.method != "POST":
        refund = several_reads.refund_if_all_cancelled([row.id for row in ahead], now=now)
        paid = sum(row.fee_pence for row in ahead if row.payment == Payment.PAID)
        paid += sum(row.deposit_pence for row in ahead if row.deposit == Deposit.HELD)
        values = {"rows": ahead, "refund_pence": refund, "paid_pence": paid}
        return page(request, "public/set_cancel", door, values)
    done = actions.cancel_several(actor=door.actor, keys=door.keys_of(ahead), now=now)
    left = f"&left={len(done.too_late)}" if done.too_late else ""
    return HttpResponseRedirect(f"{door.page()}?done=cancelled{left}")


def _finish(request: CouncilRequest, door: SetDoor, *, now: datetime) -> HttpResponse:
    gone = set(request.POST.getlist("without"))
    wanted = [row for row in door.unfinished if str(row.id) not in gone]
    if not wanted:
        return HttpResponseRedirect(_start(door))
    keys = door.keys_of(wanted)
    try:
        if wanted[0].due_pence:
            return _to_basket(request, door, keys, now=now)
        actions.confirm_several(actor=door.actor, keys=keys, now=now)
    except SomeTaken as lost:
        return _lost_page(request, door, wanted, lost, now=now)
    except TooManyBookings:
        return _check_page(request, door, now=now, problem=too_many())
    except PaymentDue:
        problem = _("Some of these have a fee and some have none. Book them one by one.")
        return _check_page(request, door, now=now, problem=problem)
    return HttpResponseRedirect(door.page())


def _to_basket(
    request: CouncilRequest, door: SetDoor, keys: actions.Keys, *, now: datetime
) -> HttpResponse:
    basket, secret = basket_to_fill(request, actor=door.actor, now=now, person_id=door.person_id)
    try:
        actions.put_fees_in_basket(actor=door.actor, keys=keys, basket_id=basket.pk, now=now)
    except CannotPay:
        problem = _("This cannot be paid for just now. Nothing was taken. Call us.")
        return _check_page(request, door, now=now, problem=problem)
    except (BasketPaid, PaymentUnderWay):
        pass  # its basket says how that stands
    response = HttpResponseRedirect(door.url("basket"))
    remember_basket(response, "" if door.person_id else secret)
    return response


def _lost_page(
    request: CouncilRequest,
    door: SetDoor,
    wanted: list[BookingRow],
    lost: SomeTaken,
    *,
    now: datetime,
) -> HttpResponse:
    """Say which times others have taken meanwhile, and let the rest be booked."""
    values = {
        "lost": [row for row in wanted if row.id in lost.booking_ids],
        "rest": [row for row in wanted if row.id not in lost.booking_ids],
        "without": [row.id for row in door.unfinished if row not in wanted]
        + list(lost.booking_ids),
        "start": _start(door),
    }
    return page(request, "public/set_lost", door, values, status=409)


def _check_page(
    request: CouncilRequest, door: SetDoor, *, now: datetime, problem: str = ""
) -> HttpResponse:
    rows = door.unfinished
    values = {
        "problem": problem,
        "total_pence": sum(row.due_pence for row in rows),
        "has_fee": any(row.due_pence for row in rows),
        **_held_values(door, now=now),
    }
    return page(request, "public/set_check", door, values, status=422 if problem else 200)


def _held_values(door: SetDoor, *, now: datetime) -> dict[str, Any]:
    """Return what pages say of how long the times are kept: as long as the first that ends."""
    rows = door.unfinished
    until = [row.held_until for row in rows if row.held_until is not None]
    soonest = min(until, default=None)
    seconds = int((soonest - now).total_seconds()) if soonest else 0
    is_over = seconds <= 0 or any(row.status == Status.EXPIRED for row in rows)
    first = min(rows, key=lambda row: row.held_until or now)
    return {"rows": rows, "row": first, "is_over": is_over, "seconds_left": max(seconds, 0)}


def _name_fields(door: SetDoor) -> list[tuple[str, str, BookingRow]]:
    """Return a field for the name of each, with its label; none for a series of one person."""
    if door.is_series:
        return []
    return [
        (f"name_{number}", _("Full name of person %(number)s") % {"number": number}, row)
        for number, row in enumerate(door.unfinished, start=1)
    ]


def _fill(
    door: SetDoor,
    form: SetDetailsForm,
    names: list[tuple[str, str, BookingRow]],
    *,
    now: datetime,
) -> None:
    given = form.cleaned_data
    fields = {row.id: field for field, _label, row in names}
    actions.fill_in_several(
        actor=door.actor,
        keys=door.keys,
        details={
            row.id: Details(
                name=form.name_of(fields.get(row.id, "name")),
                email=given["email"],
                phone=given["phone"],
                note=given["note"],
                language=door.language,
                is_video=row.is_video,
                person_id=door.person_id,
            )
            for row in door.unfinished
        },
        now=now,
    )


def _known(door: SetDoor) -> dict[str, str]:
    """Return what is known of whoever books: what they said before, else their account's."""
    first = door.unfinished[0]
    if first.name:
        names = {field: row.name for field, _label, row in _name_fields(door)}
        said = {"email": first.email, "phone": first.phone, "note": first.note}
        return {"name": first.name, **said, **names}
    if door.person_id is None:
        return {}
    person = person_detail(door.person_id)
    return {
        "name": person.name,
        "name_1": person.name,
        "email": person.first("email"),
        "phone": person.first("phone"),
    }


def _ahead(door: SetDoor, *, now: datetime) -> list[BookingRow]:
    return [row for row in door.rows if row.status == Status.CONFIRMED and row.starts_at > now]


def _may_cancel(row: BookingRow, *, now: datetime) -> bool:
    return row.closure_id is not None or now <= row.cancel_until


def _start(door: SetDoor) -> str:
    name = "book-series" if door.is_series else "book-several"
    return door.url(name, key=door.rows[0].activity_key)
