"""Payments: finding one, and all about it."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moothall.councils.queries import council_by_id
from moothall.kernel import clock
from moothall.kernel.access import staff
from moothall.payments import actions
from moothall.payments.books_words import company
from moothall.payments.finding import Wanted, day_of, payment_story, payments_found
from moothall.payments.policies import SETTLE, TAKE, VIEW
from moothall.payments.refunds.policies import REQUEST as REFUND
from moothall.people.queries import persons_by_id, search_people
from moothall.people.sight import sighted
from moothall.surfaces.workspace.acting import Acting, StaffRequest, acting, acting_in, frame
from moothall.surfaces.workspace.payment_forms import STATE_WORDS, PaymentSearch
from moothall.surfaces.workspace.payment_words import verb_in_words

MOST = 50
_MOST_PEOPLE = 50


@staff(VIEW)
def payments(request: StaffRequest) -> HttpResponse:
    """Find payments; without a word, show the newest."""
    here = acting(request, VIEW)
    form = PaymentSearch(request.GET)
    wanted = _wanted(here, form.cleaned_data) if form.is_valid() else None
    found = payments_found(here.ids, wanted, limit=MOST + 1) if wanted is not None else []
    people = persons_by_id({one.person_id for one in found if one.person_id})
    context = {
        **frame(request, here, switcher=True),
        "form": form,
        "asks": any(request.GET.get(name) for name in form.fields),
        "lines": [
            {
                "payment": one,
                "council": here.council(one.council_id),
                "number": here.number(one.council_id),
                "name": people[one.person_id].name if one.person_id in people else "",
                "state": STATE_WORDS[one.state],  # type: ignore[index]
            }
            for one in found[:MOST]
        ],
        "is_cut": len(found) > MOST,
        "may_take": bool(request.actor.councils_where(TAKE)),
        "may_settle": bool(request.actor.councils_where(SETTLE)),
    }
    return render(request, "workspace/payments.html", context)


@staff(VIEW)
@sighted
def payment(request: StaffRequest, payment_id: UUID) -> HttpResponse:
    """Show all about one payment."""
    story = payment_story(payment_id)
    here = acting_in(request, story.payment.council_id, VIEW)
    context = {
        **frame(request, here),
        "story": story,
        "state": STATE_WORDS[story.payment.state],  # type: ignore[index]
        "states": STATE_WORDS,
        "company": company(story.gateway),
        "person": _person(story.payment.person_id),
        "history": [(line, verb_in_words(line.verb)) for line in story.history],
        "may_take": request.actor.may(TAKE, story.payment.council_id),
        "may_give_back": request.actor.may(REFUND, story.payment.council_id),
        "council_slug": council_by_id(story.payment.council_id).slug,
    }
    return render(request, "workspace/payment.html", context)


@staff(VIEW)
@require_POST
def ask(request: StaffRequest, payment_id: UUID) -> HttpResponse:
    """Ask the gateway how a payment stands."""
    story = payment_story(payment_id)
    here = acting_in(request, story.payment.council_id, VIEW)
    after = actions.check_payment(payment_id=payment_id, now=clock.now())
    if after.problem:
        messages.warning(
            request, _("The payment service says: %(words)s") % {"words": after.problem}
        )
    else:
        messages.success(request, _("The payment service was asked. This is how it stands now."))
    return redirect(here.address("workspace:payment", payment_id))


def _wanted(here: Acting, given: dict[str, Any]) -> Wanted:
    text = given["q"].strip().replace("\0", "")
    people = search_people(here.ids, text, limit=_MOST_PEOPLE) if text else []
    zone = ZoneInfo(here.chosen[0].time_zone)
    return Wanted(
        text=text,
        amount_pence=given["amount"],
        between=day_of(given["day"], zone) if given["day"] else None,
        state=given["state"],
        person_ids=[person.id for person in people],
    )


def _person(person_id: UUID | None) -> Any:
    return persons_by_id([person_id]).get(person_id) if person_id else None
