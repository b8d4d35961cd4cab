"""One booking: looked at, moved, called off, and who came written down."""

from datetime import datetime, time
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.bookings import actions, queries, staff_reads
from moothall.bookings.day_sheet import row_of
from moothall.bookings.errors import PaymentDue
from moothall.bookings.money_reads import booking_of_hold, money_of
from moothall.bookings.policies import BOOK, DESK, MANAGE, VIEW
from moothall.bookings.previews import refund_if_cancelled
from moothall.bookings.questions import answered
from moothall.bookings.queueing.arriving import arrive
from moothall.bookings.queueing.words import NOT_CHECKED_IN, why_not_checked_in
from moothall.bookings.rows import BookingRow
from moothall.bookings.slots import Wish
from moothall.bookings.slots.local_time import moment_of
from moothall.bookings.staff_words import REFUSALS, refusal
from moothall.bookings.views.screens import day_asked, id_asked, screen, zone_of
from moothall.bookings.views.workspace_money import to_payment
from moothall.councils.for_council import actor_of, for_council
from moothall.councils.rows import CouncilRow
from moothall.kernel import clock
from moothall.kernel.card_numbers import CardNumberRefused
from moothall.kernel.money import pounds
from moothall.payments.policies import TAKE
from moothall.payments.refunds.policies import REQUEST
from moothall.people.warnings.queries import warnings_for

_MOST_REASON = 300


@for_council(VIEW)
def booking(request: HttpRequest, council: CouncilRow, booking_id: UUID) -> HttpResponse:
    """Show who comes for what, when and where, and what was done to it."""
    whose = booking_of_hold(booking_id)
    if whose is not None:
        return redirect("workspace:diary-booking", council.slug, whose)
    row, now = queries.booking(booking_id), clock.now()
    return screen(
        request,
        council,
        "booking",
        booking=row,
        money=money_of(row, now=now),
        may_take=actor_of(request).may(TAKE, council.id),
        may_see_refunds=actor_of(request).may(REQUEST, council.id),
        history=staff_reads.history(booking_id),
        has_begun=row.starts_at <= now,
        answered=answered(row.submission_key, actor=actor_of(request)),
        warnings=warnings_for(actor_of(request), council.id, person_id=row.person_id, now=now),
    )


@for_council(BOOK)
def move(request: HttpRequest, council: CouncilRow, booking_id: UUID) -> HttpResponseBase:
    """Let another time be chosen out of those that are free on a day."""
    row = queries.booking(booking_id)
    day = day_asked(request.GET.get("on", ""), row.local_on)
    resource = id_asked(request.GET.get("resource", ""))
    error, price_pence = "", 0
    if request.method == "POST":
        try:
            starts_at, site_id = queries.slot_from_key(request.POST.get("slot", ""))
            error = _moved(request, row, starts_at, site_id, resource)
        except ValueError:
            error = _("Choose a time.")
        except PaymentDue as due:
            price_pence, error = due.pence, _why_no_charge(request)
            if request.POST.get("charge") == "take":
                error = _held(request, row, starts_at, site_id)
                if not error:
                    return to_payment(request, council, row)
        if not error and not price_pence:
            return redirect("workspace:diary-booking", council.slug, booking_id)
    wish = Wish(party_size=row.party_size, is_staff=True, resource_id=resource)
    serving = staff_reads.may_serve(row.activity_id)
    return screen(
        request,
        council,
        "move",
        booking=row,
        day=day,
        resource=resource,
        resources=[one for one in queries.resources() if one.id in serving],
        slots=queries.free_slots(row.activity_id, day, wish, now=clock.now(), without=[booking_id]),
        error=error,
        chosen=request.POST.get("slot", ""),
        price_pence=price_pence,
        may_take=actor_of(request).may(TAKE, council.id),
        status=422 if error else 200,
    )


@require_POST
@for_council(BOOK)
def drop(request: HttpRequest, council: CouncilRow, booking_id: UUID) -> HttpResponseBase:
    """
    Move a booking to where it was dropped in the diary, or say why it stays; for the script.

    A resource's column lets that resource serve. Within its own row a booking keeps its minute.
    """
    row = queries.booking(booking_id)
    try:
        starts_at = _dropped_at(request, council, row)
    except ValueError:
        return JsonResponse({"moved": False, "said": _("Choose a time.")}, status=400)
    except REFUSALS as error:
        return JsonResponse({"moved": False, "said": refusal(error)}, status=409)
    resource = id_asked(request.POST.get("resource", ""))
    try:
        error_said = _moved(request, row, starts_at, None, resource)
    except PaymentDue as due:
        said = _("Moving it there costs %(amount)s. Open it, and choose Move it to another time.")
        error_said = said % {"amount": pounds(due.pence)}
    if error_said:
        return JsonResponse({"moved": False, "said": error_said}, status=409)
    return JsonResponse({"moved": True, "said": ""})


def _dropped_at(request: HttpRequest, council: CouncilRow, row: BookingRow) -> datetime:
    on = day_asked(request.POST.get("on", ""), row.local_on)
    at = time.fromisoformat(request.POST.get("at", ""))
    if at.tzinfo is not None:
        raise ValueError("A time of the local clock has no zone.")
    if (on, at) == (row.local_on, row_of(row.local_time)):
        return row.starts_at
    return moment_of(on, at, zone_of(council))


