"""Following a case without an account."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from moothall.cases.forms import TrackForm
from moothall.cases.queries import public_case
from moothall.cases.wording import TONES
from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock, rate_limits
from moothall.kernel.access import public
from moothall.kernel.visitors import address_of

PERIOD = timedelta(minutes=15)
TRIES_PER_ADDRESS = 30
TRIES_PER_REFERENCE = 10
_LONGEST_REFERENCE = 40


@public
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: CouncilRequest) -> HttpResponse:
    """
    Ask for a reference and a contact, and answer with how the case stands.

    The answer is the page of the POST itself, so that no address holds what was typed. A wrong
    contact, a reference that nobody has and one of another person give the same page.
    """
    prefix = request.council.reference_prefix
    if request.method != "POST":
        typed = request.GET.get("reference", "")[:_LONGEST_REFERENCE]
        return _page(request, "track", TrackForm(initial={"reference": typed},
                                                 prefix_of_council=prefix))  # fmt: skip
    form = TrackForm(request.POST, prefix_of_council=prefix)
    if not form.is_valid():
        return _page(request, "track", form, status=422)
    reference = form.cleaned_data["reference"]
    if not _may_try(request, reference):
        return _page(request, "track_wait", form, status=429)
    case = public_case(
        council_id=request.council.id,
        reference=reference,
        contact=form.cleaned_data["contact"],
        language=request.LANGUAGE_CODE,
    )
    if case is None:
        return _page(request, "track", form, not_found=True, status=422)
    return _page(
        request,
        "track_result",
        form,
        case=case,
        tone=TONES[case.status],
    )


def _may_try(request: CouncilRequest, reference: str) -> bool:
    """Count the try against the visitor and the reference, whether anybody has it or not."""
    council, now = request.council.id, clock.now()
    by_address = rate_limits.allow(
        f"track:{council}:from:{address_of(request)}",
        limit=TRIES_PER_ADDRESS,
        per=PERIOD,
        now=now,
    )
    by_reference = rate_limits.allow(
        f"track:{council}:reference:{reference}", limit=TRIES_PER_REFERENCE, per=PERIOD, now=now
    )
    return by_address and by_reference


def _page(
    request: CouncilRequest, template: str, form: TrackForm, *, status: int = 200, **more: object
) -> HttpResponse:
    response = render(
        request, f"cases/public/{template}.html", {"form": form, **more}, status=status
    )
    response["Cache-Control"] = "no-store"
    return response