def _moved(
    request: HttpRequest,
    row: BookingRow,
    starts_at: datetime,
    site_id: UUID | None,
    resource_id: UUID | None,
) -> str:
    """
    Move a booking and say so; return why not where it cannot be.

    :raises PaymentDue: if that costs something, and nobody said that it is not charged
    """
    because = request.POST.get("because", "").strip()[:_MOST_REASON]
    try:
        now_at = actions.move_booking(
            actor=actor_of(request),
            booking_id=row.id,
            starts_at=starts_at,
            site_id=site_id,
            resource_id=resource_id,
            version=_version(request),
            without_charge=request.POST.get("charge") == "none" and bool(because),
            because=because,
            now=clock.now(),
        )
    except REFUSALS as error:
        why = refusal(error)
        if resource_id is not None and resource_id not in staff_reads.may_serve(row.activity_id):
            why = _("Whoever or whatever you chose does not serve in this.")
        return _("It was not moved.") + " " + why
    except CardNumberRefused:
        return _("Take the card number out. Never write one down.")
    told = {
        "day": date_format(now_at.local_on, "j F Y"),
        "time": f"{now_at.local_time:%H:%M}",
        "name": row.name,
    }
    messages.success(request, _("%(name)s now comes on %(day)s at %(time)s.") % told)
    return ""


def _held(request: HttpRequest, row: BookingRow, starts_at: datetime, site_id: UUID | None) -> str:
    """Keep a new time until the move is paid for; return why not where it cannot be."""
    try:
        actions.hold_move(
            actor=actor_of(request),
            booking_id=row.id,
            starts_at=starts_at,
            site_id=site_id,
            version=_version(request),
            now=clock.now(),
        )
    except REFUSALS as error:
        return _("It was not moved.") + " " + refusal(error)
    return ""


def _why_no_charge(request: HttpRequest) -> str:
    """Ask for the reason where a move is not to be charged and none is given."""
    if request.POST.get("charge") == "none":
        return _("Say why it is not charged, in a few words.")
    return ""


def _version(request: HttpRequest) -> int | None:
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() else None


@require_POST
@for_council(DESK)
def check_in(request: HttpRequest, council: CouncilRow, booking_id: UUID) -> HttpResponseBase:
    """Write down that somebody is here and waits."""
    try:
        arrival = arrive(actor=actor_of(request), booking_id=booking_id, now=clock.now())
    except NOT_CHECKED_IN as error:
        messages.error(request, why_not_checked_in(error))
    else:
        if arrival.ticket is not None:
            messages.success(request, _("Their ticket is %(ticket)s.") % {"ticket": arrival.ticket})
    return _back(request, council, booking_id)


@require_POST
@for_council(DESK)
def came(request: HttpRequest, council: CouncilRow, booking_id: UUID) -> HttpResponseBase:
    """Write down whether somebody came."""
    try:
        actions.record_attendance(
            actor=actor_of(request),
            booking_id=booking_id,
            attended=request.POST.get("came") == "yes",
            now=clock.now(),
        )
    except REFUSALS as error:
        messages.error(request, refusal(error))
    return _back(request, council, booking_id)


@for_council(BOOK)
def cancel(request: HttpRequest, council: CouncilRow, booking_id: UUID) -> HttpResponseBase:
    """Call a booking off, with the reason, and say what is to be given back."""
    row = queries.booking(booking_id)
    is_by_council = actor_of(request).may(MANAGE, council.id)
    because, error = request.POST.get("because", "").strip(), ""
    if request.method == "POST":
        error = _("Say why, in a few words.") if not because else ""
        if len(because) > _MOST_REASON:
            error = _("Use no more than %(most)s characters.") % {"most": _MOST_REASON}
        error = error or _called_off(request, booking_id, because)
        if not error:
            return redirect("workspace:diary-booking", council.slug, booking_id)
    return screen(
        request,
        council,
        "cancel",
        booking=row,
        because=because,
        back=refund_if_cancelled(booking_id, now=clock.now(), by_council=is_by_council),
        is_by_council=is_by_council,
        error=error,
        status=422 if error else 200,
    )


def _called_off(request: HttpRequest, booking_id: UUID, because: str) -> str:
    try:
        done = actions.cancel_booking(
            actor=actor_of(request), booking_id=booking_id, because=because, now=clock.now()
        )
    except REFUSALS as error:
        return refusal(error)
    said = _("The booking is cancelled.")
    if done.refund_pence:
        said += " " + _("%(amount)s is to be given back.") % {"amount": pounds(done.refund_pence)}
    messages.success(request, said)
    return ""


def _back(request: HttpRequest, council: CouncilRow, booking_id: UUID) -> HttpResponseBase:
    """Lead back to the day's list if it was done there, else to the booking."""
    row = queries.booking(booking_id)
    if request.POST.get("from") == "list":
        response = redirect("workspace:diary-list", council.slug)
        response["Location"] += f"?on={row.local_on.isoformat()}"
        if request.POST.get("site") == str(row.site_id):
            response["Location"] += f"&site={row.site_id}"
        return response
    return redirect("workspace:diary-booking", council.slug, booking_id)
